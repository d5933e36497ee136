import type { Slot } from './slot-finder.js';
import type { AgentConfig } from '../agent-config.js';
import type { Collaborators } from '../collaborators.js';
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

/** What a take-over works with. */
type OfTakeover = Pick<Collaborators, 'mcu' | 'job' | 'journal' | 'boot' | 'swapper' | 'figures' | 'resets'> & {
  readonly config: Pick<AgentConfig, 'selfTest' | 'swapNotBeforeUs'>;
};

/**
 * From the checked image to the trusted one: waits for a slot, swaps, tries the new image, and confirms it or goes back.
 */
export class Takeover {
  /** When this phase wants to be woken. */
  dueUs = Infinity;
  private untilUs = Infinity;
  private sinceUs: number;

  constructor(private readonly on: OfTakeover) {
    this.sinceUs = this.nowUs;
  }

  /** Begins to look for a slot. */
  begin(): void {
    const { job } = this.on;
    const { stage, slotDeadlineMs } = job.record!;
    this.sinceUs = this.nowUs;
    this.untilUs = this.nowUs + slotDeadlineMs * 1000;
    if (stage === 'checked') job.advance('waiting');
    this.seekSlot();
  }

  /** Goes on with what it waits for. */
  wake(): void {
    if (this.nowUs < this.dueUs) return;
    this.dueUs = Infinity;
    const { stage } = this.on.job.record!;
    if (stage === 'waiting') this.seekSlot();
    else if (stage === 'swapped') this.tryImage();
  }

  /** The new image runs on trial, after a swap or after the start-up code handed over to it. */
  beginTrial(): void {
    const { job } = this.on;
    job.report('swapped');
    this.untilUs = this.nowUs + job.record!.confirmTimeoutMs * 1000;
    this.tryImage();
  }

  private get nowUs(): number {
    return this.on.mcu.clock.nowUs;
  }

  private seekSlot(): void {
    const { nowUs } = this;
    const job = this.on.job.record!;
    const notBeforeUs = this.on.config.swapNotBeforeUs?.() ?? 0;
    if (notBeforeUs > nowUs && nowUs < this.untilUs) {
      this.dueUs = Math.min(notBeforeUs, nowUs + POLL_US, this.untilUs);
      return;
    }
    if (job.mode === 'reset') this.resetIntoTrial();
    else this.swapInSlot(job);
  }

  /** The old image's start-up code will find `swapping` in the journal and hand over to the new image. */
  private resetIntoTrial(): void {
    const { job, figures, resets } = this.on;
    figures.spend('wait', this.nowUs - this.sinceUs);
    job.enter('swapping');
    resets.ask('software');
  }

  private swapInSlot(terms: JobRecord): void {
    const { job, figures } = this.on;
    const found = this.slotBy(terms);
    if (found === undefined) {
      job.finish('failed', NO_SLOT);
      return;
    }
    if (found.startUs - this.nowUs > NEAR_US) {
      this.dueUs = found.startUs - PREPARE_US;
      return;
    }
    job.enter('swapping');
    const swap = swapNear(this.on, () => this.slotBy(terms));
    if (!swap) {
      job.enter('waiting');
      job.finish('failed', NO_SLOT);
      return;
    }
    figures.spend('wait', this.nowUs - this.sinceUs);
    job.enter('swapped');
    this.beginTrial();
  }

  /** The earliest slot; where there is none by the deadline and the ticket says so, the longest window there was. */
  private slotBy({ onNoSlot }: JobRecord): Slot | undefined {
    const { slot, longest } = this.on.swapper.search(this.nowUs, this.untilUs);
    return slot ?? (onNoSlot === 'force' ? longest : undefined);
  }

  private tryImage(): void {
    const { nowUs } = this;
    const verdict = this.on.config.selfTest?.() ?? true;
    if (verdict === true) this.confirm();
    else if (verdict === false) this.revert({ code: 'self_test_failed', detail: 'the new image failed its self-test' });
    else if (nowUs >= this.untilUs)
      this.revert({ code: 'confirm_timeout', detail: 'the new image did not pass its self-test in time' });
    else this.dueUs = Math.min(this.untilUs, nowUs + POLL_US);
  }

  private confirm(): void {
    this.on.job.advance('confirmed');
    settle(this.on);
  }

  /**
   * Back to the old image, which BFB2 still points to: live where the swap forth was live and both images have the same
   * RAM, else by a reset.
   */
  private revert(refusal: Refusal): void {
    const { job, swapper, resets } = this.on;
    job.enter('reverting', refusal.code);
    const untilUs = this.nowUs + REVERT_SEARCH_US;
    const live = job.record!.mode === 'live' && swapper.sameRamLayout();
    if (live && swapNear(this.on, () => swapper.search(this.nowUs, untilUs).slot)) job.finish('reverted', refusal);
    else resets.ask('software');
  }
}

/**
 * Swaps in a slot that is near, with the clock at its maximum; undefined where there is none. The slot is sought
 * after the clock was raised, since that takes longer than most slots.
 */
export function swapNear(
  { mcu, swapper, figures }: Pick<Collaborators, 'mcu' | 'swapper' | 'figures'>,
  seek: () => Slot | undefined,
): boolean {
  const clockHz = swapper.prepare();
  const slot = seek();
  if (!slot) {
    mcu.clock.setHclk(clockHz);
    return false;
  }
  figures.swapped(swapper.swap(slot, clockHz));
  return true;
}

/**
 * After confirm: BFB2 is stored for the bank that runs, and only then the security counter is raised, so that whatever
 * starts next is at or above it. Where the old image runs again, because a cut came before BFB2 was stored, the
 * option bytes are loaded at once, which starts the confirmed one.
 */
export function settle({
  mcu,
  job,
  journal,
  boot,
  resets,
}: Pick<Collaborators, 'mcu' | 'job' | 'journal' | 'boot' | 'resets'>): void {
  const { target, policy } = job.record!;
  const { activeBank } = mcu.flash;
  if (activeBank !== target && boot.certain(target)) {
    // The boot ROM did not start it although told to: stay with what runs.
    boot.store(activeBank);
    job.finish('failed', { code: 'image_not_bootable', detail: 'the boot ROM does not start the confirmed image' });
    return;
  }
  boot.store(target);
  if (activeBank !== target || (policy === 'mirror' && !boot.certain(target))) {
    // Before a mirror the option bytes must be loaded in any case. Here, so that the counter waits for a boot ROM that starts it.
    resets.ask('option-bytes');
    return;
  }
  journal.raiseCounter(journal.bank(target)!.counter);
  if (policy === 'keep-previous') job.finish('done');
}

/** Whether a bank holds a whole image by its record: CRC and SHA-256, read back. */
export function checkBank(
  { mcu, banks, figures }: Pick<Collaborators, 'mcu' | 'banks' | 'figures'>,
  bank: 1 | 2,
  record: BankRecord,
): Refusal | undefined {
  banks.changed(bank);
  const startUs = mcu.clock.nowUs;
  const refusal = checkWhole(mcu, bank, record);
  figures.spend('check', mcu.clock.nowUs - startUs);
  return refusal;
}
