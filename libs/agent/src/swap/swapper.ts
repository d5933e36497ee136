import { DESCRIPTOR_BYTES, DESCRIPTOR_OFFSET, parseImageDescriptor, type ImageDescriptor } from '@twinbank/inspect';
import { cyclesToUs, swapSectionCycles, type Mcu } from '@twinbank/mcu';
import type { SwapReport } from '@twinbank/protocol';
import type { Rng } from '@twinbank/primitives';

import { IsrRam } from './isr-ram.js';
import type { RamProgram } from './ram-program.js';
import { blackoutCost, findSlot, type Slot, type SlotSearch } from './slot-finder.js';
import type { TaskTable } from './task-table.js';

/** Smallest margin beside a tenth of the swap. */
const MARGIN_MIN_US = 1;

interface SwapperConfig {
  readonly tasks: TaskTable;
  readonly rng: Rng;
  readonly marginUs: number | undefined;
  readonly program: RamProgram | undefined;
}

/**
 * Swaps the banks while the device works, in a slot in which no important task is due, by the six steps of AN4767 §4.
 * Everything slow happens before: the clock is raised, the slot is known, and the journal is written.
 */
export class Swapper {
  private readonly isr: IsrRam;
  private vectors = 0;

  constructor(
    private readonly mcu: Mcu,
    private readonly config: SwapperConfig,
  ) {
    this.isr = new IsrRam(mcu);
  }

  /** How long interrupts are off, at the maximum clock. */
  get swapUs(): number {
    return cyclesToUs(swapSectionCycles(this.mcu.spec), this.mcu.spec.clock.maxHz);
  }

  /** What a slot must have: the swap and a margin. */
  get needUs(): number {
    return this.swapUs + (this.config.marginUs ?? MARGIN_MIN_US + this.swapUs / 10);
  }

  /** The earliest slot from a time on. */
  search(fromUs: number, untilUs: number): SlotSearch {
    return findSlot(this.config.tasks, { fromUs, untilUs, needUs: this.needUs });
  }

  /**
   * All that takes time and must be done before the slot: the idle copy of the interrupt code is replaced, the clock raised
   * to its maximum, which shortens the swap.
   *
   * @returns the clock to return to
   */
  prepare(): number {
    const { clock, spec } = this.mcu;
    const before = clock.hclkHz;
    clock.setHclk(spec.clock.maxHz);
    this.vectors = this.isr.prepareSwap();
    return before;
  }

  /** Waits for the slot and swaps: afterwards the CPU executes the other bank. */
  swap(slot: Slot, clockAfterHz: number): SwapReport {
    const { clock } = this.mcu;
    clock.advanceTo(slot.startUs);
    const startUs = clock.nowUs;
    this.config.program?.beforeSwap(this.mcu, this.mcu.flash.activeBank);
    this.sixSteps(this.vectors);
    const swapUs = clock.nowUs - startUs;
    this.config.program?.afterSwap(this.mcu, this.mcu.flash.activeBank);
    clock.setHclk(clockAfterHz);
    const { addedLatencyUs, deadlinesMissed } = blackoutCost(
      this.config.tasks,
      startUs,
      swapUs,
      () => 2 * this.config.rng.unit() - 1,
    );
    return { slotStartUs: startUs, slotLengthUs: slot.lengthUs, swapUs, addedLatencyUs, deadlinesMissed };
  }

  /** [AN4767 §4]; the bytes of these steps are the same in both images. */
  private sixSteps(vectors: number): void {
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
    core.unmaskInterrupts();
    clock.advanceCycles(swap.interruptsOn);
  }

  /** Whether both images keep their variables at the same places, so that a live swap back does no harm. */
  sameRamLayout(): boolean {
    return ramLayoutOf(this.mcu, 1) === ramLayoutOf(this.mcu, 2);
  }

  /**
   * Starts the other bank as after a reset, from a routine in RAM: interrupts stay off, RAM is initialised by the new
   * image, so nothing of the running one must fit. Used by early start-up code only.
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

  /** What the image that runs does first after a reset: variables, interrupt code in RAM, VTOR [AN4767 §6.4.1]. */
  startUp(): void {
    this.config.program?.startUp(this.mcu, this.mcu.flash.activeBank);
    this.isr.startUp();
  }
}

/** The RAM layout that the image in a bank states; undefined where it states none. */
export function ramLayoutOf(mcu: Mcu, bank: 1 | 2): number | undefined {
  return descriptorOf(mcu, bank)?.ramLayoutVersion;
}

/** What the image in a bank says of itself. */
export function descriptorOf(mcu: Mcu, bank: 1 | 2): ImageDescriptor | undefined {
  return parseImageDescriptor(mcu.flash.tryRead({ bank, offset: 0 }, DESCRIPTOR_OFFSET + DESCRIPTOR_BYTES).bytes);
}
