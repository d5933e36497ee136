import type { Mutant } from './mutant.js';

const SWAPPER = 'libs/agent/src/swap/swapper.ts';
const ISR = 'libs/agent/src/swap/isr-ram.ts';
const SLOTS = 'libs/agent/src/swap/slot-finder.ts';
const LIVE = 'live/none/bank1/passes/fixed/usual/in-a-row';
const COMPANIONS = 'live/none/bank1/fails/fixed/small/companions';
const SECTIONS = 'live/none/bank1/fails/fixed/small/sections';
const BARE = 'live/none/bank1/fails/fixed/usual/bare';
const PLAN = 'live/none/bank1/fails/fixed/small/plan';

const MASK = '    core.maskInterrupts();\n    clock.advanceCycles(swap.interruptsOff);\n';
const VTOR = '    scb.writeVtor(vectors);\n    clock.advanceCycles(swap.vectorTable);\n';
const FLIP =
  '    syscfg.writeFbMode(flash.otherBank === 2 ? 1 : 0);\n    clock.advanceCycles(swap.flipBank + swap.firstFetch);\n';
const CACHES_OFF =
  '    flash.acr.disableCaches();\n    flash.acr.flushCaches();\n    clock.advanceCycles(swap.cachesOff);\n';
const CACHES_ON = '    flash.acr.enableCaches();\n    clock.advanceCycles(swap.cachesOn);\n';
const VALUES = "    if (into === 'new-release') this.changeRam();\n";
const UNMASK = '    core.unmaskInterrupts();\n    clock.advanceCycles(swap.interruptsOn);\n';

/** The six steps in other orders, the interrupt code in RAM, and the slot. */
export const SWAP_MUTANTS: readonly Mutant[] = [
  {
    name: 'table-after-flip',
    file: SWAPPER,
    from: VTOR + FLIP,
    to: FLIP + VTOR,
    means: 'the vector table is moved after the banks: an NMI between them runs code of the bank that is gone',
    net: LIVE,
  },
  {
    name: 'interrupts-never-off',
    file: SWAPPER,
    from: MASK,
    to: '',
    means: 'the banks are swapped with interrupts on',
    net: LIVE,
  },
  {
    name: 'interrupts-on-before-flip',
    file: SWAPPER,
    from: FLIP + CACHES_ON + VALUES + UNMASK,
    to: UNMASK + FLIP + CACHES_ON + VALUES,
    means: 'interrupts are on again before the banks are swapped',
    net: LIVE,
  },
  {
    name: 'table-before-interrupts-off',
    file: SWAPPER,
    from: MASK + CACHES_OFF + VTOR,
    to: VTOR + MASK + CACHES_OFF,
    means: 'for a moment interrupts run the new image’s code in the old one',
    net: LIVE,
  },
  {
    name: 'caches-not-flushed',
    file: SWAPPER,
    from: CACHES_OFF,
    to: '    flash.acr.disableCaches();\n    clock.advanceCycles(swap.cachesOff);\n',
    means: 'lines of the old bank stay in the caches',
    net: LIVE,
  },
  {
    name: 'caches-flushed-while-on',
    file: SWAPPER,
    from: CACHES_OFF,
    to: '    flash.acr.flushCaches();\n    flash.acr.disableCaches();\n    clock.advanceCycles(swap.cachesOff);\n',
    means: 'the caches are flushed and may fill again',
    net: LIVE,
  },
  {
    name: 'caches-on-before-flip',
    file: SWAPPER,
    from: FLIP + CACHES_ON,
    to: CACHES_ON + FLIP,
    means: 'the caches fill from the old bank before the swap',
    net: LIVE,
  },
  {
    name: 'values-at-every-swap',
    file: SWAPPER,
    from: VALUES,
    to: '    this.config.values.copyFrom(flash.activeBank);\n',
    means: 'start values overwrite variables that are in use, at a swap back',
    net: SECTIONS,
  },
  {
    name: 'values-not-copied',
    file: SWAPPER,
    from: VALUES,
    to: '',
    means: 'run-once code finds what was in RAM by chance',
    net: SECTIONS,
  },
  {
    name: 'named-copies-crossed',
    file: 'libs/inspect/src/places/section-places.ts',
    from: 'copies[bank - 1]',
    to: 'copies[2 - bank]',
    means: 'an image without descriptor runs from one bank with the interrupt code that is meant for the other',
    net: BARE,
  },
  {
    name: 'plan-not-run',
    file: SWAPPER,
    from: '    if (this.plan) plans.run(this.plan);\n',
    to: '',
    means: 'the new image finds its variables where the old one had others',
    net: PLAN,
  },
  {
    name: 'plan-of-running-image',
    file: 'libs/agent/src/sections/ram-plan.ts',
    from: 'const plans = this.plansIn(otherBank);',
    to: 'const plans = this.plansIn(activeBank);',
    means: 'the plan of the image that runs is looked for, and not that of the new one',
    net: PLAN,
  },
  {
    name: 'config-of-other-bank',
    file: 'libs/agent/src/sections/running-config.ts',
    from: 'const bank = mcu.flash.activeBank;',
    to: 'const bank = mcu.flash.otherBank;',
    means: 'the application reads the configuration of the image that does not run',
    net: SECTIONS,
  },
  {
    name: 'chips-before-swap',
    file: 'libs/agent/src/companions/companion-goals.ts',
    from: "this.goals('prepare', this.on.mcu.flash.otherBank)",
    to: "this.goals('run', this.on.mcu.flash.otherBank)",
    means: 'the other chips run what the new image brings while the old one still runs',
    net: COMPANIONS,
  },
  {
    name: 'caches-on-last',
    file: SWAPPER,
    from: CACHES_ON + VALUES + UNMASK,
    to: UNMASK + CACHES_ON + VALUES,
    means: 'interrupts are served before the caches are on again',
    equivalent:
      'a cache that is off holds no line of either bank: the first interrupt is served some cycles slower, and by the right code',
  },
  {
    name: 'copy-in-use-replaced',
    file: ISR,
    from: 'this.fill(otherBank, otherBank);',
    to: 'this.fill(otherBank, this.mcu.flash.activeBank);',
    means: 'interrupt code is replaced while interrupts run it',
    net: LIVE,
  },
  {
    name: 'copy-not-replaced',
    file: ISR,
    from: 'this.fill(otherBank, otherBank);',
    to: '',
    means: 'after the swap interrupts run code of the old image',
    net: LIVE,
  },
  {
    name: 'slot-end-without-jitter',
    file: SLOTS,
    from: 'due[next]! - task.jitterUs - startUs;',
    to: 'due[next]! - startUs;',
    means: 'a slot ends when the next task is due, which may be early',
    net: LIVE,
  },
  {
    name: 'slot-start-without-jitter',
    file: SLOTS,
    from: 'freeFromUs = Math.max(freeFromUs, due[next]! + task.jitterUs) + task.worstCaseUs;',
    to: 'freeFromUs = Math.max(freeFromUs, due[next]!) + task.worstCaseUs;',
    means: 'a slot begins although a late task may still be at work',
    net: LIVE,
  },
  {
    name: 'work-before-the-search',
    file: SLOTS,
    from: 'Math.max(0, fromUs - 2 * longestPeriodUs)',
    to: 'fromUs',
    means: 'tasks that were released before the search are taken for done',
    net: LIVE,
  },
  {
    name: 'swap-before-its-slot',
    file: SWAPPER,
    from: '    clock.advanceTo(slot.startUs);\n',
    to: '',
    means: 'the swap does not wait for its slot',
    net: LIVE,
  },
];
