import { sha256 } from '@twinbank/keys';
import type { Mcu } from '@twinbank/mcu';
import { equalBytes, fromHex, utf8 } from '@twinbank/primitives';
import { isBeforeSwap, type BlockMessage, type DeviceStatus, type TicketMessage } from '@twinbank/protocol';

import type { AgentConfig } from './agent-config.js';
import type { AgentEffect, AgentEvent } from './agent-event.js';
import { collaboratorsOf, type Collaborators, type ReplaceableCollaborators } from './collaborators.js';
import { statusOf } from './device-status.js';
import { authenticate, type Authentic, type Order } from './ticket/authentication.js';
import { bankRecordOf, Download, type DownloadProgress } from './download/download.js';
import { completeImage, refusalBeforeFinish } from './download/completion.js';
import { bankHasSoundly } from './download/image-check.js';
import { Disposal } from './disposal/disposal.js';
import { HealthTelling } from './health/health-telling.js';
import { termsOf } from './job/ticket-terms.js';
import type { KnownManifest } from './ticket/known-manifest.js';
import { Mirroring } from './mirror/mirroring.js';
import { Recovery } from './recovery.js';
import { Takeover } from './swap/takeover.js';
import { checkRevert } from './ticket/revert-check.js';
import { runningImage } from './ticket/running-image.js';
import { checkOrder, type Refusal } from './ticket/ticket-check.js';
import { WakeUp } from './wake-up.js';

const ORDERED: Refusal = { code: 'disposal_ordered', detail: 'the device was ordered to forget its keys' };

/**
 * The update agent of a device: AN4767's sequence from the offered ticket to the confirmed image, over one {@link Mcu}.
 * It takes events and returns effects; it acts only on events. After a reset it can find everything it needs in the
 * device's memory again: after a cut, drop the agent and make another one.
 *
 * @example
 * ```ts
 * import { UpdateAgent } from '@twinbank/agent';
 * import { TrustedKeys } from '@twinbank/keys';
 * import { Mcu } from '@twinbank/mcu';
 * import { seededRng } from '@twinbank/primitives';
 *
 * const mcu = new Mcu({ part: 'STM32G484' });
 * mcu.powerOn();
 * const agent = new UpdateAgent(mcu, {
 *   deviceId: 'm-0001',
 *   product: 'motor-g4',
 *   hardware: 'A',
 *   deviceRoot: new Uint8Array(32).fill(1),
 *   manifestKeys: new TrustedKeys([]),
 *   ticketKeys: new TrustedKeys([]),
 *   rng: seededRng('example'),
 * });
 * agent.handle({ type: 'start' });
 * const effects = agent.handle({ type: 'connected' });
 * console.log(effects.map(({ type }) => type).join(' ')); // report
 * ```
 */
export class UpdateAgent {
  private readonly own: Collaborators;
  private readonly health: HealthTelling;
  private readonly disposal: Disposal;
  private readonly wakeUp: WakeUp;
  private download: Download | undefined;
  private known: KnownManifest | undefined;
  private takeover: Takeover | undefined;
  private mirroring: Mirroring | undefined;
  private pending: { message: Order; unixMs: number } | undefined;

  /** @param replaced collaborators that take the place of the agent's own */
  constructor(mcu: Mcu, config: AgentConfig, replaced?: ReplaceableCollaborators) {
    this.own = collaboratorsOf(mcu, config, replaced);
    this.health = new HealthTelling(this.own);
    this.disposal = new Disposal(this.own);
    this.wakeUp = new WakeUp(this.own.outbox);
  }

  /** The device's state as it would report it now. */
  status(): DeviceStatus {
    const { mcu, config, journal, banks, companions } = this.own;
    return statusOf(mcu, config, { journal, banks, companions });
  }

  /** Handles an event. Returns what the shell must do, in order. The array is valid until the next call. */
  handle(event: AgentEvent): AgentEffect[] {
    const { mcu, resets, outbox, care } = this.own;
    if (resets.isPending) return [];
    mcu.iwdg.refresh();
    if (event.type === 'block') this.onBlock(event.message);
    else this.onOther(event);
    care.tend();
    mcu.iwdg.refresh();
    if (!resets.isPending) this.wakeUp.at(this.dueUs(), this.download !== undefined);
    return outbox.take();
  }

  private onOther(event: Exclude<AgentEvent, { type: 'block' }>): void {
    switch (event.type) {
      case 'start':
        return this.onStart();
      case 'connected':
        return this.onConnected(event.handshakeUs);
      case 'disconnected':
        return this.onDisconnected();
      case 'ticket':
        return this.onTicket(event.message, event.unixMs);
      case 'timer':
        return this.onTimer();
    }
  }

  private onStart(): void {
    const { mcu, config, swapper } = this.own;
    mcu.clock.setHclk(config.applicationHz ?? mcu.spec.clock.maxHz / 2);
    mcu.flash.unlock();
    this.disposal.start();
    swapper.startUp();
    if (config.watchdogMs !== undefined) mcu.iwdg.start(config.watchdogMs * 1000);
    const next = new Recovery(this.own).run();
    if (next === 'take-over') this.startTakeover();
    else if (next === 'trial') this.startTrial();
    this.afterTakeover();
  }

  private onConnected(handshakeUs: number | undefined): void {
    const { connection, reports, job, care } = this.own;
    care.connected();
    connection.isUp = true;
    connection.handshakeUs = handshakeUs;
    reports.hello(job.record);
    this.disposal.connected();
    this.health.connected();
    this.download?.connected();
  }

  private onDisconnected(): void {
    this.own.connection.isUp = false;
    this.health.disconnected();
    this.download?.disconnected();
  }

  private onTimer(): void {
    this.wakeUp.fired();
    this.health.wake();
    this.disposal.wake();
    if (this.download) {
      if (this.nowUs >= this.download.dueUs) this.progress(this.download.wake());
      return;
    }
    this.takeover?.wake();
    this.afterTakeover();
    this.mirroring?.wake();
    this.afterMirroring();
  }

  private onBlock(message: BlockMessage): void {
    if (this.download) this.progress(this.download.receive(message));
  }

  private onTicket(message: TicketMessage, unixMs: number): void {
    if (message.type === 'order') this.onOrder(message, unixMs);
    else if (message.type === 'cancel') this.onCancel(message.job);
    else if (message.type === 'key-set') this.onKeySet(message, unixMs);
    else if (message.type !== 'none') this.onDisposal(message);
  }

  private onDisposal(message: Extract<TicketMessage, { type: 'disposal' | 'disposed' }>): void {
    if (message.type === 'disposal') this.disposal.ordered(message.order);
    else this.disposal.acknowledged(message.acknowledgement);
    if (!this.own.job.open) this.download = undefined;
    this.afterMirroring();
  }

  /** A job ends that a key signed which the new key set takes away, as long as the banks have not been swapped. */
  private onKeySet(message: Extract<TicketMessage, { type: 'key-set' }>, unixMs: number): void {
    const { trust, job, reports } = this.own;
    if (this.disposal.isOver) return;
    const answer = trust.take(message, unixMs);
    if (answer === 'held') return;
    const forbidden = trust.forbids(job.open);
    if (forbidden) this.giveUp('failed', forbidden);
    reports.hello(job.record, answer === 'taken' ? undefined : answer);
  }

  private onCancel(jobNumber: number): void {
    const { job } = this.own;
    if (this.pending?.message.job === jobNumber) this.pending = undefined;
    if (job.record?.job !== jobNumber) return;
    if (isBeforeSwap(job.record.stage)) {
      this.giveUp('cancelled', { code: 'job_cancelled', detail: 'the server asked to stop' });
    } else if (!job.open) {
      job.reportResult();
    }
  }

  private giveUp(stage: 'failed' | 'cancelled', why: Refusal): void {
    this.download = undefined;
    this.takeover = undefined;
    this.own.job.finish(stage, why);
  }

  private onOrder(message: Order, unixMs: number): void {
    const { job } = this.own;
    const ticketDigest = sha256(utf8(message.ticket));
    const { record, open } = job;
    const same = record !== undefined && equalBytes(ticketDigest, record.ticketDigest);
    if (same && !open) job.reportResult();
    else if (this.disposal.isOrdered) this.refuse(message, ORDERED);
    else if (same) this.attach(message, unixMs);
    else if (open && !isBeforeSwap(open.stage)) this.pending = { message, unixMs };
    else this.offer(message, unixMs, ticketDigest);
  }

  /**
   * The ticket of the open job came again, after a connect or a start. The download goes on with the blocks that are
   * missing in flash.
   */
  private attach(message: Order, unixMs: number): void {
    const { job } = this.own;
    const { stage } = job.record!;
    if (this.download) return this.download.resume();
    if (stage !== 'accepted' && stage !== 'downloading') return;
    const order = authenticate(this.own, message, unixMs, { again: true });
    if ('code' in order) job.finish('failed', order);
    else this.startDownload(order, true);
  }

  /** A ticket that is new to the device. */
  private offer(message: Order, unixMs: number, ticketDigest: Uint8Array): void {
    const { mcu, config, journal, job, care } = this.own;
    const order = authenticate(this.own, message, unixMs, { again: false });
    if ('code' in order) return this.refuse(message, order);
    const { ticket, known } = order;
    const heldBack = care.holdsBack(known.manifest);
    if (heldBack) return this.refuse(message, heldBack);
    this.download = undefined;
    this.takeover = undefined;
    const running = runningImage(this.own);
    const refusal =
      checkOrder({ ticket, known, mcu, config, counter: journal.counter, running }) ?? checkRevert(order, mcu, running);
    // In single-bank mode there is no other bank to keep a journal in; and the last job may say what is owed to a chip.
    if (refusal && (refusal.code === 'single_bank_mode' || care.owes)) return this.refuse(message, refusal);
    const release = fromHex(ticket.release)!;
    const manifestKey = this.own.trust.markOf(known.signer);
    const target = mcu.flash.otherBank;
    const terms = { ...termsOf(ticket), ticketDigest, release, ...(manifestKey && { manifestKey }), target };
    if (refusal) {
      job.refuse(terms, ticket.sequence, refusal);
      return;
    }
    const record = bankRecordOf(known.manifest);
    const before = journal.bank(terms.target);
    const again = before !== undefined && equalBytes(before.digest, record.digest);
    this.own.serverTime.take(ticket);
    job.begin({ ...terms, stage: 'accepted' }, ticket.sequence, record);
    job.report('accepted');
    this.startDownload(order, again);
  }

  /**
   * Reports why the device refuses a ticket that it cannot trust. If the ticket names the open job, nothing is
   * reported, so that the job goes on.
   */
  private refuse(order: Order, refusal: Refusal): void {
    const { job, reports } = this.own;
    if (job.open?.job !== order.job) reports.refused(order, refusal);
  }

  /** @param resume whether the other bank may hold blocks of this very image */
  private startDownload(order: Authentic, resume: boolean): void {
    const { ticket, known } = order;
    const { mcu, job, banks, boot, connection, resets } = this.own;
    const { activeBank, otherBank } = mcu.flash;
    boot.store(activeBank);
    if (!boot.certain(activeBank)) {
      resets.ask('option-bytes');
      return;
    }
    const fresh = job.record!.stage === 'accepted';
    const record = bankRecordOf(known.manifest);
    if (bankHasSoundly(mcu, otherBank, record)) {
      if (fresh) job.enter('downloading');
      this.checkHeld(known);
      return;
    }
    const missing = checkRevert(order, mcu, runningImage(this.own));
    if (missing) return job.finish('failed', missing);
    this.known = known;
    this.download = new Download(this.own, known, ticket);
    this.download.begin(resume);
    banks.changed(otherBank);
    if (fresh) job.enter('downloading');
    job.report('downloading', { done: this.download.done, total: this.download.total });
    if (connection.isUp) this.download.resume();
  }

  private progress(progress: DownloadProgress): void {
    const { job, reports } = this.own;
    if (progress === 'going-on') return;
    if (progress === 'complete') {
      this.completed();
    } else if (progress === 'failed') {
      const refusal = this.download!.refusal;
      this.download = undefined;
      job.finish('failed', refusal);
    } else {
      this.download = undefined;
      job.enter('dropped');
      reports.hello(job.record);
    }
  }

  /** Every block is in flash. */
  private completed(): void {
    const { writer } = this.download!;
    this.download = undefined;
    const refusal = completeImage(this.own, writer, this.known!);
    if (refusal) this.own.job.finish('failed', refusal);
    else this.checked();
  }

  /**
   * The other bank holds the image already, from an earlier job. Check it again, because that job may have had other
   * terms.
   */
  private checkHeld(known: KnownManifest): void {
    const { mcu, job } = this.own;
    const { flash } = mcu;
    const head = flash.readBank({ bank: flash.otherBank, offset: 0 }, flash.spec.programUnits[0].bytes);
    const refusal = refusalBeforeFinish(this.own, known, head);
    if (refusal) job.finish('failed', refusal);
    else this.checked();
  }

  /** The other bank holds the image. A ticket for the download only asks for no more. */
  private checked(): void {
    const { job } = this.own;
    job.advance('checked');
    if (job.record!.downloadOnly) job.finish('done');
    else this.startTakeover();
    this.afterTakeover();
  }

  private startTakeover(): void {
    this.takeover = new Takeover(this.own);
    this.takeover.begin();
  }

  private startTrial(): void {
    this.takeover = new Takeover(this.own);
    this.takeover.beginTrial();
  }

  /** After the end of the take-over, the mirror or the next ticket follows. */
  private afterTakeover(): void {
    const { job, resets } = this.own;
    if (resets.isPending) return;
    const stage = job.record?.stage;
    if ((stage === 'confirmed' || stage === 'mirroring') && !this.mirroring) {
      this.takeover = undefined;
      this.mirroring = new Mirroring(this.own);
      this.mirroring.begin();
    }
    this.afterMirroring();
  }

  private afterMirroring(): void {
    if (this.own.resets.isPending || this.own.job.open) return;
    this.takeover = undefined;
    this.mirroring = undefined;
    const { pending } = this;
    this.pending = undefined;
    this.disposal.jobEnded();
    if (pending) this.onOrder(pending.message, pending.unixMs);
  }

  private get nowUs(): number {
    return this.own.mcu.clock.nowUs;
  }

  /** When the agent needs its next timer event. Rounded up, so that the timer is never a fraction early. */
  private dueUs(): number {
    const { mcu, config, care } = this.own;
    const refreshUs = mcu.iwdg.dueUs - (config.watchdogMs ?? 0) * 500;
    const phases = [this.download, this.takeover, this.mirroring].map((phase) => phase?.dueUs ?? Infinity);
    return Math.ceil(Math.min(refreshUs, this.health.dueUs, care.dueUs, this.disposal.dueUs, ...phases));
  }
}
