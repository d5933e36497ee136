import {
  BUDGET_PLACES_MAX,
  leaseFrom,
  meterKey,
  NO_PLACE,
  STATES_UNDER_WAY,
  type Meter,
  type MeterNow,
  type MeterState,
} from '@twinbank/campaign';

import type { Query, Session } from '../../connection/session.js';
import { rowsOf, timeOf } from '../../sql.js';
import { textOf } from '../job-states.js';

/** Bytes that a server asks for. */
export interface LeaseRequest {
  readonly meter: Meter;
  readonly bytes: number;
}

/** What it got, and when it is worth while to ask again; 0 if it got all. */
export interface LeaseAnswer {
  readonly bytes: number;
  readonly waitMs: number;
}

const NAMES = 'jsonb_to_recordset($1::jsonb) AS m(campaign_id int, scope text, place text)';

/**
 * $1 meters. In the order of their names, so that servers wait for one another instead of causing a deadlock. The time is the database's, so that it is the same for all servers;
 * it may be from before the wait for a lock, which makes no byte.
 */
const LOCK = `
  SELECT b.campaign_id AS "campaignId", b.scope, b.place, b.tokens, b.at, clock_timestamp() AS now
  FROM byte_buckets b JOIN ${NAMES} USING (campaign_id, scope, place) ORDER BY 1, 2, 3 FOR NO KEY UPDATE OF b`;

/**
 * $1 meters, $2 how many places of each kind of a campaign have a bucket. Those of campaigns that are over have none: one that ends at this moment is waited for. So this is a transaction of
 * its own: the end of a campaign waits for whoever has locked its budgets. Servers that add at the same moment may exceed the number by what they add.
 */
const ADD = `
  WITH asked AS (
    SELECT campaign_id, scope, place FROM ${NAMES} JOIN campaigns c ON c.id = campaign_id AND c.state IN (${STATES_UNDER_WAY.map(textOf).join(', ')})
    WHERE NOT EXISTS (SELECT FROM byte_buckets b WHERE b.campaign_id = m.campaign_id AND b.scope = m.scope AND b.place = m.place)
    ORDER BY 1, 2, 3 FOR SHARE OF c
  ), there AS (
    SELECT campaign_id, scope, count(*) AS buckets FROM byte_buckets WHERE place <> '' AND campaign_id IN (SELECT campaign_id FROM asked) GROUP BY 1, 2
  ), numbered AS (
    SELECT campaign_id, scope, place, row_number() OVER (PARTITION BY campaign_id, scope, place <> '' ORDER BY place) AS number FROM asked
  )
  INSERT INTO byte_buckets (campaign_id, scope, place)
  SELECT campaign_id, scope, place FROM numbered LEFT JOIN there USING (campaign_id, scope)
  WHERE place = '' OR number + coalesce(buckets, 0) <= $2 ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING`;

const STORE = `
  UPDATE byte_buckets b SET tokens = m.tokens, at = m.at
  FROM jsonb_to_recordset($1::jsonb) AS m(campaign_id int, scope text, place text, tokens float8, at timestamptz)
  WHERE b.campaign_id = m.campaign_id AND b.scope = m.scope AND b.place = m.place`;

/** $1 meters. */
const LOOK = `
  SELECT b.campaign_id AS "campaignId", b.scope, b.place, b.tokens, b.at, now() AS now
  FROM byte_buckets b JOIN ${NAMES} USING (campaign_id, scope, place)`;
/** $1 meters of devices without a place, $2 how many places of a campaign have a bucket. Those of campaigns in which no further place gets one. */
const LOOK_SHARED = `${LOOK}
  WHERE (SELECT count(*) FROM byte_buckets o WHERE o.campaign_id = b.campaign_id AND o.scope = b.scope AND o.place <> '') >= $2`;

interface BucketRow extends Record<string, unknown> {
  readonly campaignId: number;
  readonly scope: Meter['scope'];
  readonly place: string;
  readonly tokens: number | null;
  readonly at: Date | null;
  readonly now: Date;
}

/** When a campaign is over that has no bucket any more, its devices are told to come back after this time. */
const GONE_MS = 1000;

/** The byte budgets of campaigns, which servers share: each leases some bytes at a time, and sends them without asking. */
export class ByteLeases {
  constructor(private readonly session: Session) {}

  /**
   * Leases bytes, in one transaction once their buckets are there; the answers come in the order of the requests, of which each is about another meter. They do not count as
   * written: the statistics of the tables that grow would be renewed for nothing.
   */
  async take(requests: readonly LeaseRequest[]): Promise<readonly LeaseAnswer[]> {
    const own = requests.map(({ meter }) => meter);
    const taken = await this.takeFrom(own, requests, 'all');
    if (taken) return taken;
    const named = new Map([...own, ...own.map(ofNoPlace)].map((meter) => [meterKey(meter), meter]));
    const meters = [...named.values()];
    await this.session.query({ name: 'byte_leases_add', text: ADD }, [rowsOf(meters.map(nameOf)), BUDGET_PLACES_MAX]);
    return (await this.takeFrom(meters, requests, 'those there are'))!;
  }

  /** Undefined if all buckets must be there, and one is not. */
  private takeFrom(
    meters: readonly Meter[],
    requests: readonly LeaseRequest[],
    which: 'all' | 'those there are',
  ): Promise<readonly LeaseAnswer[] | undefined> {
    return this.session.transaction(async (query) => {
      const rows = await query<BucketRow>({ name: 'byte_leases_lock', text: LOCK }, [rowsOf(meters.map(nameOf))]);
      return rows.length < meters.length && which === 'all' ? undefined : leased(query, requests, rows);
    });
  }

  /**
   * How full these budgets are. Where a place has none of its own because its campaign has too many, it is the one of devices without a place, out of
   * which its bytes are leased.
   */
  async look(meters: readonly Meter[]): Promise<readonly MeterNow[]> {
    if (meters.length === 0) return [];
    const known = await this.found('byte_leases_look', LOOK, [rowsOf(meters.map(nameOf))]);
    const without = meters.filter((meter) => meter.place !== NO_PLACE && !known.has(meterKey(meter))).map(ofNoPlace);
    const values = [rowsOf(without.map(nameOf)), BUDGET_PLACES_MAX];
    const shared = without.length === 0 ? known : await this.found('byte_leases_look_shared', LOOK_SHARED, values);
    return meters.map((own) => {
      const meter = !known.has(meterKey(own)) && shared.has(meterKey(ofNoPlace(own))) ? ofNoPlace(own) : own;
      return { meter, state: stateOf(known.get(meterKey(meter)) ?? shared.get(meterKey(meter))) };
    });
  }

  private async found(name: string, text: string, values: readonly unknown[]): Promise<ReadonlyMap<string, BucketRow>> {
    const rows = await this.session.query<BucketRow>({ name, text }, values);
    return new Map(rows.map((row) => [keyOf(row), row]));
  }
}

/** Leases bytes of buckets that are locked: of its own one for each request, else of the one of devices without a place. There is nothing where both are missing. */
async function leased(
  query: Query,
  requests: readonly LeaseRequest[],
  rows: readonly BucketRow[],
): Promise<readonly LeaseAnswer[]> {
  const known = new Map(rows.map((row) => [keyOf(row), { row, state: stateOf(row), leased: false }]));
  const answers = requests.map(({ meter, bytes }) => {
    const bucket = known.get(meterKey(meter)) ?? known.get(meterKey(ofNoPlace(meter)));
    if (bucket === undefined) return { bytes: 0, waitMs: GONE_MS };
    const lease = leaseFrom(meter, bucket.state, bytes, bucket.row.now.getTime());
    bucket.state = lease.bucket;
    bucket.leased = true;
    return { bytes: lease.bytes, waitMs: lease.waitMs };
  });
  const stored = [...known.values()].flatMap(({ row: { campaignId, scope, place }, state, leased }) =>
    leased && state ? [{ campaign_id: campaignId, scope, place, tokens: state.tokens, at: timeOf(state.atMs) }] : [],
  );
  await query({ name: 'byte_leases_store', text: STORE }, [rowsOf(stored)]);
  return answers;
}

const ofNoPlace = (meter: Meter): Meter => ({ ...meter, place: NO_PLACE });
const keyOf = ({ campaignId, scope, place }: BucketRow): string => `${campaignId} ${scope} ${place}`;
const nameOf = ({ campaignId, scope, place }: Meter) => ({ campaign_id: campaignId, scope, place });
const stateOf = (row: BucketRow | undefined): MeterState | undefined =>
  row?.at && row.tokens !== null ? { tokens: row.tokens, atMs: row.at.getTime() } : undefined;
