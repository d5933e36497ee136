import { AesCtr } from '@twinbank/keys';
import type { AesSpec, Cipher } from '@twinbank/parts';
import type { McuClock } from '../core/clock.js';
import { McuMisuse } from '../misuse.js';

const BLOCK_BYTES = 16;
const COUNTER_RANGE = 2 ** 32;

/** Key and start value of a counter mode stream, as the AES unit's registers take them. */
export interface AesSetup {
  readonly cipher: Exclude<Cipher, 'none'>;
  readonly key: Uint8Array;
  /** IVR3 to IVR0, 16 bytes: 96 bits of nonce and the first value of the 32-bit counter. */
  readonly iv: Uint8Array;
}

/** The AES unit in counter mode. */
export class Aes {
  constructor(
    readonly spec: AesSpec,
    private readonly clock: McuClock,
  ) {}

  /** True if the unit has this key size. */
  supports(cipher: Cipher): boolean {
    return cipher !== 'none' && this.spec.cyclesPerBlock[cipher] !== undefined;
  }

  /**
   * Loads key and IV.
   *
   * @throws McuMisuse `KEYSIZE` if the unit does not have this key size
   */
  start(setup: AesSetup): AesStream {
    const cycles = this.spec.cyclesPerBlock[setup.cipher];
    if (cycles === undefined) throw new McuMisuse('KEYSIZE', `this AES unit has no ${setup.cipher}`);
    return new AesStream(setup, cycles, this.clock);
  }
}

/**
 * A counter mode stream. Only the low 32 bits of the counter block are counted: they wrap to 0 and leave the nonce
 * unchanged, where software would carry into the nonce [RM0440 §34.4.9].
 */
export class AesStream {
  readonly #cipher: AesCtr;
  readonly #first: number;

  constructor(
    { cipher, key, iv }: AesSetup,
    private readonly cyclesPerBlock: number,
    private readonly clock: McuClock,
  ) {
    if (iv.length !== BLOCK_BYTES) throw new McuMisuse('IVR', 'the initialisation vector has 16 bytes');
    this.#cipher = new AesCtr({ cipher, key, nonce: iv.slice(0, 12) });
    this.#first = new DataView(iv.buffer, iv.byteOffset).getUint32(12);
  }

  /** Encrypts or decrypts bytes at an offset of the stream. The offset must be a multiple of 16. */
  apply(offset: number, bytes: Uint8Array): Uint8Array {
    this.clock.advanceCycles(Math.ceil(bytes.length / BLOCK_BYTES) * this.cyclesPerBlock);
    const counter = (this.#first + offset / BLOCK_BYTES) % COUNTER_RANGE;
    const untilWrap = (COUNTER_RANGE - counter) * BLOCK_BYTES;
    if (bytes.length <= untilWrap) return this.#cipher.apply(counter * BLOCK_BYTES, bytes);
    const result = new Uint8Array(bytes.length);
    result.set(this.#cipher.apply(counter * BLOCK_BYTES, bytes.subarray(0, untilWrap)));
    result.set(this.#cipher.apply(0, bytes.subarray(untilWrap)), untilWrap);
    return result;
  }
}
