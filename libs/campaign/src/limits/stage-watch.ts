import type { Job } from '../job/job.js';
import { limitOf, type StageLimit, type StageLimits } from './stage-limits.js';

/** A mere change of the number of blocks is stored at most this often for a job: what is stored may be older by as much. */
export const BLOCKS_STORED_MS = 5000;

/** What is known of the stage of a job whose device works on it. */
type Stretch = Pick<Job, 'stage' | 'swapTimes' | 'progressAtMs'>;

/** A limit that runs, and when it is reached. */
export interface RunningLimit {
  readonly limit: StageLimit;
  readonly ms: number;
  /** From when it counts. */
  readonly fromMs: number;
  readonly dueAtMs: number;
}

/** The limit that runs for a job; undefined if none does in its stage. */
export function runningLimit(
  { stage, swapTimes, progressAtMs }: Stretch,
  limits: StageLimits | undefined,
): RunningLimit | undefined {
  const limit = limitOf(stage);
  const ms = limit && limits?.[limit];
  if (limit === undefined || ms === undefined || progressAtMs === undefined) return undefined;
  const { swapNotBefore = 0, postponableUntil = 0 } = swapTimes ?? {};
  const fromMs = limit === 'swapMs' ? Math.max(progressAtMs, swapNotBefore, postponableUntil) : progressAtMs;
  // A device has at least its limit, although its last blocks may not have been stored.
  return { limit, ms, fromMs, dueAtMs: fromMs + ms + (limit === 'progressMs' ? BLOCKS_STORED_MS : 0) };
}

/**
 * A job whose device got further, with its limits. Its deadline is only brought forward, never put off: a report that says
 * nothing but further blocks leaves it, and so the index over it, as it is. When it comes, {@link lookedAt} sees how far the
 * device has got.
 *
 * @param next as it will be, with the end of the whole attempt for its deadline if it was accepted just now
 */
export function underLimits(before: Job, next: Job, limits: StageLimits | undefined, nowMs: number): Job {
  const runEndsAtMs = before.state === 'offered' ? next.deadlineAtMs : before.runEndsAtMs;
  if (limits === undefined || runEndsAtMs === undefined) return next;
  const told: Job = {
    ...next,
    runEndsAtMs,
    progressAtMs: isFurther(before, next) ? nowMs : (before.progressAtMs ?? nowMs),
  };
  const due = runningLimit(told, limits)?.dueAtMs ?? Infinity;
  return { ...told, deadlineAtMs: Math.min(next.deadlineAtMs ?? runEndsAtMs, due) };
}

/** Whether a device entered what another limit is for, or got blocks. */
const isFurther = (before: Job, next: Job): boolean =>
  before.state === 'offered' || limitOf(before.stage) !== limitOf(next.stage) || (next.done ?? 0) > (before.done ?? 0);

/**
 * A job whose deadline has come: with its next one, if its device got further in time; or the limit that it did not keep.
 * Undefined if the whole attempt is over.
 */
export function lookedAt(
  job: Job,
  limits: StageLimits | undefined,
  nowMs: number,
): { readonly next: Job } | { readonly kept: RunningLimit } | undefined {
  const { state, runEndsAtMs } = job;
  if (state !== 'running' || runEndsAtMs === undefined || runEndsAtMs <= nowMs) return undefined;
  const running = runningLimit(job, limits);
  if (running !== undefined && running.dueAtMs <= nowMs) return { kept: running };
  return { next: { ...job, deadlineAtMs: Math.min(runEndsAtMs, running?.dueAtMs ?? Infinity) } };
}
