import { UpdateAgent, type AgentConfig, type AgentEffect, type AgentEvent } from '@twinbank/agent';
import { Interruption, Mcu, type McuOptions } from '@twinbank/mcu';
import { seededRng, type Rng } from '@twinbank/primitives';
import {
  decodeReport,
  encodeReport,
  FINAL_STAGES,
  isReport,
  type BlockMessage,
  type DeviceReport,
  type DisposalReport,
  type HealthReport,
  type Report,
  type Stage,
  type TicketMessage,
} from '@twinbank/protocol';

import { DEVICE_ID, DEVICE_ROOT, type MiniServer, type TestKeys } from './mini-server.js';

/** Network faults, each with its probability per message. */
export interface NetworkFaults {
  readonly lost?: number;
  readonly repeated?: number;
  readonly corrupted?: number;
  readonly later?: number;
  readonly disconnected?: number;
}

/** Options of a bench device. */
export interface BenchOptions {
  readonly keys: TestKeys;
  readonly mcu: McuOptions;
  readonly config?: Partial<AgentConfig>;
  readonly faults?: NetworkFaults;
  readonly seed?: string | number;
}

interface Queued {
  readonly atUs: number;
  readonly order: number;
  readonly event: AgentEvent;
}

/** One-way network delay: 5 to 25 ms, so that messages overtake one another. */
const DELAY_US = { min: 5000, spread: 20_000 };

/** A device with its shell in virtual time: its network loses and reorders messages, its power fails and returns. */
export class BenchDevice {
  readonly mcu: Mcu;
  readonly reports: Report[] = [];
  /** What it told of its health. */
  readonly healths: HealthReport[] = [];
  /** What it said of its disposal. */
  readonly disposals: DisposalReport[] = [];
  /** True once its agent said, since the last start, that it is at the end of its life. */
  disposed = false;
  readonly rng: Rng;
  agent: UpdateAgent;
  /** Number of starts so far: the first, resets and recoveries. */
  starts = 0;
  interruptions = 0;
  /** Called before each start. */
  onBoot: () => void = () => undefined;
  /** Called after each start. */
  afterBoot: () => void = () => undefined;
  /** Called before each event; here a test can run the application between the agent's turns. */
  beforeEvent: () => void = () => undefined;
  private readonly config: AgentConfig;
  private queue: Queued[] = [];
  private order = 0;
  private timerUs: number | undefined;
  private retained: TicketMessage = { type: 'none' };
  private server: MiniServer | undefined;
  private connected = false;

  constructor(private readonly options: BenchOptions) {
    this.rng = seededRng(`bench/${options.seed ?? 0}`);
    this.mcu = new Mcu(options.mcu);
    this.config = {
      deviceId: DEVICE_ID,
      product: 'motor',
      hardware: 'rev-a',
      deviceRoot: DEVICE_ROOT,
      manifestKeys: options.keys.manifestKeys,
      ticketKeys: options.keys.ticketKeys,
      rng: this.rng.fork('agent'),
      companions: this.mcu.companions,
      ...options.config,
    };
    this.agent = new UpdateAgent(this.mcu, this.config);
  }

  /** Starts the agent on the booted device and connects it. */
  boot(): void {
    for (;;) {
      this.starts++;
      this.onBoot();
      this.queue = [];
      this.timerUs = undefined;
      this.connected = false;
      this.disposed = false;
      if (this.mcu.lastBoot?.booted === undefined)
        throw new Error(`nothing boots: ${JSON.stringify(this.mcu.lastBoot)}`);
      this.agent = new UpdateAgent(this.mcu, this.config);
      if (this.deliver({ type: 'start' })) break;
    }
    this.afterBoot();
    if (!this.disposed) this.enqueue({ type: 'connected' }, 50_000);
  }

  /** Publishes a retained ticket. */
  publish(server: MiniServer, message: TicketMessage = server.order.message): void {
    this.server = server;
    this.retain(message);
  }

  /** Publishes any retained message. */
  retain(message: TicketMessage): void {
    this.retained = message;
    if (this.connected) this.enqueue({ type: 'ticket', message, unixMs: 1000 }, 10_000);
  }

  /** Hands an event to the agent and performs the effects; false if the device was interrupted or reset. */
  deliver(event: AgentEvent): boolean {
    let effects: AgentEffect[];
    try {
      effects = this.agent.handle(event);
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      this.interruptions++;
      this.mcu.recover(error);
      return false;
    }
    return effects.map((effect) => this.perform(effect)).every(Boolean);
  }

  /** The stages reported for the job, without repetitions. */
  get stages(): Stage[] {
    const stages: Stage[] = [];
    for (const report of this.reports)
      if (report.type !== 'hello' && stages.at(-1) !== report.stage) stages.push(report.stage);
    return stages;
  }

  /** The last result. */
  get result(): Extract<Report, { type: 'result' }> | undefined {
    return this.reports.findLast((report) => report.type === 'result');
  }

  /** Lets time pass until a job has ended, nothing is left to happen, or the limit of events is reached. */
  run({ events = 200_000, until = () => this.ended }: { events?: number; until?: () => boolean } = {}): void {
    for (let i = 0; i < events; i++) {
      const next = until() ? undefined : this.next();
      if (!next) return;
      this.happen(next);
    }
    throw new Error(`no end after ${events} events: ${this.stages.join(' ')}`);
  }

  private happen({ atUs, event }: Queued): void {
    if (!this.connected && event.type !== 'connected' && event.type !== 'timer') return;
    this.mcu.clock.advanceTo(atUs);
    try {
      this.beforeEvent();
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      this.interruptions++;
      this.mcu.recover(error);
      this.boot();
      return;
    }
    if (event.type === 'connected') this.onConnect();
    if (event.type === 'block' && this.rng.chance(this.options.faults?.disconnected ?? 0)) this.disconnect();
    else if (!this.deliver(event)) this.boot();
  }

  /** True if the last report of the job is its result. */
  get ended(): boolean {
    const last = this.reports.findLast((report) => report.type !== 'hello');
    return last?.type === 'result' && last.job === this.server?.order.ticket.job && FINAL_STAGES.includes(last.stage);
  }

  private onConnect(): void {
    this.connected = true;
    this.enqueue({ type: 'ticket', message: this.retained, unixMs: 1000 }, 20_000);
  }

  private disconnect(): void {
    this.connected = false;
    this.queue = this.queue.filter(({ event }) => event.type === 'timer');
    if (!this.deliver({ type: 'disconnected' })) this.boot();
    else this.enqueue({ type: 'connected' }, 500_000);
  }

  private perform(effect: AgentEffect): boolean {
    if (effect.type === 'report') this.hear(decodeReport(encodeReport(effect.report)));
    else if (effect.type === 'timer') this.timerUs = effect.atUs;
    else if (effect.type === 'want') this.answer(this.server!.answer(effect.want));
    else if (effect.type === 'disposed') this.end();
    else {
      try {
        this.mcu.reset(effect.cause);
      } catch (error) {
        if (!(error instanceof Interruption)) throw error;
        this.interruptions++;
        this.mcu.recover(error);
      }
      return false;
    }
    return true;
  }

  /** A device without keys has no connection. */
  private end(): void {
    this.disposed = true;
    this.connected = false;
    this.queue = this.queue.filter(({ event }) => event.type === 'timer');
  }

  private hear(report: DeviceReport): void {
    if (report.type === 'health') this.healths.push(report);
    else if (isReport(report)) this.reports.push(report);
    else this.disposals.push(report);
  }

  private answer(messages: BlockMessage[]): void {
    const { lost = 0, repeated = 0, corrupted = 0, later = 0 } = this.options.faults ?? {};
    if (this.rng.chance(later)) messages = [{ type: 'later', transfer: messages[0]!.transfer, retryAfterMs: 700 }];
    for (const message of messages) {
      if (this.rng.chance(lost)) continue;
      if (message.type === 'block' && this.rng.chance(corrupted))
        message.ciphertext[this.rng.below(message.ciphertext.length)]! ^= 1 << this.rng.below(8);
      this.enqueue({ type: 'block', message }, this.delay());
      if (this.rng.chance(repeated)) this.enqueue({ type: 'block', message }, this.delay());
    }
  }

  private delay(): number {
    return DELAY_US.min + this.rng.below(DELAY_US.spread);
  }

  private enqueue(event: AgentEvent, afterUs: number): void {
    this.queue.push({ atUs: this.mcu.clock.nowUs + afterUs, order: this.order++, event });
  }

  private next(): Queued | undefined {
    let first: Queued | undefined;
    for (const queued of this.queue)
      if (!first || queued.atUs < first.atUs || (queued.atUs === first.atUs && queued.order < first.order))
        first = queued;
    if (this.timerUs !== undefined && (!first || this.timerUs <= first.atUs)) {
      const atUs = this.timerUs;
      this.timerUs = undefined;
      return { atUs, order: 0, event: { type: 'timer' } };
    }
    this.queue = this.queue.filter((queued) => queued !== first);
    return first;
  }
}
