import {
  afterSettling,
  keysOfNamed,
  nextMove,
  place,
  type Campaign,
  type JobState,
  type Move,
  type Place,
  type Plan,
} from '@twinbank/campaign';

import type { Query } from '../../connection/session.js';
import { rowsOf, timeOf } from '../../sql.js';
import { textOf } from '../job-states.js';

/** States of jobs whose place can change while their campaign is planned: they wait, if need be for another campaign that has their device. */
const PLACEABLE = ['waiting', 'held'] as const satisfies readonly JobState[];
const PLACEABLE_LIST = PLACEABLE.map(textOf).join(', ');

/** Jobs j at one end of a wave, by the campaign's order, read along the index of each state. Ids are ASCII and sorted as bytes, as everywhere outside the database. */
const atEnd = (inWave: string, way: 'ASC' | 'DESC', limit: string): string => {
  const inState = (state: JobState): string => `
    (SELECT id, ordinal, device_id FROM jobs j WHERE j.campaign_id = $1 AND ${inWave} AND j.state = ${textOf(state)}
     ORDER BY j.wave ${way}, j.ordinal ${way}, j.device_id COLLATE "C" ${way} LIMIT ${limit})`;
  return `
  SELECT id, ordinal FROM (${PLACEABLE.map(inState).join(' UNION ALL ')}
  ) AS found ORDER BY ordinal ${way}, device_id COLLATE "C" ${way} LIMIT ${limit}`;
};

/** The next jobs without a place, in the campaign's order. $1 campaign, $2 how many. */
const UNPLACED = atEnd('j.wave IS NULL', 'ASC', '$2');

/** $1 jobs. Those that can still be placed: one may have ended since it was found, or ends at this moment, which is waited for. */
const LOCK = `SELECT id FROM jobs j WHERE j.id = ANY ($1) AND j.state IN (${PLACEABLE_LIST}) ORDER BY j.id FOR NO KEY UPDATE`;

/** A job that waits for another campaign goes on waiting, unless it is left out. */
const PLACE = `
  UPDATE jobs j SET wave = p.wave, ordinal = p.ordinal, state = CASE WHEN p.state = 'waiting' THEN j.state ELSE p.state END,
      hold = CASE WHEN p.state = 'waiting' THEN j.hold END, fault = p.fault, detail = p.detail, ended_at = p.ended_at
  FROM jsonb_to_recordset($1::jsonb) AS p(id int, wave int, ordinal int, state text, fault text, detail text, ended_at timestamptz)
  WHERE j.id = p.id AND j.state IN (${PLACEABLE_LIST}) RETURNING j.id`;

/** $1 campaign, $2 keys of the devices that each wave names. */
const NAME_ENDED = `
  UPDATE jobs j SET wave = n.wave FROM jsonb_to_recordset($2::jsonb) AS n(wave int, "from" bigint, "end" bigint)
  WHERE j.campaign_id = $1 AND j.wave IS NULL AND j.state = 'cancelled' AND j.ordinal >= n."from" AND j.ordinal < n."end"`;

/** $1 campaign. Counted as jobs change, so that no job is read. */
export const SIZES = `
  SELECT wave, sum(jobs)::int AS jobs FROM job_counts WHERE campaign_id = $1 AND state IN (${PLACEABLE_LIST}) GROUP BY wave`;

/** Jobs at one end of a wave go to another one. $1 campaign, $2 the wave that they get, $3 how many, $4 the wave that they have, if any. */
export function moveStatement({ from, which }: Pick<Move, 'from' | 'which'>): {
  readonly name: string;
  readonly text: string;
} {
  const inWave = from === undefined ? '$4::int IS NULL AND j.wave IS NULL' : 'j.wave = $4';
  return {
    name: `plans_move_${which}${from === undefined ? '_unplaced' : ''}`,
    text: `
  WITH next AS (${atEnd(inWave, which === 'first' ? 'ASC' : 'DESC', '$3')}
  )
  UPDATE jobs j SET wave = $2 FROM next WHERE j.id = next.id AND j.state IN (${PLACEABLE_LIST}) RETURNING j.id`,
  };
}

/** What is placed at once. */
export interface PlacedSlice {
  readonly campaign: Campaign;
  readonly plan: Plan;
  readonly limit: number;
  readonly nowMs: number;
}

/** The plan after more jobs got their place; undefined if none was left. */
export async function placeSlice(query: Query, slice: PlacedSlice): Promise<Plan | undefined> {
  const { campaign, limit, nowMs } = slice;
  const plan = slice.plan.expected === 'unsettled' ? await settle(query, slice) : slice.plan;
  if (plan.expected === 'unsettled') return plan;
  const found = await query<{ id: number; ordinal: number }>({ name: 'plans_unplaced', text: UNPLACED }, [
    campaign.id,
    limit,
  ]);
  if (found.length === 0) {
    await nameEnded(query, slice);
    return undefined;
  }
  const ids = found.map(({ id }) => id);
  const locked = new Set((await query<{ id: number }>({ name: 'plans_lock', text: LOCK }, [ids])).map(({ id }) => id));
  // A place of a job that is gone would stay empty: perhaps the only one of the first wave, which would then count as passed.
  const jobs = found.filter(({ id }) => locked.has(id)).map(({ id, ordinal }) => ({ jobId: id, key: ordinal }));
  const placed = place(plan, jobs, campaign.config);
  await query({ name: 'plans_place', text: PLACE }, [rowsOf(placed.places.map((one) => placeRowOf(one, nowMs)))]);
  return placed.plan;
}

/** Jobs of devices that waves name, and which were cancelled before they were placed: they belong to those waves, which do not pass as if nobody was named. */
async function nameEnded(query: Query, { campaign, plan }: PlacedSlice): Promise<void> {
  if (plan.named === undefined) return;
  await query({ name: 'plans_name_ended', text: NAME_ENDED }, [
    campaign.id,
    rowsOf(keysOfNamed(campaign.config.waves)),
  ]);
}

/**
 * Moves jobs until every wave has its size, or so many have been moved. The sizes count just the jobs that can be moved, so where none
 * was, those at the edge have ended at this very moment: the sizes are read again, and each such look is one job fewer to move.
 * While a campaign is planned no job comes to it or back to it, so there is an end to that.
 */
async function settle(query: Query, { campaign, plan, limit }: PlacedSlice): Promise<Plan> {
  const { id, config } = campaign;
  for (let left = limit; left > 0;) {
    const move = nextMove(plan.chosen, await sizesOf(query, id, config.waves.length), config.waves);
    if (move === undefined) return afterSettling(plan, config.waves);
    const values = [id, move.to, Math.min(move.jobs, left), move.from];
    const moved = await query<{ id: number }>(moveStatement(move), values);
    left -= Math.max(1, moved.length);
  }
  return plan;
}

/** Open jobs of each wave, and then of those without one. */
async function sizesOf(query: Query, campaignId: number, waves: number): Promise<readonly number[]> {
  const rows = await query<{ wave: number | null; jobs: number }>({ name: 'plans_sizes', text: SIZES }, [campaignId]);
  const sizes = Array.from({ length: waves + 1 }, () => 0);
  for (const { wave, jobs } of rows) sizes[wave ?? waves]! += jobs;
  return sizes;
}

const placeRowOf = ({ jobId, wave, ordinal, exclusion }: Place, nowMs: number): Readonly<Record<string, unknown>> => ({
  id: jobId,
  wave,
  ordinal,
  state: exclusion ? 'excluded' : 'waiting',
  fault: exclusion?.reason,
  detail: exclusion?.detail,
  ended_at: exclusion && timeOf(nowMs),
});
