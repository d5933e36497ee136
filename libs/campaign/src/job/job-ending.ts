import { without } from '../fields.js';
import type { Job, JobState } from './job.js';
import type { JobStep } from './job-rules.js';

/** The end of a job. A job that succeeded names no fault, even if earlier attempts had one. */
export function ended(before: Job, state: JobState, told: Job, nowMs: number, reason: string): JobStep {
  const job: Job = {
    ...without(told, 'deadlineAtMs', 'runEndsAtMs', 'progressAtMs', 'postponedUntilMs', 'nextAttemptAtMs', 'hold'),
    state,
    endedAtMs: nowMs,
  };
  return {
    from: before.state,
    attempts: before.attempts,
    job: state === 'succeeded' ? without(job, 'fault', 'detail') : job,
    reason,
  };
}
