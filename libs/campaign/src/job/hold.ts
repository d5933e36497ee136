import { without } from '../fields.js';
import { HOLDABLE_JOB_STATES, type HoldReason, type Job } from './job.js';
import type { JobMoment, JobStep } from './job-rules.js';
import { withMissedOffer } from './missed-offers.js';

/** That a job may not begin now, and why. */
export interface Hold {
  readonly reason: HoldReason;
  /** When it is looked at again. Without it, once somebody or something releases it. */
  readonly untilMs?: number;
}

/**
 * Holds a job on which no device works; undefined in any other state, and while another campaign has its device: the job would
 * take it. A ticket that was out is void; no attempt of the device is used up by that. How far the attempt before had come stays
 * known: it tells an attempt that failed from an offer that was missed.
 */
export function held(job: Job, { reason, untilMs }: Hold): JobStep | undefined {
  if (!HOLDABLE_JOB_STATES.includes(job.state) || job.hold === 'campaign') return undefined;
  const next: Job = {
    ...without(withMissedOffer(job), 'nextAttemptAtMs', 'deadlineAtMs', 'swapTimes', 'windowClosesAtMs'),
    state: 'held',
    hold: reason,
    ...(untilMs !== undefined && { nextAttemptAtMs: untilMs }),
  };
  return { from: job.state, attempts: job.attempts, job: next, reason: HOLD_SENTENCES[reason] };
}

/** Why a job is held, in words. */
export const HOLD_SENTENCES: Readonly<Record<HoldReason, string>> = {
  operator: 'somebody paused it',
  window: 'no maintenance window of its device is open',
  campaign: 'another campaign has its device',
  place: 'as many devices of its place are being updated as may be at once',
  keys: 'its device has to take a newer key set first',
  hop: 'its device has come to a release in between, and the next update follows',
};

/**
 * Ends a hold: the job waits as before it, with its next attempt due at once. Undefined while another campaign has its device:
 * whoever ends the other job gives it on.
 */
export function released(job: Job, { nowMs }: Pick<JobMoment, 'nowMs'>): JobStep | undefined {
  if (job.state !== 'held' || job.hold === 'campaign') return undefined;
  const base = without(job, 'hold', 'nextAttemptAtMs');
  const next: Job =
    job.attempts === 0 ? { ...base, state: 'waiting' } : { ...base, state: 'backoff', nextAttemptAtMs: nowMs };
  return { from: job.state, attempts: job.attempts, job: next, reason: 'it is held no longer' };
}
