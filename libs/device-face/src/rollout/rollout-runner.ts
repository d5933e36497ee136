import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import { CampaignRunner, LOGGER, type JobOfDevice } from '@twinbank/ports';

import { JobAttempts } from './job-attempts.js';
import { CampaignDriver } from './campaign-driver.js';
import { DeadlineSweep } from './deadline-sweep.js';
import { WakeList } from './wake-list.js';

/**
 * Every active campaign is handled this often, even if nothing happened; varied, so that servers of a group do not
 * act at the same moment.
 */
const TICK_MS = 1000;
const TICK_SPREAD = 0.4;
/** How often to look for unpublished tickets of a server that is gone. */
const ADOPT_MS = 30_000;
/** A tick handles all campaigns; campaigns woken in between are handled alone. */
const ORDER_MS = 0;

/**
 * Runs campaigns: when something happens (edge-triggered), and by a slow tick that finds out by itself
 * (level-triggered). One round at a time; what fails is tried again at the next tick.
 */
@Injectable()
export class RolloutRunner extends CampaignRunner {
  private tick: NodeJS.Timeout | undefined;
  private soon: { readonly timer: NodeJS.Timeout; readonly atMs: number } | undefined;
  private working: Promise<void> = Promise.resolve();
  private running = false;
  private busy = false;
  private forwardAtMs: number | undefined;
  private adoptDueMs = performance.now() + ADOPT_MS;
  /** The broker came up, and the tickets were not all published since. */
  private republishDue = false;

  constructor(
    private readonly driver: CampaignDriver,
    private readonly deadlines: DeadlineSweep,
    private readonly attempts: JobAttempts,
    private readonly wakeList: WakeList,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
    wakeList.onWake((afterMs) => this.lookIn(afterMs));
  }

  wake(campaignId: number): void {
    this.wakeList.wake(campaignId, ORDER_MS);
  }

  tell(job: JobOfDevice, what: 'withdraw' | 'stop' | 'give-up'): void {
    if (what === 'stop') this.attempts.cancel(job);
    else this.attempts.end(job, what === 'give-up');
  }

  /** When the work last made progress, by the monotonic clock; undefined before the start and after the end. */
  get forwardMs(): number | undefined {
    return this.running ? this.forwardAtMs : undefined;
  }

  /** Begins to look after campaigns. */
  start(): void {
    this.running = true;
    this.forwardAtMs = performance.now();
    this.tickLater(0);
  }

  /**
   * The broker has just started or was away: it may have lost the tickets that are out, so they are published
   * again.
   */
  republish(): void {
    this.republishDue = true;
    this.work('tickets could not be published again', () => this.publishAgain());
  }

  /** What fails is tried again at the next tick. */
  private async publishAgain(): Promise<void> {
    if (!this.republishDue) return;
    this.republishDue = false;
    try {
      const tickets = await this.attempts.republish();
      if (tickets > 0) this.logger.info({ tickets }, 'tickets published again');
    } catch (error) {
      this.republishDue = true;
      throw error;
    }
  }

  /** Finishes the present round; no other follows. */
  async stop(): Promise<void> {
    this.running = false;
    clearTimeout(this.tick);
    clearTimeout(this.soon?.timer);
    await this.working;
  }

  private tickLater(ms: number): void {
    this.tick = setTimeout(() => {
      if (!this.busy) this.work('campaigns could not be looked after', () => this.lookAtAll());
      this.tickLater(TICK_MS * (1 - TICK_SPREAD / 2 + TICK_SPREAD * Math.random()));
    }, ms);
  }

  /** Schedules a round for what was woken, at the earliest requested time. */
  private lookIn(ms: number): void {
    const atMs = performance.now() + ms;
    if (!this.running || (this.soon && this.soon.atMs <= atMs)) return;
    clearTimeout(this.soon?.timer);
    const timer = setTimeout(() => {
      this.soon = undefined;
      this.work('woken campaigns could not be looked after', () => this.lookAt(this.wakeList.take()));
    }, ms);
    this.soon = { timer, atMs };
  }

  private async lookAtAll(): Promise<void> {
    await this.deadlines.sweep();
    this.wakeList.take();
    await this.lookAt(await this.driver.underWay());
    await this.publishAgain();
    await this.adopt();
    await this.attempts.check();
    this.forwardAtMs = performance.now();
  }

  private async adopt(): Promise<void> {
    if (performance.now() < this.adoptDueMs) return;
    this.adoptDueMs = performance.now() + ADOPT_MS;
    const tickets = await this.attempts.adopt();
    if (tickets > 0) this.logger.info({ tickets }, 'tickets of another server published');
  }

  private async lookAt(campaignIds: readonly number[]): Promise<void> {
    for (const id of campaignIds) {
      if (!this.running) return;
      try {
        if (await this.driver.bringForward(id)) this.wakeList.wake(id, ORDER_MS);
        this.forwardAtMs = performance.now();
      } catch (error) {
        this.logger.error({ err: error, campaign: id }, 'a campaign could not be advanced');
      }
      await this.driver
        .tidy(id)
        .catch((error: unknown) => this.logger.warn({ err: error, campaign: id }, 'its counts could not be added up'));
    }
  }

  private work(failure: string, task: () => Promise<void>): void {
    this.working = this.working.then(async () => {
      if (!this.running) return;
      this.busy = true;
      await task().catch((error: unknown) => this.logger.error({ err: error }, failure));
      this.busy = false;
    });
  }
}
