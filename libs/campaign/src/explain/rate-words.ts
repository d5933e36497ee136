import { durationWords } from '@twinbank/primitives';

import type { Campaign } from '../campaign.js';
import type { WaveCounts } from '../counts.js';
import type { Job } from '../job/job.js';
import { reachedOf, turnByRate } from '../pace/pace.js';

/** A job that waits though its wave has begun and concurrency leaves room. */
interface Waiting {
  readonly campaign: Campaign;
  readonly waves: readonly WaveCounts[];
  readonly job: Job;
  readonly nowMs: number;
}

/** Why the rate of its campaign makes a job wait, and for how long about; undefined if it does not. */
export function rateWords({ campaign: { config, pace }, waves, job, nowMs }: Waiting): string | undefined {
  const begun = waves
    .filter(({ wave }) => wave <= (job.wave ?? 0))
    .reduce((sum, { jobs }) => sum + countOf(jobs) - jobs.waiting, 0);
  const turn = turnByRate({ rate: config.rate, pace, reached: reachedOf(waves) }, job, begun, nowMs);
  if (turn === undefined) return undefined;
  const { perMinute, before, afterMs } = turn;
  const others = before === 0 ? 'it is the next one' : `about ${before} are before it`;
  return `${Math.round(perMinute * 10) / 10} devices a minute get a ticket, and ${others}: its turn comes in about ${durationWords(afterMs)}`;
}

const countOf = (jobs: WaveCounts['jobs']): number => Object.values(jobs).reduce((sum, count) => sum + count, 0);
