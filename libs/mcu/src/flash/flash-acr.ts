import type { PartSpec } from '@twinbank/parts';

import { FlashMisuse } from '../misuse.js';

/** Whether the caches are on, and whether they may contain lines. */
export interface AcrState {
  readonly on: boolean;
  readonly stale: boolean;
}

/**
 * FLASH_ACR: prefetch and, on L4 and G4, the instruction and data caches (on after reset). A cache can be flushed only
 * while it is off. When the banks are swapped, the caches must be off and flushed; otherwise the CPU would go on
 * executing lines of the old bank [RM0440 §3.3.4, AN4767 §4]. On L0 the same applies to the prefetch and pre-read
 * buffers.
 */
export class FlashAcr {
  #on = true;
  #stale = true;

  constructor(private readonly family: PartSpec['family']) {}

  get cachesOn(): boolean {
    return this.#on;
  }

  /** Clears PRFTEN, ICEN and DCEN (L0: PRFTEN, sets DISAB_BUF, which also empties the buffers). */
  disableCaches(): void {
    this.#on = false;
    if (this.family === 'L0') this.#stale = false;
  }

  /**
   * Sets and clears ICRST and DCRST.
   *
   * @throws FlashMisuse `ICEN` while the caches are on
   */
  flushCaches(): void {
    if (this.#on) throw new FlashMisuse('ICEN', 'the caches can be flushed only while they are off');
    this.#stale = false;
  }

  /** Sets PRFTEN, ICEN and DCEN again. */
  enableCaches(): void {
    this.#on = true;
    this.#stale = true;
  }

  /** @throws FlashMisuse `ICEN` if lines of the active bank could survive a swap */
  demandFlushed(): void {
    if (this.#on || this.#stale) throw new FlashMisuse('ICEN', 'the banks are swapped with caches on or not flushed');
  }

  reset(): void {
    this.enableCaches();
  }

  save(): AcrState {
    return { on: this.#on, stale: this.#stale };
  }

  restore(state: AcrState): void {
    this.#on = state.on;
    this.#stale = state.stale;
  }
}
