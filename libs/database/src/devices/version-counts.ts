import type { Session } from '../connection/session.js';
import { timeOf } from '../sql.js';

/** How often the devices are counted. */
export const SAMPLED_EVERY_MS = 3600 * 1000;
/** What stands for the versions of a product beyond the most frequent ones. */
export const OTHER_VERSIONS = 'others';
/** Versions of a product that are counted by themselves: devices that report made-up versions must not fill the table. */
const VERSIONS_MAX = 200;
/** A count that is made so soon after the hour counts for its end. */
const ON_TIME_MS = 5 * 60 * 1000;
const DAY_MS = 24 * SAMPLED_EVERY_MS;

/** Key of the PostgreSQL advisory lock that the counting server holds; the number is our own choice. */
const COUNTING = 0x7477_6276;

const TAKE = `INSERT INTO version_samples (at) VALUES ($1)`;
const COUNT = `
  WITH counted AS (
    SELECT p.project, d.product, d.running_version AS version, count(*)::int AS devices,
      row_number() OVER (PARTITION BY d.product ORDER BY count(*) DESC, d.running_version) AS place
    FROM devices d JOIN products p ON p.name = d.product WHERE d.state = 'active' GROUP BY 1, 2, 3
  ), bounded AS (
    SELECT project, product, CASE WHEN place <= ${VERSIONS_MAX} OR version IS NULL THEN version ELSE '${OTHER_VERSIONS}' END AS version, sum(devices)::int AS devices
    FROM counted GROUP BY 1, 2, 3
  )
  INSERT INTO version_counts (at, project, product, version, devices)
  SELECT $1, project, product, version, devices FROM bounded ORDER BY product, version_key(version) COLLATE "C" NULLS FIRST, version NULLS FIRST RETURNING 1`;
/** The last count of each step; a count at the very end of a step belongs to it. */
const LAST_OF_STEPS = `
  SELECT max(at) AS at, ceil(extract(epoch FROM at) * 1000 / $3::float8)::float8 AS step FROM version_samples
  WHERE at > $1 AND at <= $2 GROUP BY 2 ORDER BY 2`;
/** Counts that are old, and not the last of their day. */
const THIN = `
  DELETE FROM version_samples WHERE at IN (
    SELECT s.at FROM version_samples s WHERE s.at < $1 AND EXISTS (
      SELECT FROM version_samples n
      WHERE n.at > s.at AND ceil(extract(epoch FROM n.at) * 1000 / ${DAY_MS}) = ceil(extract(epoch FROM s.at) * 1000 / ${DAY_MS}) AND n.at < s.at + interval '1 day')
    ORDER BY s.at LIMIT $2) RETURNING 1`;

/** Counts of the devices by the version that they ran, hour by hour. */
export class VersionCounts {
  constructor(private readonly session: Session) {}

  /**
   * Counts the active devices by project, product and version, if that was not done yet since the hour began. Of several
   * servers one does it. Returns whether this one did.
   */
  async take(nowMs: number): Promise<boolean> {
    const hourMs = Math.floor(nowMs / SAMPLED_EVERY_MS) * SAMPLED_EVERY_MS;
    const at = timeOf(nowMs - hourMs <= ON_TIME_MS ? hourMs : nowMs);
    const rows = await this.session.transaction(async (query) => {
      const [lock] = await query<{ taken: boolean }>({ text: 'SELECT pg_try_advisory_xact_lock($1) AS taken' }, [
        COUNTING,
      ]);
      if (!lock!.taken) return 0;
      const last = await query({ text: 'SELECT at FROM version_samples WHERE at >= $1 LIMIT 1' }, [timeOf(hourMs)]);
      if (last.length > 0) return 0;
      await query({ text: TAKE }, [at]);
      return 1 + (await query({ text: COUNT }, [at])).length;
    });
    this.session.wrote(rows);
    return rows > 0;
  }

  /** Removes at most so many counts that are older than a time, but for the last of each day (UTC); returns how many. */
  async thin(beforeMs: number, limit: number): Promise<number> {
    return (await this.session.query({ text: THIN }, [timeOf(beforeMs), limit])).length;
  }

  /**
   * For each step of time that ends after `fromMs`, up to `toMs`, the last count in it, by the end of the step. Steps
   * without one are missing.
   */
  async lastOfSteps(fromMs: number, toMs: number, stepMs: number): Promise<ReadonlyMap<number, number>> {
    const rows = await this.session.query<{ at: Date; step: number }>({ text: LAST_OF_STEPS }, [
      timeOf(fromMs),
      timeOf(toMs),
      stepMs,
    ]);
    return new Map(rows.map(({ at, step }) => [step * stepMs, at.getTime()]));
  }
}
