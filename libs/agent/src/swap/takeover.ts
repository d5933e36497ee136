import type { Slot } from './slot-finder.js';
import type { AgentContext } from '../agent-context.js';
import { checkWhole } from '../download/image-check.js';
import type { BankRecord, JobRecord } from '../journal/journal.js';
import type { Refusal } from '../ticket/ticket-check.js';

/** A slot nearer than this is waited for at once: the device's own timer is exact, a message to it is not. */
const NEAR_US = 100_000;
/** The journal is written before the slot; the timer fires so much before it. */
const PREPARE_US = 50_000;
/** How often an application that holds the swap back, or a self-test that is not done, is asked again. */
const POLL_US = 100_000;
/** How long a slot for swapping back after a failed trial is looked for before a reset does it. */
const REVERT_SEARCH_US = 1_000_000;

const NO_SLOT: Refusal = {
  code: 'slot_not_found',
  detail: 'no task left enough room for the swap before its deadline',
};

/**
 * From the checked image to the trusted one: waits for a slot, swaps, tries the new image, and confirms it or goes back.
 */
export class Takeover {
  /** When this phase wants to be woken. */
  dueUs = Infinity;
  private untilUs = Infinity;
  private sinceUs: number;

  constructor(private readonly context: AgentContext) {
    this.sinceUs = context.nowUs;
  }

  /** Begins to look for a slot. */
  begin(): void {
    const { context } = this;
    const job = context.job!;
    this.sinceUs = context.nowUs;
    this.untilUs = context.nowUs + job.slotDeadlineMs * 1000;
    if (job.stage === 'checked') context.stage('waiting');
    this.seekSlot();
  }

  /** Goes on with what it waits for. */
  wake(): void {
    if (this.context.nowUs < this.dueUs) return;
    this.dueUs = Infinity;
    const stage = this.context.job!.stage;
    if (stage === 'waiting') this.seekSlot();
    else if (stage === 'swapped') this.tryImage();
  }

  /** The new image runs on trial, after a swap or after the start-up code handed over to it. */
  beginTrial(): void {
    const { context } = this;
    context.reportStage('swapped');
    this.untilUs = context.nowUs + context.job!.confirmTimeoutMs * 1000;
    this.tryImage();
  }

  private seekSlot(): void {
    const { context } = this;
    const job = context.job!;
    const { nowUs } = context;
    const notBeforeUs = context.config.swapNotBeforeUs?.() ?? 0;
    if (notBeforeUs > nowUs && nowUs < this.untilUs) {
      this.dueUs = Math.min(notBeforeUs, nowUs + POLL_US, this.untilUs);
      return;
    }
    if (job.mode === 'reset') this.resetIntoTrial();
    else this.swapInSlot(job);
  }

  /** The old image's start-up code will find `swapping` in the journal and hand over to the new image. */
  private resetIntoTrial(): void {
    const { context } = this;
    context.spend('wait', context.nowUs - this.sinceUs);
    context.enter('swapping');
    context.reset('software');
  }

  private swapInSlot(job: JobRecord): void {
    const { context } = this;
    const found = this.slotBy(job);
    if (found === undefined) {
      context.finish('failed', NO_SLOT);
      return;
    }
    if (found.startUs - context.nowUs > NEAR_US) {
      this.dueUs = found.startUs - PREPARE_US;
      return;
    }
    context.enter('swapping');
    const swap = swapNear(context, () => this.slotBy(job));
    if (!swap) {
      context.enter('waiting');
      context.finish('failed', NO_SLOT);
      return;
    }
    context.spend('wait', context.nowUs - this.sinceUs);
    context.enter('swapped');
    this.beginTrial();
  }

  /** The earliest slot; where there is none by the deadline and the ticket says so, the longest window there was. */
  private slotBy(job: JobRecord): Slot | undefined {
    const { context } = this;
    const { slot, longest } = context.swapper.search(context.nowUs, this.untilUs);
    return slot ?? (job.onNoSlot === 'force' ? longest : undefined);
  }

  private tryImage(): void {
    const { context } = this;
    const verdict = context.config.selfTest?.() ?? true;
    if (verdict === true) this.confirm();
    else if (verdict === false) this.revert({ code: 'self_test_failed', detail: 'the new image failed its self-test' });
    else if (context.nowUs >= this.untilUs)
      this.revert({ code: 'confirm_timeout', detail: 'the new image did not pass its self-test in time' });
    else this.dueUs = Math.min(this.untilUs, context.nowUs + POLL_US);
  }

  private confirm(): void {
    this.context.stage('confirmed');
    settle(this.context);
  }

  /**
   * Back to the old image, which BFB2 still points to: live where the swap forth was live and both images have the same
   * RAM, else by a reset.
   */
  private revert(refusal: Refusal): void {
    const { context } = this;
    context.enter('reverting', refusal.code);
    const untilUs = context.nowUs + REVERT_SEARCH_US;
    const live = context.job!.mode === 'live' && context.swapper.sameRamLayout();
    if (live && swapNear(context, () => context.swapper.search(context.nowUs, untilUs).slot))
      context.finish('reverted', refusal);
    else context.reset('software');
  }
}

/**
 * Swaps in a slot that is near, with the clock at its maximum; undefined where there is none. The slot is sought
 * after the clock was raised, since that takes longer than most slots.
 */
export function swapNear(context: AgentContext, seek: () => Slot | undefined): boolean {
  const clockHz = context.swapper.prepare();
  const slot = seek();
  if (!slot) {
    context.mcu.clock.setHclk(clockHz);
    return false;
  }
  context.swapped(context.swapper.swap(slot, clockHz));
  return true;
}

/**
 * After confirm: BFB2 is stored for the bank that runs, and only then the security counter is raised, so that whatever
 * starts next is at or above it. Where the old image runs again, because a cut came before BFB2 was stored, the
 * option bytes are loaded at once, which starts the confirmed one.
 */
export function settle(context: AgentContext): void {
  const { boot, journal, mcu } = context;
  const { target } = context.job!;
  const { activeBank } = mcu.flash;
  if (activeBank !== target && boot.certain(target)) {
    // The boot ROM did not start it although told to: stay with what runs.
    boot.store(activeBank);
    context.finish('failed', { code: 'image_not_bootable', detail: 'the boot ROM does not start the confirmed image' });
    return;
  }
  boot.store(target);
  if (activeBank !== target || (context.job!.policy === 'mirror' && !boot.certain(target))) {
    // Before a mirror the option bytes must be loaded in any case. Here, so that the counter waits for a boot ROM that starts it.
    context.reset('option-bytes');
    return;
  }
  journal.raiseCounter(journal.bank(target)!.counter);
  if (context.job!.policy === 'keep-previous') context.finish('done');
}

/** Whether a bank holds a whole image by its record: CRC and SHA-256, read back. */
export function checkBank(context: AgentContext, bank: 1 | 2, record: BankRecord): Refusal | undefined {
  context.banks.changed(bank);
  const startUs = context.nowUs;
  const refusal = checkWhole(context.mcu, bank, record);
  context.spend('check', context.nowUs - startUs);
  return refusal;
}
