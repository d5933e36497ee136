import type { SwapPlan } from '@twinbank/image';
import { DESCRIPTOR_BYTES, DESCRIPTOR_OFFSET, parseImageDescriptor, type ImageDescriptor } from '@twinbank/inspect';
import { cyclesToUs, swapSectionCycles, type Mcu } from '@twinbank/mcu';
import type { SwapReport } from '@twinbank/protocol';
import type { Rng } from '@twinbank/primitives';

import type { BankSections } from '../sections/bank-sections.js';
import type { RamPlan } from '../sections/ram-plan.js';
import type { RamValues } from '../sections/ram-values.js';
import { IsrRam } from './isr-ram.js';
import type { RamProgram } from './ram-program.js';
import { blackoutCost, findSlot, type Slot, type SlotSearch } from './slot-finder.js';
import { tasksAround } from './tasks-around.js';
import type { TaskTable } from './task-table.js';

/** Smallest margin; otherwise the margin is a tenth of the swap. */
const MARGIN_MIN_US = 1;

/** Into what the banks are swapped: a release that has not run yet, or an image that has its variables in RAM already. */
export type SwapInto = 'new-release' | 'known-image';

interface SwapperConfig {
  readonly sections: BankSections;
  readonly values: RamValues;
  readonly plans: RamPlan;
  readonly tasks: TaskTable;
  readonly rng: Rng;
  readonly marginUs: number | undefined;
  readonly program: RamProgram | undefined;
}

/**
 * Swaps the banks while the device works, in a slot in which no important task is due, by the six steps of AN4767 §4.
 * Everything slow is done before the slot: the clock is raised, the slot is found, and the journal is written.
 */
export class Swapper {
  private readonly isr: IsrRam;
  private vectors = 0;
  /** What the swap that is being prepared does in RAM. */
  private plan: SwapPlan | undefined;

  constructor(
    private readonly mcu: Mcu,
    private readonly config: SwapperConfig,
  ) {
    this.isr = new IsrRam(mcu, config.sections);
  }

  /** How long a slot must be: interrupts are off for the swap, the steps of a plan and while start values are copied; and a margin. */
  private needUs(into: SwapInto): number {
    const { spec } = this.mcu;
    const ramCycles = into === 'new-release' ? this.ramCycles() : 0;
    const swapUs = cyclesToUs(swapSectionCycles(spec) + ramCycles, spec.clock.maxHz);
    return swapUs + (this.config.marginUs ?? MARGIN_MIN_US + swapUs / 10);
  }

  private ramCycles(): number {
    const { plans, values } = this.config;
    const plan = plans.find();
    return (plan ? plans.cyclesFor(plan) : 0) + values.cyclesFor(this.mcu.flash.otherBank);
  }

  /** The earliest slot from a time on. */
  search(fromUs: number, untilUs: number, into: SwapInto = 'known-image'): SlotSearch {
    return findSlot(this.config.tasks, { fromUs, untilUs, needUs: this.needUs(into) });
  }

  /**
   * Does everything slow before the slot: replaces the idle copy of the interrupt code, and raises the clock to its
   * maximum, which shortens the swap. Into a new release it finds the plan for the image that runs, too.
   *
   * @returns the clock to return to
   */
  prepare(into: SwapInto = 'known-image'): number {
    const { clock, spec } = this.mcu;
    const before = clock.hclkHz;
    clock.setHclk(spec.clock.maxHz);
    this.vectors = this.isr.prepareSwap();
    this.plan = into === 'new-release' ? this.config.plans.find() : undefined;
    return before;
  }

  /**
   * Waits for the slot and swaps. Afterwards the CPU executes the other bank. The steps of a plan are done, and the start values of a new
   * release are in RAM, before its interrupts and its run-once code run.
   */
  swap(slot: Slot, clockAfterHz: number, into: SwapInto = 'known-image'): SwapReport {
    const { clock } = this.mcu;
    clock.advanceTo(slot.startUs);
    const startUs = clock.nowUs;
    this.config.program?.beforeSwap(this.mcu, this.mcu.flash.activeBank);
    this.sixSteps(this.vectors, into);
    const swapUs = clock.nowUs - startUs;
    this.config.program?.afterSwap(this.mcu, this.mcu.flash.activeBank);
    clock.setHclk(clockAfterHz);
    const { addedLatencyUs, deadlinesMissed } = blackoutCost(
      this.config.tasks,
      startUs,
      swapUs,
      () => 2 * this.config.rng.unit() - 1,
    );
    const measured = { slotStartUs: startUs, slotLengthUs: slot.lengthUs, swapUs, addedLatencyUs, deadlinesMissed };
    return { ...measured, ...tasksAround(this.config.tasks, slot) };
  }

  /** The six steps [AN4767 §4]. The code of these steps must be the same bytes in both images. */
  private sixSteps(vectors: number, into: SwapInto): void {
    const { clock, core, flash, scb, syscfg, spec } = this.mcu;
    const { swap } = spec;
    core.maskInterrupts();
    clock.advanceCycles(swap.interruptsOff);
    flash.acr.disableCaches();
    flash.acr.flushCaches();
    clock.advanceCycles(swap.cachesOff);
    scb.writeVtor(vectors);
    clock.advanceCycles(swap.vectorTable);
    syscfg.writeFbMode(flash.otherBank === 2 ? 1 : 0);
    clock.advanceCycles(swap.flipBank + swap.firstFetch);
    flash.acr.enableCaches();
    clock.advanceCycles(swap.cachesOn);
    if (into === 'new-release') this.changeRam();
    core.unmaskInterrupts();
    clock.advanceCycles(swap.interruptsOn);
  }

  /** What moves first: start values may be for where a moved variable lay. */
  private changeRam(): void {
    const { plans, values } = this.config;
    if (this.plan) plans.run(this.plan);
    values.copyFrom(this.mcu.flash.activeBank);
  }

  /**
   * Why the image in the other bank cannot follow the running one live, by what both say now; undefined if it can. Asked again right
   * before the swap: a plan that cannot be read any more would leave variables where the new image does not look for them.
   */
  refusesLive(): string | undefined {
    const { activeBank, otherBank } = this.mcu.flash;
    const [running, next] = [descriptorOf(this.mcu, activeBank), descriptorOf(this.mcu, otherBank)];
    if (!running || !next) return undefined;
    const { plans } = this.config;
    const isFor = plans.find() !== undefined;
    if (running.ramLayoutVersion === next.ramLayoutVersion) return isFor ? PLAN_WITHIN_LAYOUT : undefined;
    if (isFor || !plans.carried) return undefined;
    return `the new image has RAM layout ${next.ramLayoutVersion}, and no plan for the running one, which has ${running.ramLayoutVersion}`;
  }

  /** Whether both images say that they keep their variables at the same addresses. Only then is a live swap back safe. */
  sameRamLayout(): boolean {
    const layout = ramLayoutOf(this.mcu, 1);
    return layout !== undefined && layout === ramLayoutOf(this.mcu, 2);
  }

  /**
   * Starts the other bank as after a reset, from a routine in RAM. Interrupts stay off, and the new image initialises
   * RAM, so it needs nothing of the running image. Only early start-up code may use this.
   */
  handOver(): void {
    const { clock, core, flash, scb, syscfg, spec } = this.mcu;
    flash.busy.codeIn = 'ram';
    core.maskInterrupts();
    flash.acr.disableCaches();
    flash.acr.flushCaches();
    scb.writeVtor(spec.flash.address);
    syscfg.writeFbMode(flash.otherBank === 2 ? 1 : 0);
    flash.busy.codeIn = 'flash';
    flash.acr.enableCaches();
    clock.advanceCycles(swapSectionCycles(spec));
    this.startUp();
    core.unmaskInterrupts();
  }

  /**
   * What the running image does first after a reset: initialises variables and interrupt code in RAM, and sets VTOR
   * [AN4767 §6.4.1].
   */
  startUp(): void {
    this.config.program?.startUp(this.mcu, this.mcu.flash.activeBank);
    this.isr.startUp();
  }
}

/** Other devices would be swapped without the plan, and a swap back would not undo it. */
export const PLAN_WITHIN_LAYOUT =
  'the plan moves variables, and the number of the RAM layout is that of the running image: raise the number';

/** The RAM layout that the image in a bank declares; undefined if it declares none. */
export function ramLayoutOf(mcu: Mcu, bank: 1 | 2): number | undefined {
  return descriptorOf(mcu, bank)?.ramLayoutVersion;
}

/** The descriptor of the image in a bank. */
export function descriptorOf(mcu: Mcu, bank: 1 | 2): ImageDescriptor | undefined {
  return parseImageDescriptor(mcu.flash.tryRead({ bank, offset: 0 }, DESCRIPTOR_OFFSET + DESCRIPTOR_BYTES).bytes);
}
