import type { Slot } from './slot-finder.js';
import type { AgentConfig } from '../agent-config.js';
import type { Collaborators } from '../collaborators.js';
import { checkWhole } from '../download/image-check.js';
import type { BankRecord, JobRecord } from '../journal/journal.js';
import { CLOCK_LOOK_US, WINDOW_MISSED, WINDOW_UNKNOWN, type DeviceWindow } from './maintenance-window.js';
import type { Refusal } from '../ticket/ticket-check.js';
import { isBeforeSwap } from '@twinbank/protocol';
import { CompanionWork } from '../companions/companion-work.js';
import { askForChoice } from './device-choice.js';
import { Postponement } from './postponement.js';
import type { SwapInto } from './swapper.js';

/**
 * If the slot is nearer than this, the agent waits for it at once: the device's own timer is exact, a timer event is
 * not.
 */
const NEAR_US = 100_000;
/** The timer fires this long before the slot, so that the journal can be written first. */
const PREPARE_US = 50_000;
/** How often the agent asks again, while the application holds the swap back or the self-test is pending. */
const POLL_US = 100_000;
/**
 * How long the agent looks for a slot to swap back after a failed trial. After that a reset brings back the old image.
 */
const REVERT_SEARCH_US = 1_000_000;

const NO_SLOT: Refusal = {
  code: 'slot_not_found',
  detail: 'no task left enough room for the swap before its deadline',
};

const CHIPS_LATE: Refusal = {
  code: 'companion_failed',
  detail: 'another chip did not start what the release brings it before the time for the confirm was over',
};

/** What this phase works with. */
type OfTakeover = Pick<
  Collaborators,
  'mcu' | 'job' | 'journal' | 'boot' | 'swapper' | 'figures' | 'resets' | 'serverTime' | 'companions'
> & { readonly config: Pick<AgentConfig, 'selfTest' | 'swapNotBeforeUs' | 'postponeUntilUs' | 'wantsReleaseFromUs'> };

/**
 * From the checked image to the confirmed one: waits for a slot, swaps, tries the new image, and confirms it or goes
 * back.
 */
export class Takeover {
  /** When this phase needs its next timer event. */
  dueUs = Infinity;
  private untilUs = Infinity;
  /** When the search for a slot ends, by the ticket alone. It begins when the banks may be swapped. */
  private deadlineUs: number | undefined;
  private sinceUs: number;
  private readonly postponement: Postponement;
  /** What the other chips still need before the swap, or after it before the self-test. */
  private work: CompanionWork | undefined;

  constructor(private readonly on: OfTakeover) {
    this.sinceUs = this.nowUs;
    this.postponement = new Postponement(on);
  }

  /** Begins to look for a slot, once the other chips have what the image brings them. */
  begin(): void {
    const { mcu, companions } = this.on;
    this.sinceUs = this.nowUs;
    this.work = new CompanionWork(mcu, companions.beforeSwap());
    this.prepare();
  }

  /** Nothing of what runs has been touched yet: a chip that does not take its payload ends the job. */
  private prepare(): void {
    const { job } = this.on;
    const answer = this.work!.step();
    if (answer === 'going-on') {
      this.dueUs = this.work!.dueUs;
      return;
    }
    this.work = undefined;
    if (answer !== 'done') {
      job.finish('failed', answer);
      return;
    }
    if (job.record!.stage === 'checked') job.advance('waiting');
    this.seekSlot();
  }

  /** Takes a timer event. */
  wake(): void {
    if (this.nowUs < this.dueUs) return;
    this.dueUs = Infinity;
    const { stage } = this.on.job.record!;
    if (this.work && isBeforeSwap(stage)) this.prepare();
    else if (stage === 'waiting') this.seekSlot();
    else if (stage === 'swapped') this.tryImage();
  }

  /** The new image runs on trial, after a swap or after the start-up code has handed over to it. */
  beginTrial(): void {
    const { job, mcu, companions } = this.on;
    job.report('swapped');
    this.work = new CompanionWork(mcu, companions.afterSwap());
    this.untilUs = this.nowUs + job.record!.confirmTimeoutMs * 1000;
    this.tryImage();
  }

  private get nowUs(): number {
    return this.on.mcu.clock.nowUs;
  }

  private seekSlot(): void {
    const { job, serverTime } = this.on;
    const window = serverTime.place(job.record!);
    if (!window) job.finish('failed', WINDOW_UNKNOWN);
    else if (this.nowUs >= window.closesUs) job.finish('failed', WINDOW_MISSED);
    else if (this.nowUs < window.opensUs) this.dueUs = Math.min(window.opensUs, this.nowUs + CLOCK_LOOK_US);
    else this.seekSlotWithin(window);
  }

  /** The application is asked first, where the ticket lets it speak. */
  private seekSlotWithin(window: DeviceWindow): void {
    const { job } = this.on;
    const { byChoice, postponable } = job.record!;
    if (!byChoice) {
      const askAgainUs = this.postponement.askAgainUs(window);
      if (askAgainUs === undefined) this.seekSlotBefore(window.closesUs);
      else this.waitForApplication(askAgainUs);
      return;
    }
    const answer = askForChoice(this.on, postponable!);
    if (answer.is === 'over') job.finish('done');
    else if (answer.is === 'wanted') this.seekSlotBefore(Math.min(window.closesUs, answer.endsUs));
    else this.waitForApplication(Math.min(window.closesUs, answer.askAgainUs));
  }

  /** What the application asks for is no search in vain. */
  private waitForApplication(untilUs: number): void {
    this.deadlineUs = undefined;
    this.dueUs = untilUs;
  }

  private seekSlotBefore(closesUs: number): void {
    const { nowUs } = this;
    const job = this.on.job.record!;
    this.deadlineUs ??= nowUs + job.slotDeadlineMs * 1000;
    this.untilUs = Math.min(this.deadlineUs, closesUs);
    const notBeforeUs = this.on.config.swapNotBeforeUs?.() ?? 0;
    if (notBeforeUs > nowUs && nowUs < this.untilUs) {
      this.dueUs = Math.min(notBeforeUs, nowUs + POLL_US, this.untilUs);
      return;
    }
    if (job.mode === 'reset') this.resetIntoTrial();
    else this.swapInSlot(job);
  }

  /** Resets. The old image's start-up code then finds `swapping` in the journal and hands over to the new image. */
  private resetIntoTrial(): void {
    const { job, figures, resets } = this.on;
    figures.spend('wait', this.nowUs - this.sinceUs);
    job.enter('swapping');
    resets.ask('software');
  }

  private swapInSlot(terms: JobRecord): void {
    const { job, figures, swapper } = this.on;
    const unlike = swapper.refusesLive();
    if (unlike !== undefined) {
      job.finish('failed', { code: 'ram_layout_refused', detail: unlike });
      return;
    }
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
    const swap = swapNear(this.on, () => this.slotBy(terms), 'new-release');
    if (!swap) {
      job.enter('waiting');
      job.finish('failed', NO_SLOT);
      return;
    }
    figures.spend('wait', this.nowUs - this.sinceUs);
    job.enter('swapped');
    this.beginTrial();
  }

  /**
   * The earliest slot. If there is none before the deadline and the ticket says `force`, the longest window instead.
   */
  private slotBy({ onNoSlot }: JobRecord): Slot | undefined {
    const { slot, longest } = this.on.swapper.search(this.nowUs, this.untilUs, 'new-release');
    return slot ?? (onNoSlot === 'force' ? longest : undefined);
  }

  /** The other chips first: the self-test is about all that belongs together. */
  private tryImage(): void {
    const answer = this.work?.step() ?? 'done';
    if (answer === 'going-on') {
      if (this.nowUs >= this.untilUs) this.revert(CHIPS_LATE);
      else this.dueUs = Math.min(this.untilUs, this.work!.dueUs);
      return;
    }
    this.work = undefined;
    if (answer === 'done') this.test();
    else this.revert(answer);
  }

  private test(): void {
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
   * Goes back to the old image, which BFB2 still selects: by a live swap if the first swap was live and both images
   * have the same RAM layout, otherwise by a reset.
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
 * Swaps in a near slot, with the clock at its maximum; false if there is no slot. The slot is searched after the clock
 * was raised, because raising the clock takes longer than most slots.
 */
export function swapNear(
  { mcu, swapper, figures }: Pick<Collaborators, 'mcu' | 'swapper' | 'figures'>,
  seek: () => Slot | undefined,
  into: SwapInto = 'known-image',
): boolean {
  const clockHz = swapper.prepare(into);
  const slot = seek();
  if (!slot) {
    mcu.clock.setHclk(clockHz);
    return false;
  }
  figures.swapped(swapper.swap(slot, clockHz, into));
  return true;
}

/**
 * After confirm: stores BFB2 for the bank that runs, and only then raises the security counter. So whatever starts next
 * has at least this counter. If a cut came before BFB2 was stored, the old image runs again; then the option bytes are
 * loaded at once, which starts the confirmed image.
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
    // The boot ROM was told to start the confirmed image but did not: stay with the image that runs.
    boot.store(activeBank);
    job.finish('failed', { code: 'image_not_bootable', detail: 'the boot ROM does not start the confirmed image' });
    return;
  }
  boot.store(target);
  if (activeBank !== target || (policy === 'mirror' && !boot.certain(target))) {
    // Before a mirror the option bytes must be loaded anyway. Do it here: the counter rises only after the boot ROM has
    // started the image.
    resets.ask('option-bytes');
    return;
  }
  journal.raiseCounter(journal.bank(target)!.counter);
  if (policy === 'keep-previous') job.finish('done');
}

/** Whether a bank holds the complete image of its record: reads it back and checks CRC and SHA-256. */
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
