import { allowance, perMinuteOf, taken, type Bucket, type Rate, type Reached } from '@twinbank/schedule';

import type { WaveCounts } from '../counts.js';
import { NOTIFIED_JOB_STATES } from '../job/job.js';

/** What a campaign's rate depends on. */
export interface Paced {
  /** Undefined if the campaign has none. */
  readonly rate: Rate | undefined;
  /** What was left when the last ticket was handed out; undefined before the first. */
  readonly pace: Bucket | undefined;
  readonly reached: Reached;
}

/** What a rate leaves at a moment. */
export interface TicketsLeft {
  /** Tickets that may be handed out; infinite without a rate. */
  readonly left: number;
  /** What to remember after so many of them were handed out; undefined if there is nothing to remember. */
  readonly after: (tickets: number) => Bucket | undefined;
}

/** How many devices of all waves have had a ticket, and how many have succeeded. */
export function reachedOf(waves: readonly WaveCounts[]): Reached {
  let [notified, succeeded] = [0, 0];
  for (const { jobs } of waves) {
    for (const state of NOTIFIED_JOB_STATES) notified += jobs[state];
    succeeded += jobs.succeeded;
  }
  return { notified, succeeded };
}

/** How many tickets a rate leaves. A ticket of a further attempt counts like the first one: it is the same work. */
export function ticketsLeft({ rate, pace, reached }: Paced, nowMs: number): TicketsLeft {
  if (rate === undefined) return { left: Number.POSITIVE_INFINITY, after: () => undefined };
  const { available, bucket } = allowance(rate, pace, nowMs, reached);
  return { left: available, after: (tickets) => (tickets === 0 ? undefined : taken(bucket, tickets)) };
}

/**
 * Why the ticket of a job that could have one otherwise does not come yet, and when it comes about, if the rate stays as it is. Undefined if the rate does not hold it up.
 *
 * @param before jobs that wait and come before it in the campaign's order
 */
export function turnByRate(
  { rate, pace, reached }: Paced,
  before: number,
  nowMs: number,
): { readonly perMinute: number; readonly before: number; readonly afterMs: number } | undefined {
  if (rate === undefined) return undefined;
  const { available, bucket } = allowance(rate, pace, nowMs, reached);
  if (before < available) return undefined;
  const perMinute = perMinuteOf(rate, reached);
  const fullAtMs = bucket.atMs + ((before + 1 - bucket.tokens) * 60_000) / perMinute;
  return { perMinute, before, afterMs: Math.max(0, Math.ceil(fullAtMs - nowMs)) };
}
