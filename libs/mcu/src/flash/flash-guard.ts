import type { FlashSpec, ProgramUnit } from '@twinbank/parts';

import type { McuClock } from '../core/clock.js';
import type { BankNumber, FlashPlace } from './flash-banks.js';
import { FlashMisuse } from '../misuse.js';
import type { OptionBytes } from './option-bytes.js';
import type { Power } from '../power.js';

/** Row programming is forbidden below this HCLK [RM0440 §3.3.7]. */
const ROW_HCLK_MIN = 8_000_000;

/** Locks and flags of the controller. */
export interface GuardState {
  readonly locked: boolean;
  /** The bank that was mass erased, in which rows may be programmed. */
  readonly rowsInto: BankNumber | null;
}

/** What the flash controller refuses: locks, protection, alignment, order. Each refusal shows a bug in the program. */
export class FlashGuard {
  #locked = true;
  #rowsInto: BankNumber | null = null;

  constructor(
    private readonly spec: FlashSpec,
    private readonly bankBytes: number,
    private readonly power: Power,
    private readonly clock: McuClock,
    private readonly optionBytes: OptionBytes,
  ) {}

  get locked(): boolean {
    return this.#locked;
  }

  /** False if the option bytes join both banks into one. */
  get dualBank(): boolean {
    const { singleBankOption, bankBytes } = this.spec;
    const hasOption =
      singleBankOption === 'always' || (singleBankOption === 'below-top-size' && this.bankBytes < bankBytes);
    return !hasOption || this.optionBytes.values.dualBank === 1;
  }

  unlock(): void {
    this.power.demandOn();
    this.#locked = false;
  }

  lock(): void {
    this.#locked = true;
    this.optionBytes.lock();
  }

  /** A bank was mass erased. Rows may be programmed in it until something else is programmed. */
  massErased(bank: BankNumber): void {
    this.#rowsInto = bank;
  }

  /** @throws FlashMisuse if a range cannot be written at all */
  demandWritable(place: FlashPlace, length: number): void {
    this.power.demandOn();
    if (this.#locked) throw new FlashMisuse('LOCK', 'FLASH_CR is locked');
    if (!this.dualBank) throw new FlashMisuse('DUALBANK', 'single-bank mode: writing is not modelled');
    const { values } = this.optionBytes;
    if (values.wrp.length === 0 && !values.pcropAll) return;
    const first = Math.floor(place.offset / this.spec.pageBytes);
    const last = Math.floor((place.offset + length - 1) / this.spec.pageBytes);
    const hit = values.wrp.some((area) => area.bank === place.bank && first <= area.last && last >= area.first);
    if (hit || values.pcropAll)
      throw new FlashMisuse('WRPERR', `pages ${first} to ${last} of bank ${place.bank} are protected`);
  }

  /** @throws FlashMisuse if a range cannot be programmed in these units, whatever it holds */
  demandProgrammable(place: FlashPlace, length: number, unit: ProgramUnit): void {
    this.demandWritable(place, length);
    if (place.offset % unit.bytes !== 0)
      throw new FlashMisuse('PGAERR', `a ${unit.name} starts at a multiple of ${unit.bytes}`);
    if (length % unit.bytes !== 0 || length <= 0)
      throw new FlashMisuse('SIZERR', `${length} bytes are not whole units of ${unit.bytes}`);
    if (!unit.needsMassErase) {
      this.#rowsInto = null;
      return;
    }
    if (this.#rowsInto !== place.bank)
      throw new FlashMisuse('PGSERR', 'rows are programmed only into a mass erased bank');
    if (this.clock.hclkHz < ROW_HCLK_MIN)
      throw new FlashMisuse('FASTERR', 'row programming needs HCLK of 8 MHz or more');
  }

  /** After a reset: locked, and row programming needs another mass erase. */
  reset(): void {
    this.lock();
    this.#rowsInto = null;
  }

  save(): GuardState {
    return { locked: this.#locked, rowsInto: this.#rowsInto };
  }

  restore(state: GuardState): void {
    this.#locked = state.locked;
    this.#rowsInto = state.rowsInto;
  }
}
