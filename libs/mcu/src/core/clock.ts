import type { ClockSpec } from '@twinbank/parts';

import { McuMisuse } from '../misuse.js';

/**
 * Simulated time and the CPU clock. Time is kept in whole nanoseconds, so that many short steps and one long step lead
 * to the same value. It never goes back.
 */
export class McuClock {
  #nowNs = 0;
  #hclkHz: number;

  constructor(private readonly spec: ClockSpec) {
    this.#hclkHz = spec.resetHz;
  }

  /** Microseconds since the model was made. */
  get nowUs(): number {
    return this.#nowNs / 1000;
  }

  get nowNs(): number {
    return this.#nowNs;
  }

  /** CPU and bus clock in hertz. */
  get hclkHz(): number {
    return this.#hclkHz;
  }

  /** Wait states that flash needs at the present clock. */
  get waitStates(): number {
    return this.spec.waitStateHz.findIndex((hz) => this.#hclkHz <= hz);
  }

  /** Lets time pass. */
  advanceUs(us: number): void {
    this.advanceNs(Math.round(us * 1000));
  }

  advanceNs(ns: number): void {
    if (ns > 0) this.#nowNs += ns;
  }

  /** Lets time pass until this time; does nothing if it is past. */
  advanceTo(us: number): void {
    this.advanceNs(Math.round(us * 1000) - this.#nowNs);
  }

  /** Lets so many CPU cycles pass at the present clock. */
  advanceCycles(cycles: number): void {
    this.advanceNs(Math.round((cycles * 1e9) / this.#hclkHz));
  }

  /**
   * Sets the CPU clock. Raising it takes `raiseUs`, for the switch through the PLL.
   *
   * @throws McuMisuse above the part's maximum
   */
  setHclk(hz: number): void {
    if (!(hz > 0 && hz <= this.spec.maxHz))
      throw new McuMisuse('HCLK', `${hz} Hz is above the part's ${this.spec.maxHz} Hz`);
    if (hz > this.#hclkHz) this.advanceUs(this.spec.raiseUs);
    this.#hclkHz = hz;
  }

  /** Sets the clock to its value after a reset; time goes on. */
  reset(): void {
    this.#hclkHz = this.spec.resetHz;
  }

  save(): { nowNs: number; hclkHz: number } {
    return { nowNs: this.#nowNs, hclkHz: this.#hclkHz };
  }

  restore(state: { nowNs: number; hclkHz: number }): void {
    this.#nowNs = state.nowNs;
    this.#hclkHz = state.hclkHz;
  }
}
