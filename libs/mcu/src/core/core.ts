import { McuMisuse } from '../misuse.js';

/**
 * What the model knows of the CPU: PRIMASK, which keeps every interrupt but the NMI from being taken. Step 1 and step 6 of
 * AN4767 §4. A reset clears it.
 */
export class Core {
  #masked = false;

  /** True while interrupts stay pending. */
  get interruptsMasked(): boolean {
    return this.#masked;
  }

  /** Sets PRIMASK (`cpsid i`). */
  maskInterrupts(): void {
    this.#masked = true;
  }

  /** Clears PRIMASK (`cpsie i`): what is pending is served at once. */
  unmaskInterrupts(): void {
    this.#masked = false;
  }

  /**
   * What must hold where the code under the CPU is exchanged: an interrupt in that moment stacks a return address in one
   * image and runs a handler whose code and constants lie in the other.
   *
   * @throws McuMisuse `PRIMASK` while interrupts may be taken
   */
  demandMasked(): void {
    if (!this.#masked) throw new McuMisuse('PRIMASK', 'the banks are swapped while interrupts may be taken');
  }

  /** The state after a reset, or of a device that is made anew from a saved one. */
  reset(masked = false): void {
    this.#masked = masked;
  }
}
