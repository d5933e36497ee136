import type { FinishPolicy, Report } from '@twinbank/protocol';
import type { RetryPolicy, Timeouts } from './config.js';
import type { ImageId, Job, JobState } from './job.js';

/** What happens to a job that a device has a ticket for. */
export type JobEvent =
  /** The device reported; a hello, a stage or a result. */
  | { readonly type: 'report'; readonly report: Report }
  /** Its deadline passed. */
  | { readonly type: 'timeout' }
  /** The campaign stops and nobody waits for the device. */
  | { readonly type: 'cancel' };

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

/** A decided change of one job. `from` and `attempts` are what was seen: a writer that finds otherwise drops the change. */
export interface JobStep {
  readonly from: JobState;
  readonly attempts: number;
  readonly job: Job;
  /** In words; recorded where the state changed. */
  readonly reason: string;
}

/**
 * Decides what follows for a job; undefined where nothing does. `random` in [0, 1) spreads retries.
 */
export function stepJob(job: Job, event: JobEvent, rules: JobRules, at: { readonly nowMs: number; readonly random: number }): JobStep | undefined {
  throw new Error(`to be written: ${job.id} ${event.type} ${rules.policy} ${at.nowMs}`);
}
