import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import { CampaignRunner, LOGGER } from '@twinbank/ports';

import { JobAttempts } from './job-attempts.js';
import { CampaignDriver } from './campaign-driver.js';
import { OverdueSweep } from './overdue-sweep.js';
import { WakeList } from './wake-list.js';

/** Every so often everything under way is looked at, whether or not anything was heard of it; spread, for servers in a group. */
const TICK_MS = 1000;
const TICK_SPREAD = 0.4;
/** Every so often tickets are looked for that a server left behind which is gone. */
const ADOPT_MS = 30_000;
/** A tick looks at all campaigns; those woken in between are looked at alone. */
const ORDER_MS = 0;

/**
 * Runs campaigns: told of what happens (edges), and by a slow tick that finds out by itself (levels). One look at a time; what
 * fails is tried again at the next tick.
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

  constructor(
    private readonly driver: CampaignDriver,
    private readonly overdue: OverdueSweep,
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

  /** When the work last came forward, by the steady clock; undefined before the start and after the end. */
  get forwardMs(): number | undefined {
    return this.running ? this.forwardAtMs : undefined;
  }

  /** Begins to look after campaigns. */
  start(): void {
    this.running = true;
    this.forwardAtMs = performance.now();
    this.tickLater(0);
  }

  /** The broker was just started, or was away: it may have forgotten the tickets that are out. */
  republish(): void {
    this.work('tickets could not be published again', async () => {
      const tickets = await this.attempts.republish();
      if (tickets > 0) this.logger.info({ tickets }, 'tickets published again');
    });
  }

  /** Finishes the look under way; nothing follows. */
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

  /** A look for what was woken, at the earliest time that anyone asked for. */
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
    await this.overdue.sweep();
    this.wakeList.take();
    await this.lookAt(await this.driver.underWay());
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
        this.logger.error({ err: error, campaign: id }, 'a campaign could not be brought forward');
      }
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
