import type { Core } from '../core/core.js';
import type { FlashAcr } from '../flash/flash-acr.js';
import type { Power } from '../power.js';

/**
 * What is mapped at address 0: flash, or the system boot loader after it has started the application [RM0440 table 5].
 */
export type MemoryAtZero = 'flash' | 'system';

/**
 * SYSCFG: the bit that swaps the banks (FB_MODE in MEMRMP; UFB in CFGR1 on L0), and the alias at address 0. Both are
 * volatile: a system reset clears them.
 */
export class Syscfg {
  #fbMode: 0 | 1 = 0;
  #memoryAtZero: MemoryAtZero = 'flash';

  constructor(
    private readonly power: Power,
    private readonly acr: FlashAcr,
    private readonly core: Core,
  ) {}

  /** 1 while bank 2 is mapped to 0x0800_0000. */
  get fbMode(): 0 | 1 {
    return this.#fbMode;
  }

  get memoryAtZero(): MemoryAtZero {
    return this.#memoryAtZero;
  }

  /**
   * Writes UFB/FB_MODE. From the next fetch on, the CPU executes the other bank.
   *
   * @throws FlashMisuse `ICEN` if caches are on or not flushed; McuMisuse `PRIMASK` if interrupts are not masked
   */
  writeFbMode(value: 0 | 1): void {
    this.acr.demandFlushed();
    this.core.demandMasked();
    this.power.operation('fb-mode', () => `FB_MODE=${value}`, { apply: () => void (this.#fbMode = value) });
  }

  /** Sets the state in which the hardware or the boot ROM starts the application. */
  reset(fbMode: 0 | 1, memoryAtZero: MemoryAtZero): void {
    this.#fbMode = fbMode;
    this.#memoryAtZero = memoryAtZero;
  }
}
