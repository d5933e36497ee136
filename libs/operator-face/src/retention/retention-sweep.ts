import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

import type { Database, KeepingProject } from '@twinbank/database';
import { CLOCK, DATABASE, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import { OPERATOR_SETTINGS, type OperatorSettings } from '../operator-settings.js';
import { removeJobs } from './job-removal.js';

const DAY_MS = 24 * 3600 * 1000;
const EVERY_MS = 3600 * 1000;
/** Rows removed by one statement, and the pause before the next one: deliveries must not be disturbed. */
const BATCH = 500;
const PAUSE_MS = 100;
/** Most batches in one sweep; the next sweep removes the rest. */
const BATCHES_MAX = 10_000;

const msOf = (days: number): number | undefined => (days > 0 ? days * DAY_MS : undefined);

/**
 * Removes events, entries of the audit log, jobs of campaigns that are over, and ended deliveries to webhooks that are
 * older than the settings allow; a setting of 0 keeps them for ever. Projects may keep events and jobs for a shorter time,
 * and fewer events.
 */
@Injectable()
export class RetentionSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    @Inject(OPERATOR_SETTINGS) private readonly settings: OperatorSettings,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.keep === undefined) return;
    const begin = (): void =>
      void (this.running = this.running.then(() =>
        this.sweep().catch((error: unknown) =>
          this.logger.warn({ err: error }, 'expired records could not be removed; will retry'),
        ),
      ));
    begin();
    this.timer = setInterval(begin, EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** Removes what was kept long enough, batch by batch. */
  async sweep(): Promise<void> {
    const { eventsDays = 0, auditDays = 0, jobsDays = 0, deliveriesDays = 0 } = this.settings.keep ?? {};
    const { retention, jobRetention } = this.database;
    const nowMs = this.clock.nowMs();
    const keeping = await retention.keeping();
    const events = await this.removeEvents(eventsDays, keeping, nowMs);
    if (deliveriesDays > 0) await this.drain(() => retention.removeDeliveries(nowMs - deliveriesDays * DAY_MS, BATCH));
    if (auditDays > 0) await retention.moveHorizon(nowMs - auditDays * DAY_MS, nowMs);
    // Do this even if the horizon did not move: another server may have been stopped while it was removing entries.
    const audited = auditDays > 0 ? await this.drain(() => retention.removeAudited(BATCH)) : 0;
    const someKeep = jobsDays > 0 || keeping.some((project) => project.jobsDays !== undefined);
    const jobs = someKeep ? await removeJobs(jobRetention, { nowMs, keepMs: msOf(jobsDays), pause: this.pause }) : 0;
    if (events + audited + jobs > 0) this.logger.info({ events, audited, jobs }, 'expired records removed');
  }

  /** Removes events by the setting, and then by what projects say. */
  private async removeEvents(days: number, keeping: readonly KeepingProject[], nowMs: number): Promise<number> {
    const { retention } = this.database;
    let removed = days > 0 ? await this.drain(() => retention.removeEvents(nowMs - days * DAY_MS, BATCH)) : 0;
    for (const project of keeping) removed += await this.sweepProject(project, nowMs);
    return removed;
  }

  /** Removes the events of a project that are older, or more, than it keeps. */
  private async sweepProject({ project, eventsDays, events }: KeepingProject, nowMs: number): Promise<number> {
    if (eventsDays === undefined && events === undefined) return 0;
    const { retention } = this.database;
    const beforeMs = eventsDays === undefined ? undefined : nowMs - eventsDays * DAY_MS;
    const upTo = events === undefined ? undefined : await retention.newestBeyond(project, events);
    return this.drain(() => retention.removeEventsOf(project, { beforeMs, upTo, limit: BATCH }));
  }

  private async drain(remove: () => Promise<number>): Promise<number> {
    let removed = 0;
    for (let batch = 0; batch < BATCHES_MAX && !this.stopped; batch++) {
      const rows = await remove();
      removed += rows;
      if (rows === 0 || !(await this.pause())) break;
    }
    return removed;
  }

  /** Lets others have their turn; says whether to go on. */
  private readonly pause = async (): Promise<boolean> => {
    if (!this.stopped) await sleep(PAUSE_MS);
    return !this.stopped;
  };
}
