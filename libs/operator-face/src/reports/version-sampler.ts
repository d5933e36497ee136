import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';

import { SAMPLED_EVERY_MS, type Database } from '@twinbank/database';
import { CLOCK, DATABASE, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

/** How often a server looks whether an hour has begun in which nobody has counted yet. */
const LOOK_MS = 60_000;
/** Single hours are kept for so long; then the last count of each day. */
export const HOURS_KEPT_DAYS = 35;
/** Counts removed at once: more than an hour adds. */
const REMOVED_MAX = 50;

/** Counts the devices by version, once an hour, at one of several servers; adds up the counts of products and keys, which are kept as devices change. */
@Injectable()
export class VersionSampler implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.running.then(() =>
        this.sample().catch((error: unknown) =>
          this.logger.warn({ err: error }, 'devices could not be counted by version, product and key; will retry'),
        ),
      );
    }, LOOK_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Counts if nobody has since the hour began; then removes what is too old. Adds up the counts of products and keys where they are many. */
  async sample(): Promise<void> {
    const { versionCounts, deviceCounts, deviceKeyCounts } = this.database;
    await deviceCounts.gather();
    await deviceKeyCounts.gather();
    const nowMs = this.clock.nowMs();
    if (await versionCounts.take(nowMs))
      await versionCounts.thin(nowMs - HOURS_KEPT_DAYS * 24 * SAMPLED_EVERY_MS, REMOVED_MAX);
  }
}
