import type { FaultCode } from '@twinbank/protocol';

import type { Exclusion } from '../exclusion.js';
import { without } from '../fields.js';
import { ended } from '../job/job-ending.js';
import type { JobMoment, JobRules, JobStep } from '../job/job-rules.js';
import type { Job } from '../job/job.js';
import { HOPS_MAX } from './hops.js';

/** The fault of a job whose device is on its way and can be brought no further. */
export const PATH_LOST: FaultCode = 'path_lost';

/** How it is said of a job that its device would refuse the release: of one that is on its way, that no way leads on. */
export function faultOfExclusion(
  { hopsDone = 0 }: Pick<Job, 'hopsDone'>,
  { reason, detail }: Exclusion,
): { readonly fault: FaultCode; readonly detail: string } {
  if (hopsDone === 0) return { fault: reason, detail };
  return { fault: PATH_LOST, detail: `${reason}, after ${hopsDone} of its updates: ${detail}` };
}

/**
 * The device runs and has confirmed the release in between that its attempt brought: the job is held until its next attempt begins, for which the way is
 * looked for anew from there. Undefined if this attempt was counted already: reports come twice. Nobody is watched in between.
 *
 * What the device ran before is from now on this release: it is what comes back when the next one is not confirmed.
 */
export function confirmedHop(
  job: Job,
  told: Job,
  { expected, stopping }: JobRules,
  { nowMs }: JobMoment,
): JobStep | undefined {
  if (job.transfer === undefined || job.hopTransfer === job.transfer) return undefined;
  const hopsDone = (job.hopsDone ?? 0) + 1;
  const there: Job = { ...without(told, 'fault', 'detail'), previous: expected, hopsDone, hopTransfer: job.transfer };
  const reason = `the device runs ${expected.version}, a release in between`;
  if (stopping) {
    const detail = `it runs ${expected.version}, on its way to the release`;
    return ended(job, 'cancelled', { ...there, fault: 'job_cancelled', detail }, nowMs, reason);
  }
  if (hopsDone >= HOPS_MAX) {
    const detail = `it has been brought ${hopsDone} releases, the last ${expected.version}, and is not at the end of its way`;
    return ended(job, 'failed', { ...there, fault: PATH_LOST, detail }, nowMs, reason);
  }
  const next: Job = {
    ...without(there, 'deadlineAtMs', 'runEndsAtMs', 'progressAtMs', 'postponedUntilMs'),
    ...{ state: 'held', hold: 'hop', nextAttemptAtMs: nowMs },
  };
  return {
    ...{ from: job.state, attempts: job.attempts },
    job: without(next, 'swapTimes', 'windowClosesAtMs'),
    reason: `${reason}; the next update follows`,
  };
}
