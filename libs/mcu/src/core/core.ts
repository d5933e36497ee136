import { McuMisuse } from '../misuse.js';

/**
 * The part of the CPU that the model has: PRIMASK, which masks every interrupt except the NMI. Steps 1 and 6 of AN4767
 * §4. A reset clears it.
 */
export class Core {
  #masked = false;

  /** True while PRIMASK is set; interrupts then stay pending. */
  get interruptsMasked(): boolean {
    return this.#masked;
  }

  /** Sets PRIMASK (`cpsid i`). */
  maskInterrupts(): void {
    this.#masked = true;
  }

  /** Clears PRIMASK (`cpsie i`). Pending interrupts are served at once. */
  unmaskInterrupts(): void {
    this.#masked = false;
  }

  /**
   * Interrupts must be masked when the code that the CPU executes is exchanged. Otherwise an interrupt at this moment
   * stacks a return address in one image and runs a handler whose code and constants lie in the other.
   *
   * @throws McuMisuse `PRIMASK` if interrupts are not masked
   */
  demandMasked(): void {
    if (!this.#masked) throw new McuMisuse('PRIMASK', 'the banks are swapped while interrupts may be taken');
  }

  /** Sets the state after a reset, or the state of a saved device. */
  reset(masked = false): void {
    this.#masked = masked;
  }
}
