import { FINAL_STAGES, STAGES, type FaultCode, type Report, type Stage } from '@twinbank/protocol';

import { durationWords } from '@twinbank/primitives';

import { present, without } from '../fields.js';
import { ended } from './job-ending.js';
import { held } from './hold.js';
import { handled, type JobHandling } from './job-handling.js';
import type { JobMoment, JobRules, JobStep } from './job-rules.js';
import { isFinalJobState, RESTING_JOB_STATES, type Job } from './job.js';
import { deriveOutcome, type Outcome } from './outcome.js';
import { mayOfferAgain, missedOfferWords, OFFER_TIMED_OUT, triesOf, withMissedOffer } from './missed-offers.js';
import { mayRetry, retryDelayMs } from './retry.js';
import { STAGE_ENDS } from '../limits/stage-limits.js';
import { lookedAt, underLimits } from '../limits/stage-watch.js';
import { withStageTimes } from './stage-times.js';
import { runDeadlineMs } from '../windows/swap-times.js';
import { confirmed, onSoaking, type SoakEvent } from './soak-step.js';

/** What happens to a job. */
export type JobEvent =
  /** The device reported: a hello, a stage or a result. */
  | { readonly type: 'report'; readonly report: Report }
  /** The device sent a result that cannot be read, or that contradicts the device's identity. */
  | { readonly type: 'unreadable'; readonly result: UnreadableResult }
  /** The stored image cannot be read: no block can be sent. */
  | { readonly type: 'image-lost'; readonly problem: string }
  /** Its deadline passed. */
  | { readonly type: 'timeout' }
  | SoakEvent
  | JobHandling;

/** What is known about a refused result: which attempt it would end, and why it was refused. */
export interface UnreadableResult {
  readonly type: 'unreadable';
  readonly job: number;
  readonly transfer?: number;
  readonly fault: FaultCode;
  readonly detail: string;
}

type Result = Extract<Report, { type: 'result' }>;
type Hello = Extract<Report, { type: 'hello' }>;
type Progress = Extract<Report, { type: 'stage' }>;

/** How an attempt went wrong. */
interface Failure {
  readonly fault: FaultCode;
  readonly detail?: string | undefined;
  /** The state in which the job ends if no further attempt follows. */
  readonly end: 'failed' | 'rejected' | 'timed_out';
}

/**
 * Decides how an event changes a job; undefined if it does not. Reports that are repeated, late or about another
 * job change nothing.
 */
export function stepJob(job: Job, event: JobEvent, rules: JobRules, at: JobMoment): JobStep | undefined {
  if (isFinalJobState(job.state)) return undefined;
  if (!isOfDevices(event)) return handled(job, event, rules, at);
  // No device knows of it yet.
  if (job.state === 'waiting' || (job.state === 'held' && job.attempts === 0)) return undefined;
  // Nobody wants another attempt of a job that was cancelled, as of any job of a campaign that stops.
  const stopping = rules.stopping || job.cancelAskedAtMs !== undefined;
  const step =
    job.state === 'soaking' ? onSoaking(job, event, rules, at) : onTried(job, event, { ...rules, stopping }, at);
  return step && withDeadlineSeen(step, job);
}

/** A deadline moves by itself when a clock is moved: what was decided by the one before must not bring that back. */
const withDeadlineSeen = (step: JobStep, { deadlineAtMs }: Job): JobStep =>
  deadlineAtMs === undefined ? step : { ...step, deadlineSeenMs: deadlineAtMs };

/** What follows for a job that a device has had a ticket for, while its device is not watched. */
function onTried(job: Job, event: OfDevices, rules: JobRules, at: JobMoment): JobStep | undefined {
  switch (event.type) {
    case 'timeout':
      return job.deadlineAtMs === undefined || job.deadlineAtMs > at.nowMs ? undefined : timedOut(job, rules, at);
    case 'report':
      return timed(job, event.report, onReport(job, event.report, rules, at), rules, at);
    case 'image-lost':
      return onImageLost(job, event.problem, rules, at);
    case 'unreadable':
      return onUnreadable(job, event.result, rules, at);
    // About a device that is watched.
    case 'health':
    case 'soak-over':
      return undefined;
  }
}

/** The step with the times of what the report was the first to show. */
function timed(
  before: Job,
  report: Report,
  step: JobStep | undefined,
  rules: JobRules,
  { nowMs }: JobMoment,
): JobStep | undefined {
  if (!step) return undefined;
  const { downloadOnly = false, byChoice = false } = rules;
  const isKept = byChoice && report.type === 'result' && outcomeOf(before, report, report.stage, rules) === 'kept';
  return { ...step, job: withStageTimes(before, step.job, downloadOnly || isKept, nowMs) };
}

type OfDevices = Exclude<JobEvent, JobHandling>;
const OF_DEVICES: readonly JobEvent['type'][] = [
  'report',
  'unreadable',
  'image-lost',
  'timeout',
  'health',
  'soak-over',
] satisfies OfDevices['type'][];
const isOfDevices = (event: JobEvent): event is OfDevices => OF_DEVICES.includes(event.type);

/** No attempt is under way: all that counts is that the one before has brought the release after all. */
const isResting = ({ state }: Job): boolean => RESTING_JOB_STATES.includes(state);

/** A device that has the whole image needs no more blocks, and continues. */
function onImageLost(job: Job, detail: string, rules: JobRules, at: JobMoment): JobStep | undefined {
  if (isResting(job) || rank(job.stage) > rank('downloading')) return undefined;
  return failed(job, { fault: 'image_unreadable', detail, end: 'failed' }, rules, at, withMissedOffer(job));
}

/** An offer that nobody accepted in its window, if others may follow. */
const windowMissed = (job: Job, { retry, stopping }: JobRules, { nowMs }: JobMoment): boolean =>
  job.state === 'offered' &&
  job.windowClosesAtMs !== undefined &&
  job.windowClosesAtMs <= nowMs &&
  !stopping &&
  mayOfferAgain(withMissedOffer(job), retry);

function timedOut(job: Job, rules: JobRules, at: JobMoment): JobStep | undefined {
  if (windowMissed(job, rules, at)) return held(job, { reason: 'window', untilMs: at.nowMs });
  const look = lookedAt(job, rules.limits, at.nowMs);
  if (look !== undefined && 'next' in look)
    return { from: job.state, attempts: job.attempts, job: look.next, reason: 'the device got further in time' };
  if (look !== undefined) {
    const { fault, lacking } = STAGE_ENDS[look.kept.limit];
    const told = `${lacking} for ${durationWords(look.kept.ms)}; its last stage was ${job.stage ?? 'unknown'}`;
    return failed(job, { fault, detail: told, end: 'timed_out' }, rules, at);
  }
  const detail =
    job.state === 'offered'
      ? OFFER_TIMED_OUT
      : `the device did not finish in time; its last stage was ${job.stage ?? 'unknown'}`;
  return failed(job, { fault: 'job_timeout', detail, end: 'timed_out' }, rules, at, withMissedOffer(job));
}

/**
 * The device has ended the attempt, and waiting will not make its result readable: there is nothing left to wait
 * for.
 */
function onUnreadable(job: Job, result: UnreadableResult, rules: JobRules, at: JobMoment): JobStep | undefined {
  const isOther = result.job !== job.id || (result.transfer ?? job.transfer) !== job.transfer;
  if (isOther || isResting(job) || mayBeLate(job, result)) return undefined;
  return failed(
    job,
    { fault: result.fault, detail: `its result was refused: ${result.detail}`, end: 'failed' },
    rules,
    at,
  );
}

function onReport(job: Job, report: Report, rules: JobRules, at: JobMoment): JobStep | undefined {
  if (isOnOtherAttempt(job, report)) return onOtherAttempt(job, report, rules, at);
  if (report.type === 'hello')
    return isAtWork(job, report) ? onOwnHello(job, report, rules, at) : onForeignHello(job, report, rules, at);
  if (report.job !== job.id) return undefined;
  return report.type === 'stage' ? onProgress(job, report, rules, at) : onResult(job, report, rules, at);
}

/** Whether a report names a different attempt at this job. A report may leave the attempt out. */
const isOnOtherAttempt = (job: Job, { job: id, transfer }: Report): boolean =>
  id === job.id && (transfer ?? job.transfer) !== job.transfer;

/**
 * A late report on the attempt before. It does not affect the present attempt, unless that has not begun and the
 * device turns out to hold the release.
 */
function onOtherAttempt(job: Job, report: Report, rules: JobRules, at: JobMoment): JobStep | undefined {
  if (report.type === 'stage' || job.state === 'running') return undefined;
  return outcomeOf(job, report, report.stage, rules) === 'succeeded' ? confirmed(job, job, rules, at) : undefined;
}

/**
 * Whether a hello is about the present attempt. While that is only offered, a reported end can only be that of the
 * attempt before.
 */
const isAtWork = (job: Job, hello: Hello): boolean =>
  hello.job === job.id && !(job.state === 'offered' && hello.stage !== undefined && FINAL_STAGES.includes(hello.stage));

/**
 * The device starts or reconnects and works on this job: it will still send a result, so only its progress is
 * recorded.
 */
function onOwnHello(job: Job, hello: Hello, rules: JobRules, at: JobMoment): JobStep | undefined {
  return progressed(job, { ...job, stage: hello.stage ?? job.stage ?? 'accepted' }, rules, at);
}

/** The device does not work on this job, either no longer or not yet: no result will come, so its banks decide. */
function onForeignHello(job: Job, hello: Hello, rules: JobRules, at: JobMoment): JobStep | undefined {
  const outcome = outcomeOf(job, hello, job.stage, rules);
  if (outcome === 'succeeded') return confirmed(job, job, rules, at);
  if (job.state !== 'running') return undefined;
  if (outcome === 'reverted') return failed(job, { fault: 'reset_before_confirm', end: 'failed' }, rules, at);
  return outcome === 'unexpected' ? failed(job, { fault: 'outcome_unexpected', end: 'failed' }, rules, at) : undefined;
}

function onProgress(job: Job, report: Progress, rules: JobRules, at: JobMoment): JobStep | undefined {
  const { total = job.total, swap = job.swap } = report;
  const done = blocksGot({ ...job, ...present({ total }) }, report.stage, report.done);
  const postponedUntilMs = postponedUntil(job, report);
  return progressed(
    job,
    { ...job, stage: report.stage, ...present({ done, total, swap, postponedUntilMs }) },
    rules,
    at,
  );
}

/** Until when the swap is put off: no later than it may be. A device that waits and says nothing new of it has not changed its mind. */
function postponedUntil({ swapTimes, postponedUntilMs }: Job, report: Progress): number | undefined {
  const { postponableUntil } = swapTimes ?? {};
  if (report.stage !== 'waiting' || postponableUntil === undefined) return undefined;
  return report.postponedUntil === undefined ? postponedUntilMs : Math.min(report.postponedUntil, postponableUntil);
}

function onResult(job: Job, result: Result, rules: JobRules, at: JobMoment): JobStep | undefined {
  const { swap = job.swap, timings = job.timings } = result;
  const told: Job = { ...job, stage: result.stage, ...present({ swap, timings, done: blocksGot(job, result.stage) }) };
  const outcome = outcomeOf(job, result, result.stage, rules);
  if (outcome === 'succeeded') return confirmed(job, told, rules, at);
  // There is nothing to watch: the release does not run.
  if (outcome === 'kept') return ended(job, 'succeeded', told, at.nowMs, 'the device has not chosen it in its time');
  if (isResting(job) || (result.stage === 'cancelled' && mayBeLate(job, result))) return undefined;
  // Only a stopping campaign asks for the present attempt to be cancelled. Cancelled jobs do not count against any
  // threshold, so a device that gives up by itself must count as failed.
  if (result.stage === 'cancelled' && rules.stopping)
    return ended(
      job,
      'cancelled',
      { ...told, fault: 'job_cancelled' },
      at.nowMs,
      'the device stopped as it was asked to',
    );
  return failed(job, failureOf(result, outcome), rules, at, told);
}

/**
 * Whether an end that names no attempt may belong to the attempt before, which the device was asked to stop; true
 * while the present one is only offered.
 */
const mayBeLate = (job: Job, { transfer }: { readonly transfer?: number }): boolean =>
  job.state === 'offered' && job.attempts > 1 && transfer === undefined;

/**
 * Blocks received by a job that enters a stage: all of them once the image was checked, even if the device reported
 * progress rarely.
 */
function blocksGot(job: Job, stage: Stage, done = job.done): number | undefined {
  const wasChecked =
    WHOLE_IMAGE_STAGES.includes(stage) || (job.stage !== undefined && WHOLE_IMAGE_STAGES.includes(job.stage));
  return wasChecked ? (job.total ?? done) : done;
}

/** Stages in which the device has the whole image in its other bank. */
const WHOLE_IMAGE_STAGES: readonly Stage[] = [
  'checked',
  'waiting',
  'swapped',
  'confirmed',
  'mirroring',
  'done',
  'reverted',
];

function failureOf(result: Result, outcome: Outcome): Failure {
  if (result.stage === 'cancelled')
    return {
      fault: result.fault ?? 'job_cancelled',
      detail: result.detail ?? 'the device stopped and nobody had asked it to',
      end: 'failed',
    };
  const derived: FaultCode = outcome === 'reverted' ? 'reset_before_confirm' : 'outcome_unexpected';
  return {
    fault: result.fault ?? derived,
    detail: result.detail,
    end: result.stage === 'rejected' ? 'rejected' : 'failed',
  };
}

const outcomeOf = (job: Job, report: Hello | Result, stage: Stage | undefined, rules: JobRules): Outcome =>
  deriveOutcome({
    expected: rules.expected,
    previous: job.previous,
    status: report.status,
    stage,
    policy: rules.policy,
    downloadOnly: rules.downloadOnly,
    byChoice: rules.byChoice,
  });

/** The job with its progress, if that is new. Stages never go back within an attempt. */
function progressed(job: Job, said: Job, rules: JobRules, at: JobMoment): JobStep | undefined {
  const told: Job = said.stage === 'waiting' ? said : without(said, 'postponedUntilMs');
  if (isResting(job) || rank(told.stage) < rank(job.stage)) return undefined;
  if (job.state === 'running' && !saysMore(job, told)) return undefined;
  const accepted = job.state === 'offered';
  const deadlineAtMs = runDeadlineMs(at.nowMs, rules.timeouts.runMs, job.swapTimes);
  const next: Job = { ...told, state: 'running', ...(accepted && { deadlineAtMs }) };
  return {
    from: job.state,
    attempts: job.attempts,
    job: underLimits(job, next, rules.limits, at.nowMs),
    reason: `the device reported ${told.stage ?? 'progress'}`,
  };
}

/** Whether a report says more of a stage than was known. */
const saysMore = (job: Job, told: Job): boolean =>
  told.stage !== job.stage ||
  (told.done ?? 0) > (job.done ?? 0) ||
  told.swap !== job.swap ||
  told.postponedUntilMs !== job.postponedUntilMs;

const rank = (stage: Stage | undefined): number => (stage === undefined ? -1 : STAGES.indexOf(stage));

/**
 * A failed attempt: another one follows after a delay, or the job ends. `told` is the job as it is afterwards; if the device
 * has missed one offer more by that, the offers are counted and not the attempts.
 */
function failed(job: Job, failure: Failure, rules: JobRules, at: JobMoment, told: Job = job): JobStep {
  const { fault, detail, end } = failure;
  const next: Job = { ...without(told, 'detail'), fault, ...present({ detail }) };
  const { retry } = rules;
  const isMissed = told.missedOffers !== job.missedOffers;
  const what = isMissed
    ? `${missedOfferWords(told, retry)} that the device did not accept ended with ${fault}`
    : `attempt ${triesOf(job)} of ${retry.attempts} ended with ${fault}`;
  const isTriedAgain = isMissed ? mayOfferAgain(told, retry) : mayRetry(retry, triesOf(job), fault);
  if (rules.stopping || !isTriedAgain) return ended(job, end, next, at.nowMs, what);
  const delayMs = retryDelayMs(rules.retry, job.attempts, at.random);
  return {
    from: job.state,
    attempts: job.attempts,
    job: {
      ...without(next, 'deadlineAtMs', 'runEndsAtMs', 'progressAtMs', 'postponedUntilMs'),
      state: 'backoff',
      nextAttemptAtMs: at.nowMs + delayMs,
    },
    reason: `${what}; the next follows in ${delayMs} ms`,
  };
}
