import type { AgentEffect, AgentEvent } from '@twinbank/agent';
import { Interruption } from '@twinbank/mcu';
import { isFault, seededRng, type Rng } from '@twinbank/primitives';
import {
  decodeBlockMessage,
  decodeTicketMessage,
  encodeReport,
  encodeWant,
  isReport,
  type DeviceReport,
} from '@twinbank/protocol';

import type { KnownImage } from './bank-sight.js';
import type { DeviceOutcome } from './device-outcome.js';
import { DeviceTime } from './device-time.js';
import { asEarlierAgent } from './earlier-agent.js';
import type { Provisioned } from './factory.js';
import { noFaultsMet } from '../line/fault-rates.js';
import { FaultyLine } from '../line/faulty-line.js';
import { JobProgress } from '../outcome/job-progress.js';
import { drawMishaps } from './mishaps.js';
import { openLine, type Line } from '../line/line.js';
import { ReportOutbox } from './report-outbox.js';
import { SimulatedDevice } from './simulated-device.js';
import type { Surroundings } from '../run/surroundings.js';

/**
 * How long a device is without power after a cut, in milliseconds of wall time: the minimum, and the random
 * addition.
 */
const POWERLESS_MS = 100;
const POWERLESS_MORE_MS = 400;
/** Shorter busy times are not waited for, because timers are not more precise. */
const BUSY_MIN_US = 1000;

/**
 * Connects a device's agent to the outside: hands it messages and timer events, performs its effects, and causes
 * mishaps. Time is wall time, mapped to the device's own microseconds; a timer of the agent fires at exactly the
 * requested moment of the device's clock.
 */
export class DeviceShell {
  private readonly rng: Rng;
  private readonly device: SimulatedDevice;
  private readonly progress: JobProgress;
  private readonly faultyLine: FaultyLine;
  private readonly time: DeviceTime;
  private readonly outbox: ReportOutbox;
  readonly faultsMet = noFaultsMet();
  private readonly waiting: AgentEvent[] = [];
  private line: Line | undefined;
  private connected = false;
  private closed = false;
  private disposed = false;
  private busy: NodeJS.Timeout | undefined;
  private off: NodeJS.Timeout | undefined;
  private timerUs: number | undefined;
  private alarm: { readonly timeout?: NodeJS.Timeout; readonly atUs: number } | undefined;

  constructor(
    private readonly identity: Provisioned,
    private readonly around: Surroundings,
  ) {
    this.rng = seededRng(`${around.settings.seed}/${identity.id}`);
    const mishaps = drawMishaps(around.settings.rates, this.rng.fork('mishaps'));
    this.outbox = new ReportOutbox(around.settings.flashTime === 'real');
    this.device = new SimulatedDevice(identity, around, { mishaps, rng: this.rng.fork('agent'), met: this.faultsMet });
    this.progress = new JobProgress(identity, around, mishaps, this.device.remembered?.progress);
    this.faultyLine = new FaultyLine(around.settings.rates, this.rng.fork('line'), this.faultsMet);
    this.time = new DeviceTime(around.settings.flashTime, around.wallUs(), this.device.nowUs);
    this.deliver({ type: 'start' });
  }

  /** Connects, and reconnects whenever the connection is lost. */
  connect(): void {
    if (this.device.disposed) return this.endLife();
    this.line = openLine(this.identity, this.around, this.rng.fork('connection'), {
      onConnected: ({ handshakeUs }) => this.online({ type: 'connected', handshakeUs }),
      onDisconnected: () => this.online({ type: 'disconnected' }),
      onFailed: ({ reason }) => (this.around.tally.trouble = reason),
      onTicket: (payload) => this.hearTicket(payload),
      onBlock: (payload) => this.faultyLine.pass(payload, (arrived) => this.hearBlock(arrived)),
    });
  }

  /** A device without keys has no connection any more, in this run and in every later one. */
  private endLife(): void {
    const { line } = this;
    this.line = undefined;
    if (!this.disposed) this.around.tally.disposed += 1;
    this.disposed = true;
    this.around.everConnected += this.progress.firstConnection() ? 1 : 0;
    this.keep();
    this.online({ type: 'disconnected' });
    void line?.close();
  }

  /** Ends the device for this run. */
  async close(): Promise<void> {
    this.online({ type: 'disconnected' });
    this.closed = true;
    for (const timeout of [this.alarm?.timeout, this.busy, this.off]) clearTimeout(timeout);
    this.keep();
    await this.line?.close();
  }

  /** The state of the device, seen from outside. */
  outcome(known: ReadonlyMap<string, readonly KnownImage[]>, allEnded: boolean): DeviceOutcome {
    const sight = this.device.look(known.get(this.identity.product) ?? []);
    return this.progress.outcome({ sight, faultsMet: this.faultsMet, allEnded, dead: this.device.dead });
  }

  private online(event: Extract<AgentEvent, { type: 'connected' | 'disconnected' }>): void {
    const connected = event.type === 'connected';
    if (connected === this.connected || this.closed) return;
    this.connected = connected;
    this.around.tally.connected += connected ? 1 : -1;
    if (connected) {
      this.around.tally.connections += 1;
      delete this.around.tally.trouble;
      this.around.everConnected += this.progress.firstConnection() ? 1 : 0;
    } else {
      this.faultyLine.drop();
    }
    this.deliver(event);
  }

  private hearTicket(payload: Uint8Array): void {
    const message = readable(() => decodeTicketMessage(payload));
    if (!message) return;
    if (message.type === 'order') {
      const order = this.around.orders.read(message);
      if (order && this.progress.ordered(order, this.device.chipsRun)) this.device.arm(order);
    }
    this.deliver({ type: 'ticket', message, unixMs: Date.now() });
  }

  private hearBlock(payload: Uint8Array): void {
    this.around.spareTime.heard();
    const message = readable(() => decodeBlockMessage(payload));
    if (!message) return;
    if (message.type === 'block' && this.progress.blockCame(message.ciphertext.length)) {
      this.faultsMet.disconnects += 1;
      this.line?.drop();
    }
    this.deliver({ type: 'block', message });
  }

  /** Hands an event to the agent, now or when the device is no longer busy. */
  private deliver(event: AgentEvent): void {
    if (this.off !== undefined || this.closed) return;
    if (this.busy !== undefined) this.waiting.push(event);
    else this.run(event);
  }

  private run(event: AgentEvent): void {
    const wallUs = this.around.wallUs();
    const nowUs = this.time.at(wallUs);
    // What was due earlier is handled first, at the moment it was due. But a block arrived when it arrived, not
    // when a busy process notices it.
    while (event.type !== 'block' && this.isDue(nowUs)) this.runTimer(wallUs);
    if (this.off !== undefined) return;
    if (this.busy !== undefined) this.waiting.push(event);
    else this.handle(event, wallUs, nowUs);
  }

  private isDue(nowUs: number): boolean {
    return this.timerUs !== undefined && this.timerUs <= nowUs && this.busy === undefined && this.off === undefined;
  }

  private runTimer(wallUs: number): void {
    const atUs = this.timerUs!;
    this.timerUs = undefined;
    this.handle({ type: 'timer' }, wallUs, atUs);
  }

  private handle(event: AgentEvent, wallUs: number, deviceUs: number): void {
    try {
      const effects = this.device.handle(event, deviceUs);
      const busyUs = this.time.worked(wallUs, this.device.nowUs);
      if (busyUs < BUSY_MIN_US) this.perform(effects);
      else this.busy = setTimeout(() => this.free(effects), busyUs / 1000);
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      this.time.worked(wallUs, this.device.nowUs);
      this.losePower(error);
    }
  }

  /** A slow operation is over: its effects happen now, then what arrived meanwhile. */
  private free(effects: readonly AgentEffect[]): void {
    this.busy = undefined;
    this.perform(effects);
    while (this.busy === undefined && this.off === undefined) {
      const event = this.waiting.shift();
      if (!event) return;
      this.run(event);
    }
  }

  private perform(effects: readonly AgentEffect[]): void {
    let reports: DeviceReport[] | undefined;
    let cause: 'software' | 'option-bytes' | 'watchdog' | undefined;
    let ended = false;
    for (const effect of effects) {
      if (effect.type === 'want') this.want(encodeWant(effect.want));
      else if (effect.type === 'report') (reports ??= []).push(effect.report);
      else if (effect.type === 'timer') this.timerUs = effect.atUs;
      else if (effect.type === 'disposed') ended = true;
      else cause = effect.cause;
    }
    if (reports) this.report(reports);
    if (ended) this.endLife();
    if (!cause && this.device.hangsNow) cause = 'watchdog';
    if (cause) this.reset(cause);
    else this.setAlarm();
  }

  /**
   * What the device has reported must still be true when it comes back, so its state is stored before the report is
   * sent.
   */
  private keep(): void {
    if (this.around.files) this.device.keep(this.around.files, this.progress.record());
  }

  private want(bytes: Uint8Array): void {
    this.around.startingLine.pass(() => this.line?.want(bytes));
  }

  private report(reports: readonly DeviceReport[]): void {
    for (const report of reports) {
      if (isReport(report)) this.progress.reported(report);
      if (report.type === 'result') this.device.jobEnded();
    }
    this.keep();
    const { agentLacks } = this.around.product(this.identity.product);
    for (const report of this.outbox.select(reports, Date.now()))
      this.line?.report(encodeReport(asEarlierAgent(report, agentLacks)));
  }

  /**
   * One Node timer, moved only if it would fire too late; work that takes no time on the chip waits here for spare
   * time.
   */
  private setAlarm(): void {
    const { timerUs, alarm } = this;
    if (timerUs === undefined || !Number.isFinite(timerUs) || (alarm && alarm.atUs <= timerUs)) return;
    clearTimeout(alarm?.timeout);
    const waitMs = Math.max(0, Math.ceil((timerUs - this.time.at(this.around.wallUs())) / 1000));
    if (waitMs === 0 && this.around.settings.flashTime === 'skip') {
      this.alarm = { atUs: timerUs };
      this.around.spareTime.later(() => this.ring());
      return;
    }
    this.alarm = { timeout: setTimeout(() => this.hearFirst(), Math.min(waitMs, 0x7fffffff)), atUs: timerUs };
  }

  /**
   * A process with thousands of devices is sometimes late: messages that have arrived are handled before a timeout
   * for them.
   */
  private hearFirst(): void {
    const { alarm } = this;
    setImmediate(() => this.alarm === alarm && this.ring());
  }

  private ring(): void {
    this.alarm = undefined;
    if (this.closed || this.off !== undefined || this.busy !== undefined) return;
    const wallUs = this.around.wallUs();
    if (this.timerUs !== undefined && this.timerUs <= this.time.at(wallUs)) this.runTimer(wallUs);
    this.setAlarm();
  }

  private reset(cause: 'software' | 'option-bytes' | 'watchdog'): void {
    this.forget();
    const wallUs = this.around.wallUs();
    try {
      this.device.reset(cause);
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      return this.losePower(error);
    }
    this.time.worked(wallUs, this.device.nowUs);
    this.revive();
  }

  private losePower(interruption: Interruption): void {
    this.forget();
    this.faultsMet.powerCuts += 1;
    this.off = setTimeout(
      () => {
        this.off = undefined;
        this.device.recover(interruption);
        this.revive();
      },
      POWERLESS_MS + this.rng.below(POWERLESS_MORE_MS),
    );
  }

  /** Everything in RAM, and the connection, is lost. */
  private forget(): void {
    this.waiting.length = 0;
    clearTimeout(this.busy);
    this.busy = undefined;
    this.timerUs = undefined;
    this.line?.abandon();
    if (this.connected) {
      this.connected = false;
      this.around.tally.connected -= 1;
    }
    this.faultyLine.drop();
  }

  private revive(): void {
    if (this.device.dead !== undefined) return;
    // The line is opened first: starting may lead to another reset, which must find the line to abandon it.
    if (this.line) this.connect();
    this.deliver({ type: 'start' });
  }
}

/** The decoded message; undefined for junk, which a device drops. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}
