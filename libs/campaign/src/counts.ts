import type { FaultCode } from '@twinbank/protocol';

import type { Compared } from './control/comparison.js';
import { jobCounts, type JobCounts, type JobState } from './job/job.js';

/** The wave of jobs that have no place yet, or never get one; it sorts after every wave. */
export const NO_WAVE = Number.POSITIVE_INFINITY;

/** Counts of the jobs of one wave. */
export interface WaveCounts {
  /** Index of the wave, or {@link NO_WAVE}. */
  readonly wave: number;
  readonly jobs: JobCounts;
  /** Jobs that could be offered now: waiting jobs, and jobs whose back-off or hold is over. */
  readonly due: number;
  /** How many of them stand on a release in between: they go before devices that have not begun. Left out if there are none. */
  readonly onward?: number;
}

/** How many jobs are alike in everything that a rule may ask. */
export interface JobCell {
  /** Index of the wave, or {@link NO_WAVE}. */
  readonly wave: number;
  readonly state: JobState;
  /** Why they ended; undefined while they have not. */
  readonly fault?: FaultCode;
  /** Their values for the campaign's slices, in its order; empty text where a value is not known. */
  readonly slices: readonly string[];
  readonly jobs: number;
}

/** The counts of a campaign's jobs: all that its decisions are made from. */
export interface Counts {
  /** In order; waves without jobs are left out. */
  readonly waves: readonly WaveCounts[];
  readonly cells: readonly JobCell[];
  /** How its devices fare beside its control group, at looks at which that is to be judged. */
  readonly compared?: Compared | undefined;
}

/** The counts of each wave, in order. `overOf`: how many back-offs and holds are over, by wave; `onwardOf`: how many of those stand on a release in between. */
export function wavesOf(
  cells: readonly JobCell[],
  overOf: ReadonlyMap<number, number>,
  onwardOf: ReadonlyMap<number, number> = new Map(),
): readonly WaveCounts[] {
  const counts = new Map<number, Record<JobState, number>>();
  for (const { wave, state, jobs } of cells) {
    const so = counts.get(wave) ?? { ...jobCounts() };
    so[state] += jobs;
    counts.set(wave, so);
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([wave, jobs]) => {
      const onward = onwardOf.get(wave) ?? 0;
      return { wave, jobs, due: jobs.waiting + (overOf.get(wave) ?? 0), ...(onward > 0 && { onward }) };
    });
}
