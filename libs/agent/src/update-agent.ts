import { sha256 } from '@twinbank/keys';
import type { Mcu } from '@twinbank/mcu';
import { equalBytes, utf8 } from '@twinbank/primitives';
import { isBeforeSwap, type BlockMessage, type DeviceStatus, type TicketMessage } from '@twinbank/protocol';

import type { AgentConfig } from './agent-config.js';
import { AgentContext, type ReplaceableParts } from './agent-context.js';
import type { AgentEffect, AgentEvent } from './agent-event.js';
import { authenticate, type Authentic, type Order } from './ticket/authentication.js';
import { bankRecordOf, Download, type DownloadProgress } from './download/download.js';
import { bankHasSoundly, checkBeforeFinish } from './download/image-check.js';
import type { KnownManifest } from './ticket/known-manifest.js';
import { Mirroring } from './mirror/mirroring.js';
import { Recovery } from './recovery.js';
import { checkBank, Takeover } from './swap/takeover.js';
import { checkOrder, type Refusal } from './ticket/ticket-check.js';

/**
 * The update agent of a device: AN4767's sequence from the offered ticket to the confirmed image, over one {@link Mcu}.
 * Events in, effects out; nothing else moves it. It keeps nothing in its own memory that it could not find again in the
 * device after a reset: drop it at a cut and make another.
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
  private readonly context: AgentContext;
  private download: Download | undefined;
  private known: KnownManifest | undefined;
  private takeover: Takeover | undefined;
  private mirroring: Mirroring | undefined;
  private pending: { message: Order; unixMs: number } | undefined;
  private armedUs: number | undefined;

  /** @param replaced parts to take instead of the agent's own */
  constructor(mcu: Mcu, config: AgentConfig, replaced?: ReplaceableParts) {
    this.context = new AgentContext(mcu, config, replaced);
  }

  /** The device's state as it would report it now. */
  status(): DeviceStatus {
    return this.context.status();
  }

  /** Takes an event and gives what the shell is to do, in this order. The array is valid until the next call. */
  handle(event: AgentEvent): AgentEffect[] {
    const { context } = this;
    if (context.resetting) return [];
    const { iwdg } = context.mcu;
    iwdg.refresh();
    if (event.type === 'block') this.onBlock(event.message);
    else this.onOther(event);
    iwdg.refresh();
    if (!context.resetting) this.arm();
    return context.takeEffects();
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
    const { context } = this;
    const { mcu, config } = context;
    mcu.clock.setHclk(config.applicationHz ?? mcu.spec.clock.maxHz / 2);
    mcu.flash.unlock();
    context.swapper.startUp();
    if (config.watchdogMs !== undefined) mcu.iwdg.start(config.watchdogMs * 1000);
    const next = new Recovery(context).run();
    if (next === 'take-over') this.startTakeover();
    else if (next === 'trial') this.startTrial();
    this.afterTakeover();
  }

  private onConnected(handshakeUs: number | undefined): void {
    this.context.connected = true;
    this.context.handshakeUs = handshakeUs;
    this.context.hello();
    this.download?.connected();
  }

  private onDisconnected(): void {
    this.context.connected = false;
    this.download?.disconnected();
  }

  private onTimer(): void {
    this.armedUs = undefined;
    if (this.download) {
      if (this.context.nowUs >= this.download.dueUs) this.progress(this.download.wake());
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
  }

  private onCancel(job: number): void {
    const { context } = this;
    if (this.pending?.message.job === job) this.pending = undefined;
    if (context.job?.job !== job) return;
    const { stage } = context.job;
    if (isBeforeSwap(stage)) {
      this.download = undefined;
      this.takeover = undefined;
      context.finish('cancelled', { code: 'job_cancelled', detail: 'the server asked to stop' });
    } else if (!context.openJob) {
      context.reportResult();
    }
  }

  private onOrder(message: Order, unixMs: number): void {
    const { context } = this;
    const ticketDigest = sha256(utf8(message.ticket));
    const open = context.openJob;
    const same = context.job !== undefined && equalBytes(ticketDigest, context.job.ticketDigest);
    if (same && !open) context.reportResult();
    else if (same) this.attach(message, unixMs);
    else if (open && !isBeforeSwap(open.stage)) this.pending = { message, unixMs };
    else this.offer(message, unixMs, ticketDigest);
  }

  /** The ticket of the open job came again, after a connection or a start: the download goes on where flash says. */
  private attach(message: Order, unixMs: number): void {
    const { stage } = this.context.job!;
    if (this.download) {
      this.download.resume();
      return;
    }
    if (stage !== 'accepted' && stage !== 'downloading') return;
    const order = authenticate(this.context, message, unixMs, { again: true });
    if ('code' in order) this.context.finish('failed', order);
    else this.startDownload(order, true);
  }

  /** A ticket that the device has not seen. */
  private offer(message: Order, unixMs: number, ticketDigest: Uint8Array): void {
    const { context } = this;
    const { mcu, config, journal } = context;
    const order = authenticate(context, message, unixMs, { again: false });
    if ('code' in order) {
      this.refuse(message, order);
      return;
    }
    const { ticket, known } = order;
    this.download = undefined;
    this.takeover = undefined;
    const refusal = checkOrder({ ticket, known, mcu, config, counter: journal.counter });
    if (refusal?.code === 'single_bank_mode') {
      // There is no bank to keep a journal in either.
      this.refuse(message, refusal);
      return;
    }
    const { job, transfer, policy, mode, onNoSlot, slotDeadlineMs, confirmTimeoutMs } = ticket;
    const terms = {
      job,
      transfer,
      policy,
      mode,
      onNoSlot,
      slotDeadlineMs,
      confirmTimeoutMs,
      ticketDigest,
      target: mcu.flash.otherBank,
    };
    if (refusal) {
      context.begin({ ...terms, stage: 'offered' }, ticket.sequence);
      context.finish('rejected', refusal);
      return;
    }
    const record = bankRecordOf(known.manifest);
    const before = journal.bank(terms.target);
    const again = before !== undefined && equalBytes(before.digest, record.digest);
    context.begin({ ...terms, stage: 'accepted' }, ticket.sequence, record);
    context.reportStage('accepted');
    this.startDownload(order, again);
  }

  /** Says why a ticket that cannot be trusted is not taken. The job that goes on, if it is that one, is left alone. */
  private refuse({ job, transfer }: Order, refusal: Refusal): void {
    const { context } = this;
    if (context.openJob?.job === job) return;
    context.report({
      type: 'result',
      job,
      transfer,
      stage: 'rejected',
      status: context.status(),
      fault: refusal.code,
      detail: refusal.detail.slice(0, 300),
    });
  }

  /** @param resume whether the other bank may hold blocks of this very image */
  private startDownload({ ticket, known }: Authentic, resume: boolean): void {
    const { context } = this;
    const { mcu, boot } = context;
    const { activeBank, otherBank } = mcu.flash;
    boot.store(activeBank);
    if (!boot.certain(activeBank)) {
      context.reset('option-bytes');
      return;
    }
    const fresh = context.job!.stage === 'accepted';
    const record = bankRecordOf(known.manifest);
    if (bankHasSoundly(mcu, otherBank, record)) {
      if (fresh) context.enter('downloading');
      this.checkHeld(known);
      return;
    }
    this.known = known;
    this.download = new Download(context, known, ticket);
    this.download.begin(resume);
    context.banks.changed(otherBank);
    if (fresh) context.enter('downloading');
    context.reportStage('downloading', { done: this.download.done, total: this.download.total });
    if (context.connected) this.download.resume();
  }

  private progress(progress: DownloadProgress): void {
    const { context } = this;
    if (progress === 'going-on') return;
    if (progress === 'complete') {
      this.completed();
    } else if (progress === 'failed') {
      const refusal = this.download!.refusal;
      this.download = undefined;
      context.finish('failed', refusal);
    } else {
      this.download = undefined;
      context.enter('dropped');
      context.hello();
    }
  }

  /** Every block is in flash: what they make together is checked before the bank becomes an image, and after. */
  private completed(): void {
    const { context } = this;
    const { writer } = this.download!;
    this.download = undefined;
    const bank = context.mcu.flash.otherBank;
    const startUs = context.nowUs;
    let refusal = checkBeforeFinish(context.mcu, {
      known: this.known!,
      head: writer.firstUnit!,
      mode: context.job!.mode,
      ownAgent: context.config.ownAgent,
    });
    context.spend('check', context.nowUs - startUs);
    if (!refusal) {
      writer.finish();
      refusal = checkBank(context, bank, context.journal.bank(bank)!);
      if (refusal) writer.begin();
    }
    context.banks.changed(bank);
    if (refusal) context.finish('failed', refusal);
    else this.checked();
  }

  /** The other bank holds the image already, from an earlier job: that job may have been under other terms. */
  private checkHeld(known: KnownManifest): void {
    const { context } = this;
    const { flash } = context.mcu;
    const head = flash.readBank({ bank: flash.otherBank, offset: 0 }, flash.spec.programUnits[0].bytes);
    const refusal = checkBeforeFinish(context.mcu, {
      known,
      head,
      mode: context.job!.mode,
      ownAgent: context.config.ownAgent,
    });
    if (refusal) context.finish('failed', refusal);
    else this.checked();
  }

  private checked(): void {
    this.context.stage('checked');
    this.startTakeover();
    this.afterTakeover();
  }

  private startTakeover(): void {
    this.takeover = new Takeover(this.context);
    this.takeover.begin();
  }

  private startTrial(): void {
    this.takeover = new Takeover(this.context);
    this.takeover.beginTrial();
  }

  /** Where the take-over came to an end, the mirror or the next ticket follows. */
  private afterTakeover(): void {
    const { context } = this;
    if (context.resetting) return;
    const stage = context.job?.stage;
    if ((stage === 'confirmed' || stage === 'mirroring') && !this.mirroring) {
      this.takeover = undefined;
      this.mirroring = new Mirroring(context);
      this.mirroring.begin();
    }
    this.afterMirroring();
  }

  private afterMirroring(): void {
    if (this.context.resetting || this.context.openJob) return;
    this.takeover = undefined;
    this.mirroring = undefined;
    const { pending } = this;
    this.pending = undefined;
    if (pending) this.onOrder(pending.message, pending.unixMs);
  }

  private arm(): void {
    const dueUs = this.dueUs();
    if (
      dueUs === Infinity
        ? this.armedUs === undefined || this.download
        : this.armedUs !== undefined && this.armedUs <= dueUs
    )
      return;
    this.armedUs = dueUs === Infinity ? undefined : dueUs;
    this.context.emit({ type: 'timer', atUs: this.armedUs });
  }

  /** When something wants to be woken; rounded up, so that whoever waits until then is not a fraction early. */
  private dueUs(): number {
    const { mcu, config } = this.context;
    const refreshUs = mcu.iwdg.dueUs - (config.watchdogMs ?? 0) * 500;
    const phases = [this.download, this.takeover, this.mirroring].map((phase) => phase?.dueUs ?? Infinity);
    return Math.ceil(Math.min(refreshUs, ...phases));
  }
}
