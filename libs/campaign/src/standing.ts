import type { WaveCounts } from './campaign.js';
import { ACTIVE_JOB_STATES, FINAL_JOB_STATES } from './job/job.js';

/** Sums over the waves up to one. */
export interface Standing {
  /** Jobs that have not ended, and those of them that a device has a ticket for. */
  readonly open: number;
  readonly active: number;
  readonly succeeded: number;
  /** Failed, rejected, timed out. */
  readonly failed: number;
  /** Succeeded and failed. Cancelled and excluded jobs say nothing about the release and count nowhere. */
  readonly ended: number;
  /** All but the cancelled and the excluded. */
  readonly counted: number;
}

/** Sums the counts of all waves up to and including the given one. */
export function standingOf(waves: readonly WaveCounts[], upToWave: number): Standing {
  const sums = { open: 0, active: 0, succeeded: 0, failed: 0, ended: 0, counted: 0 };
  for (const { wave, jobs } of waves) {
    if (wave > upToWave) continue;
    for (const [state, count] of Object.entries(jobs) as [keyof typeof jobs, number][]) {
      if (state === 'cancelled' || state === 'excluded') continue;
      sums.counted += count;
      if (!FINAL_JOB_STATES.includes(state)) sums.open += count;
      else sums.ended += count;
      if (ACTIVE_JOB_STATES.includes(state)) sums.active += count;
      if (state === 'succeeded') sums.succeeded += count;
    }
  }
  return { ...sums, failed: sums.ended - sums.succeeded };
}
