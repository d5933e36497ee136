import { faultOf, type FaultCode } from '@twinbank/protocol';

import { without } from '../fields.js';
import { held, released } from './hold.js';
import { ended } from './job-ending.js';
import { HOLDABLE_JOB_STATES, IDLE_JOB_STATES, isFinalJobState, type Job } from './job.js';
import type { JobMoment, JobStep } from './job-rules.js';

/**
 * What an operator can order about one job:
 *
 * - `pause`: it does not begin until it is resumed; not while its device is at work
 * - `resume`
 * - `cancel`: it ends; a device at work is asked to stop, and the job ends with what that reports
 * - `force-quit`: it ends at once, whatever its device does: for devices that are gone
 */
export const JOB_ORDERS = ['pause', 'resume', 'cancel', 'force-quit'] as const;
export type JobOrder = (typeof JOB_ORDERS)[number];

/** What an order means for the device: its ticket is void, it is asked to stop, or it is asked to stop and gets nothing more. */
export type TellDevice = 'withdraw' | 'stop' | 'give-up';

/** When an order is given. */
export interface OrderMoment extends Pick<JobMoment, 'nowMs'> {
  /** The job's campaign is being planned: its jobs may still come to other places. */
  readonly isPlanned?: boolean;
}

/** The outcome of an order: the job's change, and what its device is told. */
export interface OrderedJob {
  /** Undefined if the job already is as the order wants it. */
  readonly step?: JobStep;
  readonly tell?: TellDevice;
}

const AS_IT_IS: OrderedJob = {};

/**
 * Decides what an order about a job means. One whose result already holds changes nothing, so it can be repeated.
 *
 * @throws Fault `job_transition` if the job's state does not allow it
 */
export function orderJob(job: Job, order: JobOrder, at: OrderMoment): OrderedJob {
  if (isFinalJobState(job.state)) {
    if (job.state === 'cancelled' && (order === 'cancel' || order === 'force-quit')) return AS_IT_IS;
    throw refused(job, order, 'has ended');
  }
  switch (order) {
    case 'pause':
      return pause(job, at);
    case 'resume':
      return job.hold === 'operator' ? { step: released(job, at)! } : AS_IT_IS;
    case 'cancel':
      return cancel(job, at);
    case 'force-quit':
      return forceQuit(job, at);
  }
}

function pause(job: Job, { isPlanned = false }: OrderMoment): OrderedJob {
  if (job.hold === 'operator') return AS_IT_IS;
  if (isPlanned || job.wave === undefined) throw refused(job, 'pause', 'has no place in the waves yet');
  if (job.hold === 'campaign') throw refused(job, 'pause', 'waits for another campaign that has its device');
  if (!HOLDABLE_JOB_STATES.includes(job.state)) throw refused(job, 'pause', 'is at work on its device; cancel ends it');
  return { step: held(job, { reason: 'operator' })!, ...(job.state === 'offered' && { tell: 'withdraw' }) };
}

function cancel(job: Job, { nowMs }: Pick<JobMoment, 'nowMs'>): OrderedJob {
  if (IDLE_JOB_STATES.includes(job.state))
    return {
      step: ended(job, 'cancelled', withFault(job, 'job_cancelled'), nowMs, 'an operator cancelled it'),
      ...(job.state === 'offered' && { tell: 'withdraw' }),
    };
  if (job.state === 'soaking')
    throw refused(job, 'cancel', 'has brought the release, and its device is watched; force-quit ends that');
  if (job.cancelAskedAtMs !== undefined) return { tell: 'stop' };
  const asked: Job = { ...job, cancelAskedAtMs: nowMs };
  return {
    step: {
      from: job.state,
      attempts: job.attempts,
      job: asked,
      reason: 'an operator cancelled it; its device is asked to stop',
    },
    tell: 'stop',
  };
}

function forceQuit(job: Job, { nowMs }: Pick<JobMoment, 'nowMs'>): OrderedJob {
  const step = ended(
    job,
    'cancelled',
    withFault(job, 'job_force_quit'),
    nowMs,
    'an operator ended it without its device',
  );
  if (job.state === 'running') return { step, tell: 'give-up' };
  return { step, ...(job.state === 'offered' && { tell: 'withdraw' }) };
}

/** What an earlier attempt failed of has nothing to do with it. */
const withFault = (job: Job, fault: FaultCode): Job => ({ ...without(job, 'detail'), fault });

const refused = ({ state }: Job, order: JobOrder, why: string) =>
  faultOf('job_transition', `the job is ${state}: it ${why}, so ${order} is not possible`);
