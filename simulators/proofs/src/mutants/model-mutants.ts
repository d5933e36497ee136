import type { Mutant } from './mutant.js';

const TORN = 'libs/mcu/src/flash/torn-cells.ts';
const CELLS = 'libs/mcu/src/flash/flash-cells.ts';
const FLASH = 'libs/mcu/src/flash/flash.ts';
const MCU = 'libs/mcu/src/mcu.ts';
const G474 = 'libs/parts/src/stm32g474.ts';

/** A model of the hardware that forgives more than silicon, or differs from it in another way. */
export const MODEL_MUTANTS: readonly Mutant[] = [
  {
    name: 'torn-old-or-new',
    file: TORN,
    from: 'const fate = rng.below(6);',
    to: 'const fate = rng.below(2);',
    means: 'torn programming reads old or new',
    witness: 'corrected-image-kept',
  },
  {
    name: 'torn-never-unsound',
    file: TORN,
    from: 'const fate = rng.below(6);',
    to: 'const fate = rng.below(4);',
    means: 'what reads erased after a cut is erased',
    witness: 'page-of-before-the-cut',
  },
  {
    name: 'erased-never-weak',
    file: TORN,
    from: '  return new Cells(bytes, flaws.size > 0 ? flaws : undefined);',
    to: "  return new Cells(bytes, new Map([...flaws].filter(([, flaw]) => flaw !== 'weak')));",
    means: 'a page that reads erased after a cut holds what is programmed',
    witness: 'blank-page-believed',
  },
  {
    name: 'rom-spares-ram',
    file: MCU,
    from: '      this.sram.overwrite(spec.ram[0]!.address, rom.ramBytes);\n',
    to: '',
    means: 'the boot ROM leaves RAM alone',
    witness: 'figures-where-the-rom-writes',
  },
  {
    name: 'ecc-ignored-by-sums',
    file: FLASH,
    from: '    this.readBank({ bank, offset }, length);\n  }',
    to: '  }',
    means: 'CRC and SHA-256 read over double errors',
    net: 'torn STM32G474/mirror',
  },
  {
    name: 'watchdog-late',
    file: 'libs/mcu/src/peripherals/iwdg.ts',
    from: 'this.#dueUs = this.clock.nowUs + this.#timeoutUs;',
    to: 'this.#dueUs = this.clock.nowUs + 2 * this.#timeoutUs;',
    means: 'the watchdog waits twice as long as it was told',
    net: 'hostile',
  },
  {
    name: 'forced-options-writable',
    file: G474,
    from: 'wrp: [], pcropAll: true,',
    to: 'wrp: [], pcropAll: false,',
    means: 'torn option bytes do not protect flash',
    witness: 'journal-before-option-bytes',
  },
  {
    name: 'forced-options-unprotected',
    file: G474,
    from: 'rdp: 1, bfb2: 1, dualBank: 1',
    to: 'rdp: 0, bfb2: 1, dualBank: 1',
    means: 'torn option bytes do not raise the read protection',
    witness: 'protection-lowered',
  },
  {
    name: 'options-act-at-once',
    file: 'libs/mcu/src/flash/option-bytes.ts',
    from: '    this.#stored = stored;\n    if (time)',
    to: '    this.#stored = stored;\n    if (stored) this.#loaded = stored;\n    if (time)',
    means: 'stored option bytes act without being loaded',
    witness: 'bank-given-up-unloaded',
  },
  {
    name: 'swap-outlives-reset',
    file: MCU,
    from: 'this.syscfg.reset(outcome.booted === 2 ? 1 : 0,',
    to: "this.syscfg.reset(outcome.booted === 2 || (cause !== 'power-on' && this.syscfg.fbMode === 1) ? 1 : 0,",
    means: 'a warm reset keeps the swapped banks',
    net: 'crashes',
  },
  {
    name: 'caches-never-stale',
    file: 'libs/mcu/src/flash/flash-acr.ts',
    from: 'if (this.#on || this.#stale) throw',
    to: 'if (this.#on) throw',
    means: 'caches that are off hold no stale lines',
    witness: 'caches-not-flushed',
  },
  {
    name: 'interrupts-never-come',
    file: 'libs/mcu/src/core/core.ts',
    from: '    if (!this.#masked) throw',
    to: '    if (this.#masked === undefined) throw',
    means: 'no interrupt comes in the middle of a swap',
    witness: 'interrupts-on-before-flip',
  },
  {
    name: 'programmed-over-data',
    file: CELLS,
    from: 'if (!zero && (!erased || isDamaged(cells.flaws, (at + unit) / eccBytes))) return unit;',
    to: '',
    means: 'what holds data can be programmed again',
    witness: 'page-not-erased',
  },
];
