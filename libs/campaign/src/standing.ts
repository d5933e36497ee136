import type { WaveCounts } from './counts.js';
import { ACTIVE_JOB_STATES, FINAL_JOB_STATES, JOB_STATES } from './job/job.js';

/** Stands for all waves, where sums up to a wave are asked for. */
export const EVERY_WAVE = Number.POSITIVE_INFINITY;

/** Sums over all waves up to one. */
export interface Standing {
  /** Jobs that have not ended, and how many of them a device has a ticket for. */
  readonly open: number;
  readonly active: number;
  /** How many of the open ones run the release and are watched. */
  readonly soaking: number;
  readonly succeeded: number;
  /** Jobs that failed, were rejected or timed out. */
  readonly failed: number;
  /** Jobs that succeeded or failed. Cancelled and excluded jobs say nothing about the release and are not counted. */
  readonly ended: number;
  /** All jobs except the cancelled and the excluded. */
  readonly counted: number;
}

/** States of jobs that say something about the release, with what each adds to. */
const COUNTED = JOB_STATES.filter((state) => state !== 'cancelled' && state !== 'excluded').map((state) => ({
  state,
  isFinal: FINAL_JOB_STATES.includes(state),
  isActive: ACTIVE_JOB_STATES.includes(state),
}));

/** Sums the counts of all waves up to and including the given one. */
export function standingOf(waves: readonly WaveCounts[], upToWave: number): Standing {
  const sums = { open: 0, active: 0, soaking: 0, succeeded: 0, failed: 0, ended: 0, counted: 0 };
  for (const { wave, jobs } of waves) {
    if (wave > upToWave) continue;
    for (const { state, isFinal, isActive } of COUNTED) {
      const count = jobs[state];
      sums.counted += count;
      if (isFinal) sums.ended += count;
      else sums.open += count;
      if (isActive) sums.active += count;
    }
    sums.succeeded += jobs.succeeded;
    sums.soaking += jobs.soaking;
  }
  return { ...sums, failed: sums.ended - sums.succeeded };
}
