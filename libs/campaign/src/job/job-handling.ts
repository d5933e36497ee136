import { faultOfExclusion } from '../paths/hop-step.js';
import type { FaultCode } from '@twinbank/protocol';

import type { Exclusion } from '../exclusion.js';
import type { EndBehaviour } from '../progress.js';
import { present, without } from '../fields.js';
import type { DeviceTurn } from '../windows/device-windows.js';
import { runDeadlineMs } from '../windows/swap-times.js';
import { held, released, type Hold } from './hold.js';
import {
  IDLE_JOB_STATES,
  OPEN_JOB_STATES,
  RESTING_JOB_STATES,
  TIMED_JOB_STATES,
  type Job,
  type JobState,
} from './job.js';
import { ended } from './job-ending.js';
import type { JobMoment, JobRules, JobStep } from './job-rules.js';

/** Until when its device may accept an offer, and when it may swap. */
export type OfferTurn = Omit<Extract<DeviceTurn, { may: true }>, 'may'>;

/** What the server itself does to a job (what devices report is a {@link JobEvent}). */
export type JobHandling =
  /** The job was claimed: its device gets a ticket with this transfer number. */
  | { readonly type: 'offer'; readonly transfer: number; readonly turn?: OfferTurn }
  /** It may not begin now. */
  | { readonly type: 'hold'; readonly hold: Hold }
  /** It is held no longer. */
  | { readonly type: 'release' }
  /** The server now knows that the device would refuse the release. */
  | { readonly type: 'exclude'; readonly exclusion: Exclusion }
  /** The campaign stops: every job ends that no device is working on; one whose device is watched succeeds. */
  | { readonly type: 'cancel' }
  /** The device was deactivated: the job is over, whatever the device does. */
  | { readonly type: 'deactivate' }
  /** The end of the device was ordered: the same. */
  | { readonly type: 'dispose' }
  /** The server's time of day was moved, from `beforeMs` to the moment at which the job is judged. */
  | { readonly type: 'clock-stepped'; readonly beforeMs: number };

/**
 * An end that is the same for every job in the given states, so that one database statement can write it for many
 * jobs.
 */
export interface CommonEnd {
  readonly from: readonly JobState[];
  readonly to: JobState;
  readonly fault?: FaultCode;
  readonly detail?: string;
  readonly reason: string;
}

/** A {@link CommonEnd} that is none of success. */
type CommonFailure = CommonEnd & Required<Pick<CommonEnd, 'fault'>>;

/** How a stopping campaign ends its jobs. A job that a device is working on ends only by what the device reports. */
export const CANCELLATION: CommonFailure = {
  from: IDLE_JOB_STATES,
  to: 'cancelled',
  fault: 'job_cancelled',
  reason: 'the campaign was stopped',
};

/** How a stopping campaign ends the jobs of devices that are watched: they run the release, and nothing is known against it. */
export const SOAK_CUT_SHORT: CommonEnd = {
  from: ['soaking'],
  to: 'succeeded',
  reason: 'the campaign stopped while the device was watched; it ran the release and was well so far',
};

/** The fault of jobs that are cancelled because a rule stopped their slice. */
export const SLICE_STOPPED: FaultCode = 'slice_stopped';

/** The states in which an ending campaign cancels jobs by itself. What devices work on ends by what they report. */
export const STATES_TO_CANCEL: Readonly<Record<EndBehaviour, readonly JobState[]>> = {
  stop_offering: IDLE_JOB_STATES.filter((state) => state !== 'offered'),
  cancel: IDLE_JOB_STATES,
  cancel_running: IDLE_JOB_STATES,
};

/** How the open job of a deactivated device ends: nothing that the device says counts any more. */
export const DEACTIVATION: CommonFailure = {
  from: OPEN_JOB_STATES,
  to: 'cancelled',
  fault: 'job_cancelled',
  detail: 'the device was deactivated',
  reason: 'the device was deactivated',
};

/** How the open job of a device ends whose own end was ordered. */
export const DISPOSAL: CommonFailure = {
  ...DEACTIVATION,
  detail: 'the device is disposed of',
  reason: 'the device is disposed of',
};

/** Fields of a job that describe its last attempt; they are empty when a new attempt begins. */
export const FIELDS_OF_AN_ATTEMPT = [
  'stage',
  'done',
  'total',
  'swap',
  'timings',
  'nextAttemptAtMs',
  'hold',
  'swapTimes',
  'windowClosesAtMs',
  'runEndsAtMs',
  'progressAtMs',
  'stageTimes',
] as const;

export type ExcludedEnd = Extract<JobState, 'excluded' | 'rejected'>;

/** The recorded reason when a job ends because its device would refuse the release. */
export const EXCLUDED_REASON = 'the server knows that the device would refuse it';

/** A wait between two attempts is never longer than this many times the longest wait that the rules allow. */
export const BACKOFF_SLACK = 2;

/** How many jobs may be offered now: the number asked for, limited by what the campaign's concurrency leaves. */
export const roomFor = (asked: number, concurrency: number, active: number): number =>
  Math.max(0, Math.min(asked, concurrency - active));

/** Whether a job could be offered now: it is waiting, or its back-off or hold is over. */
export const isDue = ({ state, nextAttemptAtMs }: Pick<Job, 'state' | 'nextAttemptAtMs'>, nowMs: number): boolean =>
  state === 'waiting' ||
  (RESTING_JOB_STATES.includes(state) && nextAttemptAtMs !== undefined && nextAttemptAtMs <= nowMs);

/** Decides how a job changes when the server handles it; undefined if it does not change. */
export function handled(job: Job, event: JobHandling, rules: JobRules, at: JobMoment): JobStep | undefined {
  switch (event.type) {
    case 'offer':
      return isDue(job, at.nowMs) ? offered(job, event, rules, at) : undefined;
    case 'hold':
      return held(job, event.hold);
    case 'release':
      return released(job, at);
    case 'exclude':
      return excluded(job, event.exclusion, at);
    case 'cancel':
      return endedAs(CANCELLATION, job, at) ?? endedAs(SOAK_CUT_SHORT, job, at);
    case 'deactivate':
      return endedAs(DEACTIVATION, job, at);
    case 'dispose':
      return endedAs(DISPOSAL, job, at);
    case 'clock-stepped':
      return clockStepped(job, event.beforeMs, rules, at);
  }
}

function offered(
  job: Job,
  { transfer, turn }: Extract<JobHandling, { type: 'offer' }>,
  rules: JobRules,
  { nowMs }: JobMoment,
): JobStep {
  const next: Job = {
    ...without(job, ...FIELDS_OF_AN_ATTEMPT),
    state: 'offered',
    attempts: job.attempts + 1,
    transfer,
    ...(turn && windowOf(turn)),
    deadlineAtMs: offerDeadlineMs(nowMs, rules.timeouts.offerMs, turn),
    startedAtMs: job.startedAtMs ?? nowMs,
  };
  return { from: job.state, attempts: job.attempts, job: next, reason: 'its turn has come' };
}

const windowOf = ({ closesAtMs, swapTimes }: OfferTurn): Pick<Job, 'windowClosesAtMs' | 'swapTimes'> => ({
  ...(closesAtMs !== undefined && { windowClosesAtMs: closesAtMs }),
  swapTimes,
});

/** By when an offer must be accepted: its time limit, or the end of the device's window if that is earlier. */
export const offerDeadlineMs = (offeredAtMs: number, offerMs: number, turn?: OfferTurn): number =>
  Math.min(offeredAtMs + offerMs, turn?.closesAtMs ?? Number.POSITIVE_INFINITY);

/**
 * How a job ends if its device would refuse the release: as rejected if the device had already tried, else as
 * excluded. A device that may have tried and now runs the release is not excluded, so this is undefined: its next
 * attempt finds that there is nothing to do.
 */
export function endOfExcluded(
  { state, attempts }: Pick<Job, 'state' | 'attempts'>,
  { reason }: Pick<Exclusion, 'reason'>,
): ExcludedEnd | undefined {
  if (state === 'waiting' || (state === 'held' && attempts === 0)) return 'excluded';
  return RESTING_JOB_STATES.includes(state) && reason !== 'already_installed' ? 'rejected' : undefined;
}

function excluded(job: Job, exclusion: Exclusion, at: JobMoment): JobStep | undefined {
  const end = endOfExcluded(job, exclusion);
  return end && ended(job, end, { ...job, ...faultOfExclusion(job, exclusion) }, at.nowMs, EXCLUDED_REASON);
}

function endedAs({ from, to, fault, detail, reason }: CommonEnd, job: Job, at: JobMoment): JobStep | undefined {
  if (!from.includes(job.state)) return undefined;
  return ended(job, to, { ...without(job, 'detail'), ...present({ fault, detail }) }, at.nowMs, reason);
}

/**
 * Clock put forward: a deadline that is overdue only because of that keeps its remaining time, but an offer ends with
 * its window, which is a time of day. Clock put back: nothing has more time than the rules give from now, and what was
 * held until a time of day is looked at again. Applying the same step twice, as two servers on one machine may, changes
 * nothing more.
 */
function clockStepped(job: Job, beforeMs: number, rules: JobRules, { nowMs }: JobMoment): JobStep | undefined {
  const next = nowMs > beforeMs ? extended(job, beforeMs, nowMs) : limited(job, rules, nowMs);
  return next && { from: job.state, attempts: job.attempts, job: next, reason: "the server's clock was moved" };
}

function extended(job: Job, beforeMs: number, nowMs: number): Job | undefined {
  const { state, deadlineAtMs, windowClosesAtMs = Infinity } = job;
  if (!TIMED_JOB_STATES.includes(state) || deadlineAtMs === undefined) return undefined;
  if (deadlineAtMs <= beforeMs || deadlineAtMs > nowMs) return undefined;
  const keptMs = Math.min(deadlineAtMs + nowMs - beforeMs, state === 'offered' ? windowClosesAtMs : Infinity);
  return keptMs > deadlineAtMs ? { ...job, deadlineAtMs: keptMs, ...limitsKept(job, beforeMs, nowMs) } : undefined;
}

function limited(job: Job, { timeouts, retry, soak }: JobRules, nowMs: number): Job | undefined {
  if (job.state === 'backoff') {
    const latestMs = nowMs + BACKOFF_SLACK * retry.maxDelayMs;
    return (job.nextAttemptAtMs ?? 0) > latestMs ? { ...job, nextAttemptAtMs: latestMs } : undefined;
  }
  if (job.state === 'held') return (job.nextAttemptAtMs ?? 0) > nowMs ? { ...job, nextAttemptAtMs: nowMs } : undefined;
  if (!TIMED_JOB_STATES.includes(job.state)) return undefined;
  const latestMs = latestOf(job, { timeouts, soak }, nowMs);
  if (isAhead(job, latestMs, nowMs)) return lookedAtAgain(job, latestMs, nowMs);
  return (job.deadlineAtMs ?? 0) > latestMs ? { ...job, deadlineAtMs: latestMs } : undefined;
}

/** How the limits of stages move with a deadline that keeps its remaining time. */
function limitsKept({ runEndsAtMs, progressAtMs }: Job, beforeMs: number, nowMs: number): Partial<Job> {
  if (runEndsAtMs === undefined || progressAtMs === undefined) return {};
  const overdue = runEndsAtMs > beforeMs && runEndsAtMs <= nowMs;
  return {
    progressAtMs: progressAtMs + nowMs - beforeMs,
    ...(overdue && { runEndsAtMs: runEndsAtMs + nowMs - beforeMs }),
  };
}

/** Whether the limits of a job's stages count from a time that has not come. */
const isAhead = ({ progressAtMs = 0, runEndsAtMs = 0 }: Job, latestMs: number, nowMs: number): boolean =>
  progressAtMs > nowMs || runEndsAtMs > latestMs;

/** A job whose device got further at a time that has not come: it is looked at now, and has the whole limit from now on. */
const lookedAtAgain = (job: Job, latestMs: number, nowMs: number): Job => ({
  ...job,
  deadlineAtMs: nowMs,
  progressAtMs: Math.min(job.progressAtMs ?? nowMs, nowMs),
  runEndsAtMs: Math.min(job.runEndsAtMs ?? latestMs, latestMs),
});

/** When a timed state that begins now ends at the latest. */
function latestOf(
  { state, swapTimes }: Job,
  { timeouts, soak }: Pick<JobRules, 'timeouts' | 'soak'>,
  nowMs: number,
): number {
  if (state === 'offered') return nowMs + timeouts.offerMs;
  return state === 'running' ? runDeadlineMs(nowMs, timeouts.runMs, swapTimes) : nowMs + (soak?.durationMs ?? 0);
}
