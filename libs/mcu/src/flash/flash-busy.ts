import type { TypMaxUs } from '@twinbank/parts';

import type { McuClock } from '../core/clock.js';
import type { BankNumber } from './flash-banks.js';
import type { FlashTiming } from '../core/timing.js';

/**
 * BSY: flash, EEPROM and option bytes together can run only one program or erase operation at a time. Firmware either
 * waits for its end (the default here) or goes on; in the second case the next operation, and any read of the busy
 * bank, waits. If code is fetched from the busy bank, the CPU is stalled meanwhile [RM0440 §3.3.5, RM0351 §3.3.5,
 * RM0367 §3.3.3].
 */
export class FlashBusy {
  /** Where the CPU fetches code from: 'ram' while a routine runs that was copied to RAM. */
  codeIn: 'flash' | 'ram' = 'flash';
  /** False: operations on a bank from which no code runs continue in the background. */
  waits = true;
  #stallNs = 0;
  #untilNs = 0;
  #bank: BankNumber | null = null;

  constructor(
    private readonly clock: McuClock,
    private readonly timing: FlashTiming,
    private readonly activeBank: () => BankNumber,
  ) {}

  /** Total time for which the CPU was stalled, since the model was made. */
  get stallUs(): number {
    return this.#stallNs / 1000;
  }

  /** True while an operation runs in the background. */
  get busy(): boolean {
    return this.#untilNs > this.clock.nowNs;
  }

  /** When the operation in the background ends. */
  get untilUs(): number {
    return this.#untilNs / 1000;
  }

  /** Runs operations of equal length one after the other. */
  occupy(bank: BankNumber | 'both', time: TypMaxUs, times = 1): void {
    const ns = this.timing.ns(time);
    if (ns === 0 || times === 0) return;
    this.awaitIdle();
    const stalls = this.codeIn === 'flash' && (bank === 'both' || bank === this.activeBank());
    if (stalls) this.#stallNs += ns * times;
    if (stalls || this.waits) {
      this.clock.advanceNs(ns * times);
      return;
    }
    this.clock.advanceNs(ns * (times - 1));
    this.#bank = bank === 'both' ? null : bank;
    this.#untilNs = this.clock.nowNs + ns;
  }

  /** Waits for the end of the operation in the background, as firmware does before it starts the next one. */
  awaitIdle(): void {
    this.clock.advanceNs(this.#untilNs - this.clock.nowNs);
  }

  /** The CPU reads a bank. The bus stalls it while that bank is busy. */
  read(bank: BankNumber): void {
    if (!this.busy || (this.#bank !== null && this.#bank !== bank)) return;
    this.#stallNs += this.#untilNs - this.clock.nowNs;
    this.awaitIdle();
  }

  /** After a reset nothing is busy. */
  reset(): void {
    this.codeIn = 'flash';
    this.waits = true;
    this.#untilNs = 0;
  }

  save(): BusyState {
    return { codeIn: this.codeIn, waits: this.waits, stallNs: this.#stallNs, untilNs: this.#untilNs, bank: this.#bank };
  }

  restore(state: BusyState): void {
    this.codeIn = state.codeIn;
    this.waits = state.waits;
    this.#stallNs = state.stallNs;
    this.#untilNs = state.untilNs;
    this.#bank = state.bank;
  }
}

/** The operation that runs. */
export interface BusyState {
  readonly codeIn: 'flash' | 'ram';
  readonly waits: boolean;
  readonly stallNs: number;
  readonly untilNs: number;
  /** The busy bank; null for both. */
  readonly bank: BankNumber | null;
}
