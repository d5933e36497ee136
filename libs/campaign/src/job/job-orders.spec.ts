import { describe, expect, it } from '@jest/globals';

import { aJob, aStatus, NEW, OLD } from '@twinbank/testkit/campaign-specimens';

import { DEFAULT_RULES } from '../config.js';
import { JOB_ORDERS, orderJob, type JobOrder } from './job-orders.js';
import { stepJob } from './job-step.js';
import { FINAL_JOB_STATES, JOB_STATES, JOB_TRANSITIONS, type Job, type JobState } from './job.js';

const NOW = 50_000;
const STATUS = aStatus([OLD, undefined]);
const at = { nowMs: NOW };
const job = (state: JobState, given: Partial<Job> = {}): Job =>
  aJob({ state, ...(state === 'held' && { hold: 'window' as const }), ...given });
/** What an order makes of a job: its new state, `-` if it stays, `refused`; and what the device is told. */
const outcome = (state: JobState, order: JobOrder, given: Partial<Job> = {}): string => {
  try {
    const { step, tell } = orderJob(job(state, given), order, at);
    return [step?.job.state ?? '-', ...(tell ? [tell] : [])].join(' ');
  } catch {
    return 'refused';
  }
};

describe('orders about one job', () => {
  it.each<[JobState, ...string[]]>([
    ['waiting', 'held', '-', 'cancelled', 'cancelled'],
    ['held', 'held', '-', 'cancelled', 'cancelled'],
    ['offered', 'held withdraw', '-', 'cancelled withdraw', 'cancelled withdraw'],
    ['running', 'refused', '-', 'running stop', 'cancelled give-up'],
    ['backoff', 'held', '-', 'cancelled', 'cancelled'],
    ['soaking', 'refused', '-', 'refused', 'cancelled'],
    ['succeeded', 'refused', 'refused', 'refused', 'refused'],
    ['failed', 'refused', 'refused', 'refused', 'refused'],
    ['rejected', 'refused', 'refused', 'refused', 'refused'],
    ['timed_out', 'refused', 'refused', 'refused', 'refused'],
    ['excluded', 'refused', 'refused', 'refused', 'refused'],
    ['cancelled', 'refused', 'refused', '-', '-'],
  ])('in %s: pause %s, resume %s, cancel %s, force-quit %s', (state, ...expected) => {
    expect(JOB_ORDERS.map((order) => outcome(state, order))).toEqual(expected);
  });

  it('move jobs only as the table of states allows', () => {
    for (const state of JOB_STATES)
      for (const order of JOB_ORDERS) {
        if (outcome(state, order) === 'refused') continue;
        const { step } = orderJob(job(state), order, at);
        // A job that ends because its device is gone, or is watched, ends as the table has it.
        if (step && step.job.state !== state) expect(JOB_TRANSITIONS[state]).toContain(step.job.state);
      }
    expect(FINAL_JOB_STATES).toContain('cancelled');
  });

  it('resume what an operator paused: due at once if it was tried, and nothing else', () => {
    const paused = { hold: 'operator' as const };
    expect(outcome('held', 'pause', paused)).toBe('-');
    expect(orderJob(job('held', { ...paused, attempts: 0 }), 'resume', at).step?.job).toMatchObject({
      state: 'waiting',
    });
    expect(orderJob(job('held', { ...paused, attempts: 2 }), 'resume', at).step?.job).toMatchObject({
      ...{ state: 'backoff', nextAttemptAtMs: NOW },
    });
  });

  it('pause no job that has no place in the waves yet', () => {
    expect(outcome('waiting', 'pause', { wave: undefined } as unknown as Partial<Job>)).toBe('refused');
    const planned = { ...at, isPlanned: true };
    expect(() => orderJob(job('waiting'), 'pause', planned)).toThrow(
      expect.objectContaining({
        code: 'job_transition',
        detail: expect.stringContaining('has no place in the waves yet'),
      }),
    );
    expect(orderJob(job('waiting'), 'cancel', planned).step?.job.state).toBe('cancelled');
  });

  it('end jobs with a fault that says who did it, and without a deadline', () => {
    expect(orderJob(job('offered'), 'cancel', at).step?.job).toMatchObject({ fault: 'job_cancelled', endedAtMs: NOW });
    const quit = orderJob(job('running'), 'force-quit', at).step!.job;
    expect(quit).toMatchObject({ state: 'cancelled', fault: 'job_force_quit', endedAtMs: NOW });
    expect(quit).not.toHaveProperty('deadlineAtMs');
  });

  it('keep what an attempt failed of while the job goes on, and not as the reason of its end', () => {
    const failed = job('backoff', { fault: 'flash_error', detail: 'page 7' });
    expect(orderJob(failed, 'pause', at).step?.job).toMatchObject({ fault: 'flash_error', detail: 'page 7' });
    for (const order of ['cancel', 'force-quit'] as const)
      expect(orderJob(failed, order, at).step?.job).not.toHaveProperty('detail');
  });

  it('ask a device again when they are repeated, and write nothing', () => {
    expect(orderJob(job('running', { cancelAskedAtMs: 1 }), 'cancel', at)).toEqual({ tell: 'stop' });
  });
});

describe('a job whose device was asked to stop', () => {
  const rules = {
    ...{ expected: NEW, policy: 'mirror' as const, retry: DEFAULT_RULES.retry, timeouts: DEFAULT_RULES.timeouts },
    stopping: false,
  };
  const asked = job('running', { cancelAskedAtMs: 1 });
  const after = (fault: 'download_stalled' | 'job_cancelled', stage: 'failed' | 'cancelled') =>
    stepJob(
      asked,
      { type: 'report', report: { type: 'result', seq: 1, job: 42, transfer: 99, stage, fault, status: STATUS } },
      rules,
      { nowMs: NOW, random: 0 },
    )!.job;

  it('is cancelled when it stops, which is no failure', () => {
    expect(after('job_cancelled', 'cancelled')).toMatchObject({ state: 'cancelled', fault: 'job_cancelled' });
  });

  it('gets no further attempt when it fails instead', () => {
    expect(after('download_stalled', 'failed')).toMatchObject({ state: 'failed', fault: 'download_stalled' });
  });
});
