import type { RetryPolicy } from '../config.js';
import type { Job } from './job.js';

/**
 * How many offers a device may miss where its maintenance windows limit them, whatever ends them. A month of nights: whoever
 * was not there in any of them is gone, and would hold its campaign for ever.
 */
export const MISSED_WINDOWS_MAX = 30;

/**
 * How many times a device has begun with a job: the attempts without the offers that it did not accept, and without those that brought a
 * release in between. They alone use up `retry.attempts`.
 */
export const triesOf = ({
  attempts,
  missedOffers = 0,
  hopsDone = 0,
}: Pick<Job, 'attempts' | 'missedOffers' | 'hopsDone'>): number => attempts - missedOffers - hopsDone;

/** The job after an offer that its device did not accept. In any other state it stays as it is: an attempt that has begun counts. */
export const withMissedOffer = (job: Job): Job =>
  job.state === 'offered' ? { ...job, missedOffers: (job.missedOffers ?? 0) + 1 } : job;

/** How many offers its device may miss before the job ends: as many as attempts, or more where a window limits the last offer. */
export const missedMostOf = ({ windowClosesAtMs }: Job, { attempts }: Pick<RetryPolicy, 'attempts'>): number =>
  windowClosesAtMs === undefined ? attempts : Math.max(attempts, MISSED_WINDOWS_MAX);

/**
 * The last offer that its device did not accept, for a sentence. More may be missed in windows than outside them, so one outside may be
 * beyond the number that holds there.
 */
export function missedOfferWords(job: Job, retry: Pick<RetryPolicy, 'attempts'>): string {
  const { missedOffers = 0 } = job;
  const most = missedMostOf(job, retry);
  return missedOffers <= most
    ? `offer ${missedOffers} of ${most}`
    : `offer ${missedOffers} (at most ${most} where no window limits them)`;
}

/** Whether another offer may follow for a device that did not accept the last one. */
export const mayOfferAgain = (job: Job, retry: Pick<RetryPolicy, 'attempts'>): boolean =>
  (job.missedOffers ?? 0) < missedMostOf(job, retry);

/** The detail of an offer that ended with its time limit. */
export const OFFER_TIMED_OUT = 'the device did not accept the offer in time';

/**
 * Whether the fault of a job that waits for its next offer is that of an offer which its device did not accept. It may also be that
 * of an attempt before, or of one that ended with a result that cannot be read, although nothing was heard of a stage.
 */
export const isLastMissed = ({ missedOffers = 0, stage, fault, detail }: Job): boolean =>
  missedOffers > 0 && stage === undefined && (detail === OFFER_TIMED_OUT || fault === 'image_unreadable');

/** How many offers of a job its device did not accept, for a sentence; empty if there are none. */
export const missedWords = ({ missedOffers = 0 }: Pick<Job, 'missedOffers'>): string =>
  missedOffers === 0 ? '' : `, after ${missedOffers} ${missedOffers === 1 ? 'offer' : 'offers'} that it did not accept`;
