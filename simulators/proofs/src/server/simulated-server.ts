import type { Report, Want } from '@twinbank/protocol';
import { attend, type Moment, type TakenReport } from '@twinbank/rollout';

import { runningImage } from '../store/tables.js';
import { BlockWork } from './block-work.js';
import { CampaignWork } from './campaign-work.js';
import { ReportWork } from './report-work.js';
import { TicketWork } from './ticket-work.js';
import type { Surroundings, Work } from './work.js';

const US = 1000;
/** Interval of a server's regular work, and how long it collects reports before it writes them. */
const BEAT_US = 500 * US;
const TICK_US = 1000 * US;
const ADOPT_MS = 30_000;
const BATCH_US = 25 * US;
const WAKE_US = 200 * US;
const BURST_US = US;
/** Time between two steps of its work. */
const MOMENT_US = { least: 200, spread: 4000 } as const;
/** After an absence a process first reads, for this time, the messages that waited for it. */
const DOUBT_MS = 5000;

/**
 * Runs something later in a process. While the process is stopped the world delays it; after the process was killed it
 * never runs.
 */
export type Later = (inUs: number, run: () => Promise<void> | void) => void;

/** A report that reached this process and is not acknowledged yet. */
interface Unread {
  readonly taken: TakenReport;
  readonly acknowledge: () => void;
}

/** One life of a server's process: its timers, its queues and its memory. */
export class ServerProcess {
  readonly blocks: BlockWork;
  private readonly tickets: TicketWork;
  private readonly campaigns: CampaignWork;
  private readonly reports: ReportWork;
  private readonly chain: (() => Work)[] = [];
  private readonly woken = new Set<number>();
  private unread: Unread[] = [];
  private isWriting = false;
  private isWorking = false;
  private last: Moment | undefined;
  private doubtUntilMs = Number.NEGATIVE_INFINITY;
  private unheeded: { readonly beforeMs: number; readonly nowMs: number } | undefined;
  private movedMs = 0;
  private adoptDueMs: number;

  constructor(
    private readonly around: Surroundings,
    private readonly later: Later,
    private readonly isOver: () => boolean,
  ) {
    this.blocks = new BlockWork(around);
    this.tickets = new TicketWork(around, (transfer) => this.blocks.forget(transfer));
    this.campaigns = new CampaignWork(around, this.tickets);
    this.reports = new ReportWork(
      around,
      this.tickets,
      (id) => this.wake(id),
      () => this.lookedMovedMs(),
    );
    this.adoptDueMs = around.steadyMs() + ADOPT_MS;
  }

  start(): void {
    this.work(() => this.tickets.republish());
    this.beat();
    this.tick();
  }

  /** Something happened to a campaign. */
  wake(campaignId: number): void {
    if (this.woken.size === 0) {
      this.later(WAKE_US, () =>
        this.work(() => {
          const ids = [...this.woken];
          this.woken.clear();
          return this.lookAt(ids);
        }),
      );
    }
    this.woken.add(campaignId);
  }

  take(deviceId: string, report: Report, acknowledge: () => void): void {
    this.look();
    const atMs = this.around.nowMs();
    const isDoubtful = this.around.steadyMs() < this.doubtUntilMs;
    this.unread.push({
      taken: { deviceId, report, atMs, movedMs: this.movedMs, ...(isDoubtful && { doubtful: true }) },
      acknowledge,
    });
    if (this.unread.length === 1 && !this.isWriting) this.later(BATCH_US, () => this.writeReports());
  }

  want(deviceId: string, want: Want, lateMs: number): void {
    const wasWaiting = this.blocks.isWaiting;
    this.blocks.take(deviceId, want, lateMs);
    if (!wasWaiting && this.blocks.isWaiting) this.later(BURST_US, () => this.serve());
  }

  private serve(): void {
    this.blocks.serve();
    if (this.blocks.isWaiting) this.later(BURST_US, () => this.serve());
  }

  private writeReports(): void {
    const batch = this.unread;
    this.unread = [];
    this.isWriting = true;
    const write = this.reports.write(batch.map(({ taken }) => taken));
    this.goOn(write, () => {
      for (const { acknowledge } of batch) acknowledge();
      this.isWriting = false;
      if (this.unread.length > 0) this.later(BATCH_US, () => this.writeReports());
    });
  }

  private tick(): void {
    if (this.isOver()) return;
    if (!this.isWorking) this.work(() => this.lookAtAll());
    this.later(TICK_US * 0.8 + this.around.rng.below(TICK_US * 0.4), () => this.tick());
  }

  private *lookAtAll(): Work {
    yield* this.sweep();
    this.woken.clear();
    const ids = this.around.store.campaigns.underWay().map(({ id }) => id);
    yield;
    yield* this.lookAt(ids);
    if (this.around.steadyMs() >= this.adoptDueMs) {
      this.adoptDueMs = this.around.steadyMs() + ADOPT_MS;
      yield* this.tickets.adopt();
    }
    yield* this.tickets.check();
  }

  private *lookAt(ids: readonly number[]): Work {
    for (const id of ids) yield* this.campaigns.bringForward(id);
  }

  /** Ends attempts whose deadline has passed. */
  private *sweep(): Work {
    const { store, engine, rng, tally } = this.around;
    this.look();
    if (this.around.steadyMs() < this.doubtUntilMs || this.unheeded) return;
    const { movedMs } = this;
    const nowMs = this.around.nowMs();
    const overdue = store.jobs.overdue(nowMs, 500);
    const soberMs = store.tables.soberMs(nowMs);
    const steps = overdue.flatMap(
      ({ job, rules }) => engine.stepJob(job, { type: 'timeout' }, rules, { nowMs: soberMs, random: rng.unit() }) ?? [],
    );
    yield;
    if (!engine.sameClock(movedMs, this.lookedMovedMs())) return;
    const written = new Set(store.jobs.save(steps));
    yield;
    for (const { from, job } of steps) {
      if (!written.has(job.id)) continue;
      tally.timeouts++;
      this.tickets.end(job, from === 'running');
      this.wake(job.campaignId);
    }
    yield* this.endSoaks(nowMs);
  }

  /** Ends the watching of devices whose time is over. */
  private *endSoaks(nowMs: number): Work {
    const { store, engine } = this.around;
    const steps = store.jobs.soaksOver(nowMs, 500).flatMap(({ job, rules }) => {
      const { status } = store.devices.get(job.deviceId);
      const device = { online: true, ...(status && runningImage(status)) };
      return engine.stepJob(job, { type: 'soak-over', device, sure: true }, rules, { nowMs, random: 0 }) ?? [];
    });
    yield;
    const written = new Set(store.jobs.save(steps));
    for (const { job } of steps) if (written.has(job.id)) this.wake(job.campaignId);
  }

  private beat(): void {
    if (this.isOver()) return;
    this.look();
    this.later(BEAT_US, () => this.beat());
  }

  /** Checks whether this process was away, or whether the time of day was changed. */
  private look(): void {
    const now: Moment = { wallMs: this.around.nowMs(), steadyMs: this.around.steadyMs() };
    const before = this.last ?? now;
    this.last = now;
    const { awayMs, steppedMs } = attend(before, now);
    if (awayMs !== undefined) this.doubtUntilMs = now.steadyMs + DOUBT_MS;
    if (awayMs !== undefined || steppedMs !== undefined) this.blocks.distrust();
    if (steppedMs === undefined) return;
    this.movedMs += steppedMs;
    this.around.tally.clockSteps++;
    const isHeeding = this.unheeded !== undefined;
    this.unheeded = { beforeMs: this.unheeded?.beforeMs ?? before.wallMs, nowMs: now.wallMs };
    if (!isHeeding) this.goOn(this.heed(), () => undefined);
  }

  /** By how much the clock has been moved until now, in all. */
  private lookedMovedMs(): number {
    this.look();
    return this.movedMs;
  }

  private *heed(): Work {
    while (this.unheeded) {
      const step = this.unheeded;
      yield;
      this.around.store.jobs.heedClockStep(step);
      yield;
      if (this.unheeded === step) this.unheeded = undefined;
    }
  }

  /** Only one task at a time. */
  private work(task: () => Work): void {
    this.chain.push(task);
    if (!this.isWorking) this.next();
  }

  private next(): void {
    const task = this.chain.shift();
    this.isWorking = task !== undefined;
    if (task) this.goOn(task(), () => this.next());
  }

  private goOn(work: Work, done: () => void): void {
    const { rng } = this.around;
    const moment = (waitMs?: unknown): number =>
      typeof waitMs === 'number' ? waitMs * US : MOMENT_US.least + rng.below(MOMENT_US.spread);
    const step = async (): Promise<void> => {
      let { value, done: isDone } = work.next();
      while (!isDone && value instanceof Promise) ({ value, done: isDone } = work.next(await value));
      if (isDone) done();
      else this.later(moment(value), step);
    };
    this.later(moment(), step);
  }
}
