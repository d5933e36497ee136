/**
 * The program used the hardware in a way that the reference manual forbids. This is always a bug, never an expected
 * result. `flag` is the error flag or register field that the manual names.
 */
export class McuMisuse extends Error {
  override readonly name: string = 'McuMisuse';

  constructor(
    readonly flag: string,
    detail: string,
  ) {
    super(`${flag}: ${detail}`);
  }
}

/** Error flags of FLASH_SR, and the states in which the controller refuses without a flag. */
export type FlashFlag =
  | 'PGAERR'
  | 'SIZERR'
  | 'PROGERR'
  | 'NOTZEROERR'
  | 'WRPERR'
  | 'PGSERR'
  | 'FASTERR'
  | 'LOCK'
  | 'BUSERR'
  | 'DUALBANK'
  | 'ICEN';

/** A flash operation that the controller refuses [RM0440 §3.7.5, RM0351 §3.7.6, RM0367 §3.7.7]. */
export class FlashMisuse extends McuMisuse {
  override readonly name = 'FlashMisuse';

  constructor(
    override readonly flag: FlashFlag,
    detail: string,
  ) {
    super(flag, detail);
  }
}

/**
 * A read from flash met more wrong bits than ECC can correct. The CPU takes an NMI; a program survives it by catching
 * this error [RM0440 §3.3.2].
 */
export class EccNmi extends Error {
  override readonly name = 'EccNmi';

  constructor(
    readonly bank: 1 | 2,
    readonly offset: number,
  ) {
    super(`double ECC error in bank ${bank} at offset 0x${offset.toString(16)}`);
  }
}
