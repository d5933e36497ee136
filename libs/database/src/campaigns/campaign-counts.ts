import {
  EXCLUSION_REASONS,
  jobCounts,
  NO_WAVE,
  SAMPLE_MAX,
  wavesOf,
  type ClosingCounts,
  type Counts,
  type ExclusionCount,
  type Job,
  type JobCell,
  type JobState,
  type WaveCounts,
} from '@twinbank/campaign';
import type { FaultCode } from '@twinbank/protocol';

import type { Query, Session } from '../connection/session.js';
import { timeOf } from '../sql.js';
import { RESTING } from './job-states.js';
import { GATHER_PACE, isPaceLoose } from './pace/paces.js';
import { GATHER_PLACES } from './spread/places.js';

/** $1 campaigns. The rows are the changes since they were last gathered, so this costs the same however many jobs there are. */
export const CELLS = `
  SELECT campaign_id AS campaign, wave, state, fault, slices, sum(jobs)::int AS jobs
  FROM job_counts WHERE campaign_id = ANY ($1) GROUP BY campaign_id, wave, state, fault, slices HAVING sum(jobs) <> 0`;

/** Jobs of the wave `w.wave` whose back-off or hold is over, up to as many as can be handed out at most. */
const overIn = (more: string): string => `(
    SELECT count(*)::int FROM (
      SELECT FROM jobs j WHERE j.campaign_id = $1 AND j.wave = w.wave AND j.state IN ${RESTING} AND j.next_attempt_at <= least($2, now())${more} LIMIT (SELECT (rules ->> 'concurrency')::int FROM campaigns WHERE id = $1)
    ) AS over
  )`;

/** $1 campaign, $2 now. Back-offs and holds that are over, where there are any, and those of devices that stand on a release in between. */
export const DUE = `
  SELECT w.wave, ${overIn('')} AS due, ${overIn(' AND j.hops_done > 0')} AS onward
  FROM (SELECT DISTINCT wave FROM job_counts WHERE campaign_id = $1 AND state IN ${RESTING}) AS w`;

/** Changes of counts that are read each time, before they are added up. */
const LOOSE_ROWS_MAX = 250;
/** $1 campaign, $2 how many changes may be loose; of places as many as there are places, so that adding up costs each change little however many there are. */
const IS_LOOSE = `
  SELECT (SELECT count(*) > $2 + count(DISTINCT (wave, state, fault, slices)) FROM job_counts WHERE campaign_id = $1) AS loose,
         (SELECT count(*) > greatest($2, count(DISTINCT place)) + count(DISTINCT place) FROM place_counts WHERE campaign_id = $1) AS "placesLoose"`;
/** $1 campaign. */
const TURN = 'SELECT id FROM campaigns WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED';
/** $1 campaign. Who gathers at the same moment waits, and then finds little. */
const GATHER = `
  WITH gone AS (
    DELETE FROM job_counts WHERE campaign_id = $1 RETURNING wave, state, fault, slices, jobs
  )
  INSERT INTO job_counts (campaign_id, wave, state, fault, slices, jobs)
  SELECT $1, wave, state, fault, slices, sum(jobs)::int FROM gone GROUP BY wave, state, fault, slices HAVING sum(jobs) <> 0`;

/** Jobs of the wave `w.wave` that were left out for `e.fault`, in their order, read by the index over waves. $2 how many. */
const sampleOf = (wave: string): string => `
      (SELECT j.device_id, j.ordinal FROM jobs j WHERE j.campaign_id = $1 AND ${wave} AND j.state = 'excluded' AND j.fault = e.fault ORDER BY j.ordinal LIMIT $2)`;

/** $1 campaign, $2 how many ids of each. Counted as jobs change: where nobody was left out, no job is read. */
export const EXCLUDED = `
  WITH cells AS (
    SELECT fault, wave, sum(jobs)::int AS jobs FROM job_counts WHERE campaign_id = $1 AND state = 'excluded' GROUP BY fault, wave HAVING sum(jobs) <> 0
  )
  SELECT e.fault AS reason, e.devices, ARRAY (
    SELECT device_id FROM (${sampleOf('j.wave IS NULL')}
      UNION ALL
      SELECT one.* FROM cells w CROSS JOIN LATERAL ${sampleOf('j.wave = w.wave')} AS one WHERE w.fault = e.fault
    ) AS found ORDER BY ordinal LIMIT $2
  ) AS sample
  FROM (SELECT fault, sum(jobs)::int AS devices FROM cells GROUP BY fault) AS e`;

interface CellRow extends Record<string, unknown> {
  readonly campaign: number;
  readonly wave: number | null;
  readonly state: JobState;
  readonly fault: FaultCode | null;
  readonly slices: readonly string[];
  readonly jobs: number;
}

interface DueRow extends Record<string, unknown> {
  readonly wave: number | null;
  readonly due: number;
  readonly onward: number;
}

/** The cells of the jobs of these campaigns, by their ids. */
async function cellsOf(query: Query, ids: readonly number[]): Promise<ReadonlyMap<number, readonly JobCell[]>> {
  const cells = new Map(ids.map((id): [number, JobCell[]] => [id, []]));
  for (const { campaign, wave, fault, ...row } of await query<CellRow>({ name: 'campaigns_cells', text: CELLS }, [ids]))
    cells.get(campaign)!.push({ wave: wave ?? NO_WAVE, ...row, ...(fault !== null && { fault }) });
  return cells;
}

/** Counts the jobs of a campaign; waves without jobs are left out, and jobs without a wave come last. */
export async function countsOf(query: Query, campaignId: number, nowMs: number): Promise<Counts> {
  const cells = (await cellsOf(query, [campaignId])).get(campaignId)!;
  const statement = { name: 'campaigns_due', text: DUE };
  const rows = await query<DueRow>(statement, [campaignId, timeOf(nowMs)]);
  const byWave = (count: 'due' | 'onward') => new Map(rows.map((row) => [row.wave ?? NO_WAVE, row[count]]));
  return { waves: wavesOf(cells, byWave('due'), byWave('onward')), cells };
}

/** Counts the jobs of several campaigns, without their back-offs and holds that are over. */
export async function countsOfEach(query: Query, ids: readonly number[]): Promise<ReadonlyMap<number, Counts>> {
  const each = await cellsOf(query, ids);
  return new Map([...each].map(([id, cells]) => [id, { waves: wavesOf(cells, new Map()), cells }]));
}

/**
 * Adds up what was counted since the last time, if that is much; leaves it to the other if another writer has the
 * campaign.
 */
export async function gatherCounts({ query, transaction }: Session, campaignId: number): Promise<void> {
  const statement = { name: 'campaigns_loose', text: IS_LOOSE };
  const [counted] = await query<{ loose: boolean; placesLoose: boolean }>(statement, [campaignId, LOOSE_ROWS_MAX]);
  const { loose, placesLoose } = counted!;
  const isPaceToGather = await isPaceLoose(query, campaignId, LOOSE_ROWS_MAX);
  if (!loose && !placesLoose && !isPaceToGather) return;
  await transaction(async (within) => {
    if ((await within({ text: TURN }, [campaignId])).length === 0) return;
    if (loose) await within({ text: GATHER }, [campaignId]);
    if (placesLoose) await within({ text: GATHER_PLACES }, [campaignId]);
    if (isPaceToGather) await within({ text: GATHER_PACE }, [campaignId]);
  });
}

/** Jobs before another one are counted up to this number: nobody waits for a hundred thousand to the last one. */
const TURNS_MAX = 100_000;
/**
 * $1 campaign, $2 wave, $3 ordinal. Whoever waits in a wave before comes first, whatever its ordinal: these are counted as jobs change; those of the wave
 * itself are read along its index, up to the job.
 */
export const WAITING_BEFORE = `
  SELECT least(${TURNS_MAX}, (
    SELECT coalesce(sum(jobs), 0) FROM job_counts WHERE campaign_id = $1 AND wave < $2 AND state = 'waiting'
  ) + (
    SELECT count(*) FROM (
      SELECT FROM jobs j WHERE j.campaign_id = $1 AND j.wave = $2 AND j.state = 'waiting' AND j.ordinal < $3 LIMIT ${TURNS_MAX}
    ) AS own
  ))::int AS jobs`;

/** How many jobs of a campaign wait and come before this one, up to {@link TURNS_MAX}. */
export async function waitingBefore(query: Query, { campaignId, wave = 0, ordinal }: Job): Promise<number> {
  const statement = { name: 'jobs_waiting_before', text: WAITING_BEFORE };
  return (await query<{ jobs: number }>(statement, [campaignId, wave, ordinal]))[0]!.jobs;
}

/** Forgets the counts of a campaign that has kept them with itself. $1 campaign. */
export const FORGET_COUNTS = 'DELETE FROM job_counts WHERE campaign_id = $1';

/** How many devices a campaign has left out, and the first few, by reason. */
export async function excludedCounts(query: Query, campaignId: number): Promise<readonly ExclusionCount[]> {
  const rows = await query<ExclusionCount>({ name: 'jobs_excluded', text: EXCLUDED }, [campaignId, SAMPLE_MAX]);
  return [...rows].sort((a, b) => EXCLUSION_REASONS.indexOf(a.reason) - EXCLUSION_REASONS.indexOf(b.reason));
}

type Counted = Omit<ClosingCounts, 'atMs'>;

/** Closing counts as they are stored: JSON has no infinite number, so jobs without a wave are under null. */
export const storedClosing = ({ waves, excluded }: Counted): object => ({
  waves: waves.map(({ wave, jobs }) => ({ wave: wave === NO_WAVE ? null : wave, jobs })),
  excluded,
});

/** Reads what {@link storedClosing} made. States that came later count nothing. */
export function closingOf(stored: unknown, atMs: number): ClosingCounts {
  const { waves, excluded } = stored as {
    readonly waves: readonly { readonly wave: number | null; readonly jobs: WaveCounts['jobs'] }[];
    readonly excluded: readonly ExclusionCount[];
  };
  return {
    atMs,
    excluded,
    waves: waves.map(({ wave, jobs }) => ({ wave: wave ?? NO_WAVE, jobs: jobCounts(jobs), due: 0 })),
  };
}
