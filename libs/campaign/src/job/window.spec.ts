import { describe, expect, it } from '@jest/globals';

import { aJob, NEW } from '@twinbank/testkit/campaign-specimens';

import { DEFAULT_RULES } from '../config.js';
import { offerDeadlineMs } from './job-handling.js';
import type { JobRules } from './job-rules.js';
import { stepJob, type JobEvent } from './job-step.js';
import type { Job } from './job.js';

const RULES: JobRules = {
  ...{ expected: NEW, policy: 'mirror', retry: DEFAULT_RULES.retry, stopping: false },
  timeouts: { offerMs: 10_000, runMs: 5000 },
};
const NOW = 100_000;
const step = (job: Partial<Job>, event: JobEvent, rules: Partial<JobRules> = {}) =>
  stepJob(aJob(job), event, { ...RULES, ...rules }, { nowMs: NOW, random: 0.5 });

describe('an offer in a maintenance window', () => {
  const turn = { closesAtMs: NOW + 4000, swapTimes: { swapNotBefore: NOW + 50_000, swapNotAfter: NOW + 60_000 } };

  it('must be accepted before the window closes, or within its time limit if that is shorter', () => {
    expect(offerDeadlineMs(NOW, 10_000)).toBe(NOW + 10_000);
    expect(offerDeadlineMs(NOW, 10_000, turn)).toBe(NOW + 4000);
    expect(offerDeadlineMs(NOW, 3000, turn)).toBe(NOW + 3000);
    expect(step({ state: 'waiting', attempts: 0 }, { type: 'offer', transfer: 7, turn })?.job).toMatchObject({
      ...{ state: 'offered', deadlineAtMs: NOW + 4000, windowClosesAtMs: NOW + 4000, swapTimes: turn.swapTimes },
    });
  });

  it('that nobody accepted is held for the next window, and nothing has failed', () => {
    const offered = { state: 'offered', windowClosesAtMs: NOW, deadlineAtMs: NOW, swapTimes: {} } as const;
    const held = step(offered, { type: 'timeout' })!;
    expect(held.job).toMatchObject({ state: 'held', hold: 'window', nextAttemptAtMs: NOW });
    for (const gone of ['fault', 'deadlineAtMs', 'windowClosesAtMs', 'swapTimes'])
      expect(held.job).not.toHaveProperty(gone);
  });

  it('has failed where its own time limit was over first, or its campaign stops', () => {
    const offered = { state: 'offered', windowClosesAtMs: NOW + 1, deadlineAtMs: NOW } as const;
    expect(step(offered, { type: 'timeout' })?.job).toMatchObject({ state: 'backoff', fault: 'job_timeout' });
    const closed = { state: 'offered', windowClosesAtMs: NOW, deadlineAtMs: NOW } as const;
    expect(step(closed, { type: 'timeout' }, { stopping: true })?.job).toMatchObject({ state: 'timed_out' });
  });

  it('ends with its window although the clock is put forward; less time than that it keeps', () => {
    const forward = { type: 'clock-stepped', beforeMs: NOW - 5000 } as const;
    const offered = { state: 'offered', deadlineAtMs: NOW - 2000 } as const;
    const deadline = (windowClosesAtMs: number) => step({ ...offered, windowClosesAtMs }, forward)?.job.deadlineAtMs;
    expect(deadline(NOW - 2000)).toBeUndefined();
    expect(deadline(NOW - 1000)).toBe(NOW - 1000);
    expect(deadline(NOW + 9000)).toBe(NOW + 3000);
    const running = { ...offered, state: 'running', windowClosesAtMs: NOW - 2000 } as const;
    expect(step(running, forward)?.job.deadlineAtMs).toBe(NOW + 3000);
  });

  it('that was accepted goes on after the window', () => {
    const running = { state: 'running', windowClosesAtMs: NOW - 1, deadlineAtMs: NOW } as const;
    expect(step(running, { type: 'timeout' })?.job).toMatchObject({ fault: 'job_timeout' });
  });

  it('gives time until the swap and for what follows it', () => {
    const offered = { state: 'offered', stage: undefined, swapTimes: turn.swapTimes } as unknown as Job;
    const report = { type: 'stage', seq: 1, job: 42, transfer: 99, stage: 'accepted' } as const;
    expect(step(offered, { type: 'report', report })?.job.deadlineAtMs).toBe(NOW + 65_000);
    const running = { ...turn, state: 'running', deadlineAtMs: NOW + 10_000_000 } as const;
    const back = { type: 'clock-stepped', beforeMs: NOW + 10_000 } as const;
    expect(step(running, back)?.job.deadlineAtMs).toBe(NOW + 65_000);
  });

  it('leaves nothing behind for the next attempt', () => {
    const again = { state: 'backoff', nextAttemptAtMs: NOW, ...turn, windowClosesAtMs: 1 } as const;
    const offered = step(again, { type: 'offer', transfer: 8 })!;
    for (const gone of ['windowClosesAtMs', 'swapTimes']) expect(offered.job).not.toHaveProperty(gone);
  });
});
