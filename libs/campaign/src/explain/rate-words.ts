import { durationWords } from '@twinbank/primitives';

import type { Campaign } from '../campaign.js';
import type { WaveCounts } from '../counts.js';
import { reachedOf, turnByRate } from '../pace/pace.js';

/** A job that waits though its wave has begun and concurrency leaves room. */
interface Waiting {
  readonly campaign: Campaign;
  readonly waves: readonly WaveCounts[];
  /** Jobs that wait and come before it. */
  readonly before: number;
  readonly nowMs: number;
}

/** Why the rate of its campaign makes a job wait, and for how long about; undefined if it does not. */
export function rateWords({ campaign: { config, pace }, waves, before, nowMs }: Waiting): string | undefined {
  const turn = turnByRate({ rate: config.rate, pace, reached: reachedOf(waves) }, before, nowMs);
  if (turn === undefined) return undefined;
  const { perMinute, afterMs } = turn;
  const others = before === 0 ? 'it is the next one' : `about ${before} are before it`;
  return `${Math.round(perMinute * 10) / 10} devices a minute get a ticket, and ${others}: its turn comes in about ${durationWords(afterMs)}`;
}
