import type { FaultCode, Stage, SwapReport, UpdateTimings } from '@twinbank/protocol';

import { terminalStates, type TransitionTable } from '../state-machine.js';
import type { StageTimes } from './stage-times.js';
import type { SwapTimes } from '../windows/swap-times.js';

/**
 * - `waiting`: planned; its wave has not begun, or concurrency leaves no room yet
 * - `held`: may not begin now, for the reason that `hold` names
 * - `offered`: a ticket is out, the device has not accepted it
 * - `running`: the device works on it
 * - `backoff`: an attempt failed; the next one follows after a delay
 * - `soaking`: the device runs the release, and is watched before it counts
 * - `succeeded`, `failed`, `rejected` (the device refused, or would refuse another attempt), `cancelled`,
 *   `timed_out`: ended
 * - `excluded`: never handed out, because the server knows that the device could not take it
 */
export type JobState =
  | 'waiting'
  | 'held'
  | 'offered'
  | 'running'
  | 'backoff'
  | 'soaking'
  | 'succeeded'
  | 'failed'
  | 'rejected'
  | 'cancelled'
  | 'timed_out'
  | 'excluded';

/**
 * The states that may follow each state. A device that was offline when it finished may end a job although the
 * server never saw it accept.
 */
export const JOB_TRANSITIONS: TransitionTable<JobState> = {
  waiting: ['held', 'offered', 'cancelled', 'excluded'],
  held: ['waiting', 'offered', 'backoff', 'soaking', 'succeeded', 'rejected', 'cancelled', 'excluded'],
  offered: ['held', 'running', 'backoff', 'soaking', 'succeeded', 'failed', 'rejected', 'cancelled', 'timed_out'],
  running: ['held', 'backoff', 'soaking', 'succeeded', 'failed', 'rejected', 'cancelled', 'timed_out'],
  backoff: ['held', 'offered', 'soaking', 'succeeded', 'rejected', 'cancelled'],
  soaking: ['succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  rejected: [],
  cancelled: [],
  timed_out: [],
  excluded: [],
};

/**
 * Why a job may not begin now:
 *
 * - `operator`: somebody paused it
 * - `window`: no maintenance window of its device is open
 * - `campaign`: another campaign has its device
 * - `place`: as many devices of its place are being updated as may be at once
 * - `hop`: its device has come to a release in between, and the next update follows
 * - `keys`: its device has to take a newer key set first
 */
export const HOLD_REASONS = ['operator', 'window', 'campaign', 'place', 'hop', 'keys'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** Every state, in the order of the table. */
export const JOB_STATES = Object.keys(JOB_TRANSITIONS) as readonly JobState[];
/** States in which a job has ended. */
export const FINAL_JOB_STATES: readonly JobState[] = terminalStates(JOB_TRANSITIONS);
/**
 * States in which a job has not ended. A device has at most one such job; a unique index in the database enforces
 * it.
 */
export const OPEN_JOB_STATES: readonly JobState[] = JOB_STATES.filter((state) => !FINAL_JOB_STATES.includes(state));
/** States in which a ticket is out: these count against a campaign's concurrency. */
export const ACTIVE_JOB_STATES: readonly JobState[] = ['offered', 'running'];

/** States of jobs whose device has had a ticket. A cancelled or held job counts as one that never had one. */
export const NOTIFIED_JOB_STATES: readonly JobState[] = JOB_STATES.filter(
  (state) => !['waiting', 'held', 'cancelled', 'excluded'].includes(state),
);

/** States that end by themselves at a deadline. */
export const TIMED_JOB_STATES: readonly JobState[] = [...ACTIVE_JOB_STATES, 'soaking'];

/** States in which no device works on a job, or has the release: it can be cancelled without asking a device. */
export const IDLE_JOB_STATES: readonly JobState[] = OPEN_JOB_STATES.filter(
  (state) => state !== 'running' && state !== 'soaking',
);

/** States in which a job can be held: it is open, and no device works on it. */
export const HOLDABLE_JOB_STATES: readonly JobState[] = ['waiting', 'held', 'offered', 'backoff'];

/** States between two attempts, or before the first one, that end with a time. */
export const RESTING_JOB_STATES: readonly JobState[] = ['held', 'backoff'];

/** True for a job that has ended. */
export const isFinalJobState = (state: JobState): boolean => FINAL_JOB_STATES.includes(state);

/** An image as banks name it: version, and SHA-256 (hex) of its code section. */
export interface ImageId {
  readonly version: string;
  readonly digest: string;
}

/** One device's share of a campaign. Times are milliseconds since 1970. */
export interface Job {
  /** 1 … 2³¹−1; sent to the device. */
  readonly id: number;
  readonly campaignId: number;
  readonly deviceId: string;
  /**
   * Index of its wave, from 0. While its campaign is planned, the one in which it is to be expected, or undefined; undefined also
   * for a device that was left out at the start.
   */
  readonly wave?: number;
  /**
   * Its place in the campaign's order: its sort key, so that there are gaps (`placeOf`). Where waves name devices or a control group
   * is held back, its position from 0 once it is placed. Devices that join later come behind, those that were left out at the start last.
   */
  readonly ordinal: number;
  /** The place that its device shares with others, from when it was planned; undefined if the campaign is not spread over places. */
  readonly place?: string;
  readonly state: JobState;
  /** Last stage that the device reported in this attempt. */
  readonly stage?: Stage;
  /** Attempts begun so far: every offer, also those that its device did not accept. */
  readonly attempts: number;
  /** How many of them its device did not accept. They use up none of `retry.attempts`, and have a limit of their own. */
  readonly missedOffers?: number;
  /** How many releases in between its device has confirmed. They use up no attempt either. */
  readonly hopsDone?: number;
  /** The attempt that brought the last of them: a report of it that is repeated counts no further one. */
  readonly hopTransfer?: number;
  /** The number of the current attempt on the wire, once offered. */
  readonly transfer?: number;
  /** Blocks received, and blocks in all, as last reported. */
  readonly done?: number;
  readonly total?: number;
  /** What ran on the device when the job was planned, if known; once it has confirmed a release in between, that. */
  readonly previous?: ImageId;
  /** In `backoff`: when the next attempt is due. In `held`: when it is looked at again; without it, once somebody or something releases it. */
  readonly nextAttemptAtMs?: number;
  /** In `offered`: when the window closes in which the device may accept. Nothing has failed then; it waits for the next one. */
  readonly windowClosesAtMs?: number;
  /** When its present attempt may swap; empty: at any time. */
  readonly swapTimes?: SwapTimes;
  /** In `running`: until when the application of its device puts the swap off, by its own word, and at most as it may. */
  readonly postponedUntilMs?: number;
  /** When an operator had its device asked to stop. No further attempt follows. */
  readonly cancelAskedAtMs?: number;
  /** In `held`: why. */
  readonly hold?: HoldReason;
  /** In `offered` and `running`: when the attempt times out. In `soaking`: when the device has been watched long enough. In `held`: until when a key set is waited for. */
  readonly deadlineAtMs?: number;
  /** In `running`, with limits for its stages: when the whole attempt times out. `deadlineAtMs` is then when it is looked at. */
  readonly runEndsAtMs?: number;
  /** In `running`, with limits: when its device last got further. */
  readonly progressAtMs?: number;
  /** Why the last attempt failed, or why the device is excluded. */
  readonly fault?: FaultCode;
  readonly detail?: string;
  readonly swap?: SwapReport;
  readonly timings?: UpdateTimings;
  /** When the server heard how far its device had got in this attempt. */
  readonly stageTimes?: StageTimes;
  /** Time of the first offer, and of the end. */
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
}

/** How many jobs are in each state. */
export type JobCounts = Readonly<Record<JobState, number>>;

const NO_JOBS = Object.fromEntries(JOB_STATES.map((state) => [state, 0])) as JobCounts;

/** Job counts with the given values; all others are zero. */
export function jobCounts(given: Partial<JobCounts> = {}): JobCounts {
  return { ...NO_JOBS, ...given };
}
