import type { McuClock } from '../core/clock.js';
import { McuMisuse } from '../misuse.js';

const PRESCALER_MAX = 256;
const RELOAD_MAX = 4096;

/** Independent watchdog, clocked by LSI. Once started, only a reset stops it. */
export class Iwdg {
  #timeoutUs = 0;
  #dueUs = Infinity;

  constructor(
    private readonly lsiHz: number,
    private readonly clock: McuClock,
  ) {}

  /** Longest timeout that the prescaler and the reload register allow. */
  get timeoutMaxUs(): number {
    return (PRESCALER_MAX * RELOAD_MAX * 1e6) / this.lsiHz;
  }

  /** When the watchdog resets the device if it is not refreshed before; Infinity while it does not run. */
  get dueUs(): number {
    return this.#dueUs;
  }

  /** True if it has expired. Then the device must be reset with cause `watchdog`. */
  get expired(): boolean {
    return this.clock.nowUs >= this.#dueUs;
  }

  /** @throws McuMisuse `RLR` for a timeout beyond the longest one */
  start(timeoutUs: number): void {
    if (!(timeoutUs > 0 && timeoutUs <= this.timeoutMaxUs))
      throw new McuMisuse('RLR', `at most ${this.timeoutMaxUs} us`);
    this.#timeoutUs = timeoutUs;
    this.refresh();
  }

  /** Reloads the counter; does nothing while the watchdog does not run. */
  refresh(): void {
    if (this.#timeoutUs > 0) this.#dueUs = this.clock.nowUs + this.#timeoutUs;
  }

  /** The state after a reset: stopped, or running with the longest of the hardware's start values. */
  reset(startedByHardware: boolean): void {
    this.#timeoutUs = 0;
    this.#dueUs = Infinity;
    // Reset values: prescaler 4, reload 0xFFF.
    if (startedByHardware) this.start((4 * RELOAD_MAX * 1e6) / this.lsiHz);
  }

  save(): { timeoutUs: number; dueUs: number | null } {
    return { timeoutUs: this.#timeoutUs, dueUs: Number.isFinite(this.#dueUs) ? this.#dueUs : null };
  }

  restore(state: { timeoutUs: number; dueUs: number | null }): void {
    this.#timeoutUs = state.timeoutUs;
    this.#dueUs = state.dueUs ?? Infinity;
  }
}
