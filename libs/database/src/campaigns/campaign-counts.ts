import {
  EXCLUSION_REASONS,
  jobCounts,
  NO_WAVE,
  SAMPLE_MAX,
  type ClosingCounts,
  type ExclusionCount,
  type JobState,
  type WaveCounts,
} from '@twinbank/campaign';

import type { Query } from '../connection/session.js';
import { timeOf } from '../sql.js';

/** $1 campaign, $2 now. */
const COUNTS = `
  SELECT wave, state, count(*)::int AS jobs, count(*) FILTER (WHERE state = 'waiting' OR next_attempt_at <= least($2, now()))::int AS due
  FROM jobs WHERE campaign_id = $1 GROUP BY wave, state`;

/** $1 campaign, $2 how many ids of each. */
const EXCLUDED = `
  SELECT e.fault AS reason, e.devices, ARRAY (
    SELECT j.device_id FROM jobs j WHERE j.campaign_id = $1 AND j.state = 'excluded' AND j.fault = e.fault ORDER BY j.ordinal LIMIT $2
  ) AS sample
  FROM (SELECT fault, count(*)::int AS devices FROM jobs WHERE campaign_id = $1 AND state = 'excluded' GROUP BY fault) AS e`;

/** The counts of each wave, in order, and last those of jobs without a wave; waves without jobs are left out. */
export async function waveCounts(query: Query, campaignId: number, nowMs: number): Promise<readonly WaveCounts[]> {
  const rows = await query<{ wave: number | null; state: JobState; jobs: number; due: number }>(
    { name: 'campaigns_counts', text: COUNTS },
    [campaignId, timeOf(nowMs)],
  );
  const waves = new Map<number, WaveCounts>();
  for (const { wave: placed, state, jobs, due } of rows) {
    const wave = placed ?? NO_WAVE;
    const so = waves.get(wave) ?? { wave, jobs: jobCounts(), due: 0 };
    waves.set(wave, { wave, jobs: { ...so.jobs, [state]: jobs }, due: so.due + due });
  }
  return [...waves.values()].sort((a, b) => a.wave - b.wave);
}

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
