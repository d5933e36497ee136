import type { FinishPolicy } from '@twinbank/protocol';

import type { RetryPolicy, Timeouts } from '../config.js';
import type { StageLimits } from '../limits/stage-limits.js';
import type { Soak } from '../soak/soak.js';
import type { ImageId, Job, JobState } from './job.js';

/** What a job is judged by; all of it comes from its campaign and release. */
export interface JobRules {
  /** The code section of the release that the present attempt brings. */
  readonly expected: ImageId;
  readonly policy: FinishPolicy;
  /** Its job is done when the other bank holds the release: nothing is swapped. */
  readonly downloadOnly?: boolean;
  /** Its job is done, too, when the other bank holds the release and the device has not chosen it in its time. */
  readonly byChoice?: boolean;
  /** That release is one in between: the campaign's is still to come. */
  readonly onward?: boolean;
  readonly retry: RetryPolicy;
  readonly timeouts: Timeouts;
  /** How long each stage may take; without it, only the whole attempt is limited. */
  readonly limits?: StageLimits | undefined;
  /** How an updated device is watched; without it, it counts at once. */
  readonly soak?: Soak | undefined;
  /** The campaign is stopping: no further attempts, and nobody is watched any more. */
  readonly stopping: boolean;
}

/** A job for which a device has, or had, a ticket, with the rules it is judged by. */
export interface OpenJob {
  readonly job: Job;
  readonly rules: JobRules;
}

/** When a job is judged, and a random number in [0, 1) that spreads retries over time. */
export interface JobMoment {
  readonly nowMs: number;
  readonly random: number;
}

/**
 * A decided change of one job. `from` and `attempts` are what was read: a writer that finds other values drops the
 * change.
 */
export interface JobStep {
  readonly from: JobState;
  readonly attempts: number;
  /** The deadline that was read, if there was one and the decision may be older than a step of a clock; another one drops the change, too. */
  readonly deadlineSeenMs?: number;
  readonly job: Job;
  /** In words; recorded when an attempt or the job ends. */
  readonly reason: string;
}
