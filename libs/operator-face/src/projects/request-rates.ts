import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import type { Reach } from '@twinbank/access';
import type { Database, Project } from '@twinbank/database';
import { CLOCK, DATABASE, LOGGER } from '@twinbank/ports';
import { TokenBucket, type Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

/** How long the limits are believed: changes by other servers take effect within this time. */
const BELIEVED_MS = 5000;

interface Rate {
  readonly limit: number;
  readonly bucket: TokenBucket;
}

/**
 * Limits how many requests per minute this server takes for each project that has such a limit. A request counts for
 * the projects that its sender works in; requests of those who work in every project are not limited, so that somebody
 * can always raise a limit.
 */
@Injectable()
export class RequestRates {
  private readonly rates = new Map<string, Rate>();
  private limits: Promise<unknown> = Promise.resolve();
  private readAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Counts a request. Of several projects, that one counts which has most left of its limit; a project without a limit
   * always has.
   *
   * @throws Fault `rate_limited`
   */
  async take(reach: Reach): Promise<void> {
    if (reach === 'everywhere' || reach.length === 0) return;
    await this.current();
    const rates = reach.map((project) => this.rates.get(project));
    if (rates.some((rate) => rate === undefined)) return;
    const nowMs = performance.now();
    const [roomiest] = (rates as Rate[]).sort((a, b) => b.bucket.left(nowMs) - a.bucket.left(nowMs));
    const { bucket, limit } = roomiest!;
    if (bucket.left(nowMs) >= 1) return bucket.take(1, nowMs);
    const retryAfterMs = Math.ceil(((1 - bucket.left(nowMs)) * 60_000) / limit);
    throw faultOf('rate_limited', `the project may send ${limit} requests per minute`, { limit, retryAfterMs });
  }

  /** How many requests of the last minute a project has used up at this server; 0 if it has no limit. */
  usedBy(project: string): number {
    const rate = this.rates.get(project);
    return rate === undefined ? 0 : Math.ceil(rate.limit - rate.bucket.left(performance.now()));
  }

  /** Reads the limits again before the next request is counted. */
  forget(): void {
    this.readAtMs = Number.NEGATIVE_INFINITY;
  }

  private current(): Promise<unknown> {
    const nowMs = this.clock.nowMs();
    if (Math.abs(nowMs - this.readAtMs) < BELIEVED_MS) return this.limits;
    this.readAtMs = nowMs;
    return (this.limits = this.database.projects.list().then(
      (projects) => this.learn(projects),
      // Requests go on under the limits that were known last: they will fail by themselves if there is no database.
      (error: unknown) => this.logger.warn({ err: error }, 'the limits of projects could not be read'),
    ));
  }

  private learn(projects: readonly Project[]): void {
    const limits = new Map(projects.map(({ name, limits }) => [name, limits.requestsPerMinute]));
    for (const name of [...this.rates.keys()]) if (limits.get(name) === undefined) this.rates.delete(name);
    for (const [name, limit] of limits) {
      if (limit === undefined || this.rates.get(name)?.limit === limit) continue;
      const bucket = new TokenBucket({ capacity: limit, perSecond: limit / 60 }, performance.now());
      this.rates.set(name, { limit, bucket });
    }
  }
}
