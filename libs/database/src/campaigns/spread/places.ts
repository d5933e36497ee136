import {
  callsOf,
  PLACES_COUNTED_MAX,
  tooManyPlaces,
  type Campaign,
  type PlaceCounts,
  type Spread,
} from '@twinbank/campaign';
import { faultOf } from '@twinbank/protocol';

import type { Query, Session } from '../../connection/session.js';
import { rowsOf, timeOf } from '../../sql.js';

const SUMS = `place, sum(planned)::int AS planned, sum(active)::int AS active, sum(soaking)::int AS soaking, sum(asleep)::int AS asleep, sum(called)::int AS called`;

/** $1 campaign, $2 places. Under the campaign's lock it sees what every earlier claim has handed out. */
export const COUNTS = `SELECT ${SUMS} FROM place_counts WHERE campaign_id = $1 AND place = ANY ($2) GROUP BY place`;

/** $1 campaign. Places at which somebody sleeps. */
const SLEEPING = `SELECT ${SUMS} FROM place_counts WHERE campaign_id = $1 GROUP BY place HAVING sum(asleep) > 0`;

/** $1 campaign, $2 how many places are looked for. */
const MANY = `SELECT count(*)::int AS places FROM (SELECT DISTINCT place FROM place_counts WHERE campaign_id = $1 LIMIT $2) AS found`;

const LOCK = `SELECT id FROM campaigns WHERE id = $1 AND state = 'running' FOR NO KEY UPDATE`;

/** $1 campaign, $2 how many are called at each place, $3 now. By the earlier clock, as back-offs are; whose device stands on a release in between comes first. */
export const CALL = `
  WITH called AS (
    SELECT j.id FROM jsonb_to_recordset($2::jsonb) AS c(place text, jobs int) CROSS JOIN LATERAL (
      SELECT id FROM jobs WHERE campaign_id = $1 AND place = c.place AND hold = 'place' AND next_attempt_at IS NULL
      ORDER BY (hops_done = 0), wave, ordinal LIMIT c.jobs FOR NO KEY UPDATE SKIP LOCKED
    ) AS j
  )
  UPDATE jobs j SET next_attempt_at = least($3, now()) FROM called WHERE j.id = called.id RETURNING j.id`;

/** Adds up the counts of a campaign's places, where there is more than one. $1 campaign. */
export const GATHER_PLACES = `
  WITH loose AS (
    SELECT place FROM place_counts WHERE campaign_id = $1 GROUP BY place HAVING count(*) > 1
  ), gone AS (
    DELETE FROM place_counts p USING loose l WHERE p.campaign_id = $1 AND p.place = l.place RETURNING p.*
  )
  INSERT INTO place_counts (campaign_id, place, planned, active, soaking, asleep, called)
  SELECT $1, ${SUMS} FROM gone GROUP BY place`;

/** Forgets the places of a campaign that is over. $1 campaign. */
export const FORGET_PLACES = 'DELETE FROM place_counts WHERE campaign_id = $1';

/** The counts of some places of a campaign. */
export const placeCountsOf = (
  query: Query,
  campaignId: number,
  places: readonly string[],
): Promise<readonly PlaceCounts[]> =>
  query<PlaceCounts & Record<string, unknown>>({ name: 'places_counts', text: COUNTS }, [campaignId, places]);

/** @throws Fault `selection_invalid` if a campaign has more places than are counted; whoever adds jobs asks in the same transaction */
export async function requireFewPlaces(query: Query, { id, config: { spread } }: Campaign): Promise<void> {
  if (spread === undefined) return;
  const values = [id, PLACES_COUNTED_MAX + 1];
  const [row] = await query<{ places: number }>({ name: 'places_many', text: MANY }, values);
  if (row!.places > PLACES_COUNTED_MAX)
    throw faultOf('selection_invalid', tooManyPlaces(spread), { field: 'spread.by' });
}

/** Places that devices of a campaign share, and at which only so many may be updated at once. */
export class Places {
  constructor(private readonly session: Session) {}

  /** The counts of a place; undefined if nobody of the campaign is there. */
  async at(campaignId: number, place: string): Promise<PlaceCounts | undefined> {
    return (await placeCountsOf(this.session.query, campaignId, [place]))[0];
  }

  /**
   * Makes held jobs due where their place has room again, as many as there is room for. Whoever claims judges them anew. It looks at
   * how full each place is, not at what has left it: so none is forgotten, whatever became of those that were called before.
   * Returns how many were called.
   */
  async call(campaignId: number, spread: Spread, nowMs: number): Promise<number> {
    const sleeping = (query: Query): Promise<readonly PlaceCounts[]> =>
      query<PlaceCounts & Record<string, unknown>>({ name: 'places_sleeping', text: SLEEPING }, [campaignId]);
    if (callsOf(spread, await sleeping(this.session.query)).length === 0) return 0;
    const called = await this.session.transaction(async (query) => {
      if ((await query({ name: 'places_lock', text: LOCK }, [campaignId])).length === 0) return 0;
      const calls = callsOf(spread, await sleeping(query));
      const values = [campaignId, rowsOf(calls), timeOf(nowMs)];
      return (await query({ name: 'places_call', text: CALL }, values)).length;
    });
    this.session.wrote(called);
    return called;
  }
}
