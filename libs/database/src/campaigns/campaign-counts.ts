import {
  CONFIG_LIMITS,
  EXCLUSION_REASONS,
  jobCounts,
  NO_WAVE,
  SAMPLE_MAX,
  wavesOf,
  type ClosingCounts,
  type Counts,
  type ExclusionCount,
  type JobCell,
  type JobState,
  type WaveCounts,
} from '@twinbank/campaign';
import type { FaultCode } from '@twinbank/protocol';

import type { Query } from '../connection/session.js';
import { timeOf } from '../sql.js';

/** $1 campaign. The rows are the changes since they were last gathered, so this costs the same however many jobs there are. */
export const CELLS = `
  SELECT wave, state, fault, slices, sum(jobs)::int AS jobs, count(*)::int AS rows
  FROM job_counts WHERE campaign_id = $1 GROUP BY wave, state, fault, slices`;

/** $1 campaign, $2 now, $3 how many at most. Back-offs that are over. */
export const DUE = `
  SELECT wave, count(*)::int AS due FROM (
    SELECT wave FROM jobs WHERE campaign_id = $1 AND state = 'backoff' AND next_attempt_at <= least($2, now()) LIMIT $3
  ) AS over GROUP BY wave`;

/** $1 campaign. Who gathers at the same moment waits, and then finds little. */
const GATHER = `
  WITH gone AS (
    DELETE FROM job_counts WHERE campaign_id = $1 RETURNING wave, state, fault, slices, jobs
  )
  INSERT INTO job_counts (campaign_id, wave, state, fault, slices, jobs)
  SELECT $1, wave, state, fault, slices, sum(jobs)::int FROM gone GROUP BY wave, state, fault, slices HAVING sum(jobs) <> 0`;
/** $1 campaign. */
const TURN = 'SELECT id FROM campaigns WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED';

/** $1 campaign, $2 how many ids of each. */
const EXCLUDED = `
  SELECT e.fault AS reason, e.devices, ARRAY (
    SELECT j.device_id FROM jobs j WHERE j.campaign_id = $1 AND j.state = 'excluded' AND j.fault = e.fault ORDER BY j.ordinal LIMIT $2
  ) AS sample
  FROM (SELECT fault, count(*)::int AS devices FROM jobs WHERE campaign_id = $1 AND state = 'excluded' GROUP BY fault) AS e`;

interface CellRow extends Record<string, unknown> {
  readonly wave: number | null;
  readonly state: JobState;
  readonly fault: FaultCode | null;
  readonly slices: readonly string[];
  readonly jobs: number;
  readonly rows: number;
}

/** The counts of a campaign's jobs, and of how many rows they are made. */
export interface GatherableCounts extends Counts {
  readonly rows: number;
}

const cellsOf = (rows: readonly CellRow[]): readonly JobCell[] =>
  rows
    .filter(({ jobs }) => jobs !== 0)
    .map(({ wave, state, fault, slices, jobs }): JobCell => ({
      wave: wave ?? NO_WAVE,
      state,
      slices,
      jobs,
      ...(fault !== null && { fault }),
    }));

/** Counts the jobs of a campaign; waves without jobs are left out, and jobs without a wave come last. */
export async function countsOf(query: Query, campaignId: number, nowMs: number): Promise<GatherableCounts> {
  const rows = await query<CellRow>({ name: 'campaigns_cells', text: CELLS }, [campaignId]);
  const due = await query<{ wave: number | null; due: number }>({ name: 'campaigns_due', text: DUE }, [
    campaignId,
    timeOf(nowMs),
    CONFIG_LIMITS.concurrencyMax,
  ]);
  const cells = cellsOf(rows);
  const overOf = new Map(due.map((row) => [row.wave ?? NO_WAVE, row.due]));
  return { waves: wavesOf(cells, overOf), cells, rows: rows.reduce((sum, row) => sum + row.rows, 0) };
}

/** $1 campaigns. */
const CELLS_OF_EACH = `
  SELECT campaign_id AS campaign, wave, state, fault, slices, sum(jobs)::int AS jobs, count(*)::int AS rows
  FROM job_counts WHERE campaign_id = ANY ($1) GROUP BY campaign_id, wave, state, fault, slices`;

/** Counts the jobs of several campaigns, without their back-offs that are over. */
export async function countsOfEach(query: Query, ids: readonly number[]): Promise<ReadonlyMap<number, Counts>> {
  const rows = await query<CellRow & { campaign: number }>({ name: 'campaigns_cells_of_each', text: CELLS_OF_EACH }, [
    ids,
  ]);
  return new Map(
    ids.map((id) => {
      const cells = cellsOf(rows.filter(({ campaign }) => campaign === id));
      return [id, { waves: wavesOf(cells, new Map()), cells }];
    }),
  );
}

/** Adds up what was counted since the last time; leaves it to the other if another writer has the campaign. */
export async function gatherCounts(query: Query, campaignId: number): Promise<void> {
  if ((await query({ text: TURN }, [campaignId])).length > 0) await query({ text: GATHER }, [campaignId]);
}

/** Changes of counts that a campaign being planned may have before they are added up. */
const PLANNED_ROWS_MAX = 5000;

/** Adds up what was counted while a campaign is planned, once that is much. The caller has locked the campaign. */
export async function gatherMany(query: Query, campaignId: number): Promise<void> {
  const text = 'SELECT count(*)::int AS rows FROM job_counts WHERE campaign_id = $1';
  const [counted] = await query<{ rows: number }>({ name: 'campaigns_count_rows', text }, [campaignId]);
  if (counted!.rows > PLANNED_ROWS_MAX) await query({ text: GATHER }, [campaignId]);
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
