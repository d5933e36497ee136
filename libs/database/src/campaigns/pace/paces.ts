import {
  PACE_HOURS_KEPT,
  PACE_MINUTES_KEPT,
  paceSpan,
  type Budgets,
  type MeterState,
  type PaceRow,
  type PaceStep,
} from '@twinbank/campaign';

import type { Query, Session } from '../../connection/session.js';

/** Now, in minutes since 1970, by the clock by which the trigger writes. */
const NOW_MINUTE = `floor(extract(epoch FROM now()) / 60)::int`;

/** $1 campaign, $2 and $3 the first and the last minute. By an index; its rows are bounded, as minutes that are long over are kept by the hour. */
export const PACE = `
  SELECT step AS minute, sum(offered)::int AS offered, sum(succeeded)::int AS succeeded, sum(failed)::int AS failed, sum(bytes)::float8 AS bytes
  FROM pace_counts WHERE campaign_id = $1 AND step >= $2 AND step < $3 GROUP BY step`;

/** The step in which a row is kept: its minute while that is young, then its hour. */
const KEPT_STEP = `CASE WHEN step < ${NOW_MINUTE} - ${PACE_MINUTES_KEPT} THEN step - step % 60 ELSE step END`;
/**
 * $1 campaign, $2 how many rows may be loose. Whether there are more rows than steps by more than that: those that were added since the last time, and those of
 * minutes that have become old.
 */
export const PACE_LOOSE = `
  SELECT count(*) > $2 + count(DISTINCT ${KEPT_STEP}) OR coalesce(min(step) < ${NOW_MINUTE} - ${PACE_HOURS_KEPT * 60 + 24 * 60}, false) AS loose
  FROM pace_counts WHERE campaign_id = $1`;
/** $1 campaign. What is older than anybody is shown goes. */
export const GATHER_PACE = `
  WITH gone AS (
    DELETE FROM pace_counts WHERE campaign_id = $1 RETURNING ${KEPT_STEP} AS step, offered, succeeded, failed, bytes
  )
  INSERT INTO pace_counts (campaign_id, step, offered, succeeded, failed, bytes)
  SELECT $1, step, sum(offered)::int, sum(succeeded)::int, sum(failed)::int, sum(bytes)::bigint
  FROM gone WHERE step >= ${NOW_MINUTE} - ${PACE_HOURS_KEPT * 60} GROUP BY step`;
/** Forgets what a campaign got done, once its jobs may be removed. $1 campaign. */
export const FORGET_PACE = 'DELETE FROM pace_counts WHERE campaign_id = $1';

/** Of each kind of budget so many places are shown: those that are the emptiest. */
const PLACES_SHOWN = 20;
/** Devices that download are counted up to this number. */
export const DOWNLOADING_MAX = 10_000;

/** $1 campaign, $2 kind of budget, $3 its bytes in a second, $4 the most that it holds, $5 how many. The emptiest first, by what has come in since. */
const BUCKETS = `
  SELECT place, tokens, at, now() AS now, count(*) OVER ()::int AS places FROM byte_buckets WHERE campaign_id = $1 AND scope = $2
  ORDER BY least($4::float8, tokens + greatest(0, extract(epoch FROM now() - at)) * $3::float8) NULLS LAST, place LIMIT $5`;

/** $1 campaign, $2 an attribute, or null: all are in one place. Jobs that run are read along the index of each wave that has some. */
const DOWNLOADING = `
  WITH waves AS (
    SELECT DISTINCT wave FROM job_counts WHERE campaign_id = $1 AND state = 'running'
  ), downloading AS (
    SELECT j.device_id FROM waves w CROSS JOIN LATERAL (
      SELECT device_id FROM jobs WHERE campaign_id = $1 AND wave = w.wave AND state = 'running' AND (stage = 'downloading' OR stage IS NULL) LIMIT ${DOWNLOADING_MAX}
    ) AS j LIMIT ${DOWNLOADING_MAX}
  )
  SELECT CASE WHEN $2::text IS NULL THEN '' ELSE coalesce(d.attributes ->> $2, d.reported ->> $2, '') END AS place, count(*)::int AS devices
  FROM downloading JOIN devices d ON d.id = downloading.device_id GROUP BY 1`;

interface BucketRow extends Record<string, unknown> {
  readonly place: string;
  readonly tokens: number | null;
  readonly at: Date | null;
  readonly now: Date;
  readonly places: number;
}

/** A budget of a place, as it is stored. */
export interface PlaceBucket {
  /** `''`: devices without the attribute, or the campaign as a whole. */
  readonly place: string;
  readonly state: MeterState | undefined;
  /** Devices of it that download, {@link DOWNLOADING_MAX} at the most of the campaign. */
  readonly downloading: number;
}

/** The budgets of one kind. */
export interface BucketsOfScope {
  readonly scope: keyof Budgets;
  /** How many have been used. */
  readonly places: number;
  /** The emptiest of them. */
  readonly emptiest: readonly PlaceBucket[];
  readonly nowMs: number;
}

/** What campaigns get done by the minute, and how full their byte budgets are. */
export class Paces {
  constructor(private readonly session: Session) {}

  /** What a campaign got done in the steps of a span that had something, by the minute or what is kept of it; and the time of the database. */
  async rows(
    campaignId: number,
    step: PaceStep,
    { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  ): Promise<readonly PaceRow[]> {
    const { first, last } = paceSpan(step, startMs, endMs);
    const end = last + (step === 'hour' ? 60 : 1);
    return this.session.query<PaceRow & Record<string, unknown>>({ name: 'campaign_pace', text: PACE }, [
      ...[campaignId, first, end],
    ]);
  }

  /** The byte budgets of a campaign, each kind with its emptiest places. */
  async buckets(campaignId: number, budgets: Budgets): Promise<readonly BucketsOfScope[]> {
    const scopes = (['total', 'each', 'andEach'] as const).filter((scope) => budgets[scope] !== undefined);
    return Promise.all(scopes.map((scope) => this.bucketsOf(campaignId, scope, budgets)));
  }

  private async bucketsOf(campaignId: number, scope: keyof Budgets, budgets: Budgets): Promise<BucketsOfScope> {
    const { bytesPerSecond, burstSeconds } = budgets[scope]!;
    const by = scope === 'total' ? null : budgets[scope]!.by;
    const values = [campaignId, scope, bytesPerSecond, bytesPerSecond * burstSeconds, PLACES_SHOWN];
    const rows = await this.session.query<BucketRow>({ name: 'campaign_buckets', text: BUCKETS }, values);
    const counted = await this.session.query<{ place: string; devices: number }>(
      { name: 'campaign_downloading', text: DOWNLOADING },
      [campaignId, by],
    );
    const devices = new Map(counted.map((one) => [one.place, one.devices]));
    const emptiest = rows.map(({ place, tokens, at }) => ({
      place,
      state: tokens !== null && at ? { tokens, atMs: at.getTime() } : undefined,
      downloading: devices.get(place) ?? 0,
    }));
    return { scope, emptiest, places: rows[0]?.places ?? 0, nowMs: rows[0]?.now.getTime() ?? 0 };
  }
}

/** Whether rows of a campaign's pace are to be added up; see `gatherCounts`. */
export async function isPaceLoose(query: Query, campaignId: number, most: number): Promise<boolean> {
  const [row] = await query<{ loose: boolean }>({ name: 'pace_loose', text: PACE_LOOSE }, [campaignId, most]);
  return row!.loose;
}
