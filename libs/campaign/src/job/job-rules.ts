import type { FinishPolicy } from '@twinbank/protocol';

import type { RetryPolicy, Timeouts } from '../config.js';
import type { ImageId, Job, JobState } from './job.js';

/** What a job is judged by: all of it from its campaign and release. */
export interface JobRules {
  /** The release's code section. */
  readonly expected: ImageId;
  readonly policy: FinishPolicy;
  readonly retry: RetryPolicy;
  readonly timeouts: Timeouts;
  /** No further attempts: the campaign is stopping. */
  readonly stopping: boolean;
}

/** A job that a device has, or had, a ticket for, with what it is judged by. */
export interface OpenJob {
  readonly job: Job;
  readonly rules: JobRules;
}

/** When a job is judged, and a random number in [0, 1) that spreads retries. */
export interface JobMoment {
  readonly nowMs: number;
  readonly random: number;
}

/** A decided change of one job. `from` and `attempts` are what was seen: a writer that finds otherwise drops the change. */
export interface JobStep {
  readonly from: JobState;
  readonly attempts: number;
  readonly job: Job;
  /** In words; recorded where an attempt or the job ended. */
  readonly reason: string;
}
