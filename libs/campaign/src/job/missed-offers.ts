import type { RetryPolicy } from '../config.js';
import type { Job } from './job.js';

/**
 * How many offers a device may miss whose offers end with its maintenance windows. More than a month of nights: whoever was
 * not there in any of them is gone, and would hold its campaign for ever.
 */
export const MISSED_WINDOWS_MAX = 30;

/** How many times a device has begun with a job: the attempts without the offers that it did not accept. They alone use up `retry.attempts`. */
export const triesOf = ({ attempts, missedOffers = 0 }: Pick<Job, 'attempts' | 'missedOffers'>): number =>
  attempts - missedOffers;

/** The job after an offer that its device did not accept. In any other state it stays as it is: an attempt that has begun counts. */
export const withMissedOffer = (job: Job): Job =>
  job.state === 'offered' ? { ...job, missedOffers: (job.missedOffers ?? 0) + 1 } : job;

/** How many offers its device may miss before the job ends: as many as attempts, or more where a window cuts them short. */
export const missedMostOf = ({ windowClosesAtMs }: Job, { attempts }: Pick<RetryPolicy, 'attempts'>): number =>
  windowClosesAtMs === undefined ? attempts : Math.max(attempts, MISSED_WINDOWS_MAX);

/** Whether another offer may follow for a device that did not accept the last one. */
export const mayOfferAgain = (job: Job, retry: Pick<RetryPolicy, 'attempts'>): boolean =>
  (job.missedOffers ?? 0) < missedMostOf(job, retry);

/** How many offers of a job its device did not accept, for a sentence; empty if there are none. */
export const missedWords = ({ missedOffers = 0 }: Pick<Job, 'missedOffers'>): string =>
  missedOffers === 0 ? '' : `, after ${missedOffers} ${missedOffers === 1 ? 'offer' : 'offers'} that it did not accept`;
