import { describe, expect, it } from '@jest/globals';

import { aJob, aStatus, NEW, OLD, someRules } from '@twinbank/testkit/campaign-specimens';

import { without } from '../fields.js';
import { isDue } from './job-handling.js';
import { stepJob, type JobEvent } from './job-step.js';
import { HOLDABLE_JOB_STATES, JOB_STATES, JOB_TRANSITIONS, type Job } from './job.js';
import { orderJob } from './job-orders.js';
import { isLastMissed } from './missed-offers.js';

const AT = { nowMs: 10_000, random: 0.5 };
const after = (job: Job, event: JobEvent): Job | undefined => stepJob(job, event, someRules(), AT)?.job;
const hold: JobEvent = { type: 'hold', hold: { reason: 'operator' } };
const heldUntil = (untilMs: number): JobEvent => ({ type: 'hold', hold: { reason: 'operator', untilMs } });
const planned = without(
  aJob({ state: 'waiting', attempts: 0 }),
  ...(['stage', 'transfer', 'deadlineAtMs', 'startedAtMs'] as const),
);
const stalled = without(
  aJob({ state: 'backoff', nextAttemptAtMs: 99_000, fault: 'download_stalled' }),
  'deadlineAtMs',
  'stage',
);

describe('a job that may not begin', () => {
  it('is held, until a time or until it is released', () => {
    expect(after(planned, hold)).toEqual({ ...planned, state: 'held', hold: 'operator' });
    expect(after(stalled, heldUntil(20_000))).toEqual({
      ...stalled,
      state: 'held',
      hold: 'operator',
      nextAttemptAtMs: 20_000,
    });
  });

  it('is held only where no device works on it', () => {
    for (const state of JOB_STATES) {
      const held = after(aJob({ state }), hold);
      expect(held !== undefined).toBe(HOLDABLE_JOB_STATES.includes(state));
      if (state !== 'held' && held) expect(JOB_TRANSITIONS[state]).toContain('held');
    }
  });

  it('has no deadline any more if a ticket was out', () => {
    const held = after(aJob({ state: 'offered' }), hold)!;
    expect(held).not.toHaveProperty('deadlineAtMs');
    expect(held).toMatchObject({ attempts: 1, transfer: 99 });
  });

  it('keeps how far its last attempt had come, which tells that from an offer that was missed', () => {
    const lost = stepJob(
      aJob({ stage: 'downloading', attempts: 2, missedOffers: 1 }),
      { type: 'image-lost', problem: 'gone' },
      someRules(),
      AT,
    )!.job;
    const again = after(after(lost, hold)!, { type: 'release' })!;
    expect([isLastMissed(lost), isLastMissed(again)]).toEqual([false, false]);
    expect(again).toMatchObject({ state: 'backoff', stage: 'downloading', fault: 'image_unreadable' });
    const missed = stepJob(
      without(aJob({ state: 'offered' }), 'stage'),
      { type: 'image-lost', problem: 'gone' },
      someRules(),
      AT,
    )!.job;
    expect(isLastMissed(after(after(missed, hold)!, { type: 'release' })!)).toBe(true);
  });

  it('may be held again, for another time', () => {
    expect(after(after(planned, heldUntil(20_000))!, heldUntil(30_000))).toMatchObject({ nextAttemptAtMs: 30_000 });
    expect(after(after(planned, heldUntil(20_000))!, hold)).not.toHaveProperty('nextAttemptAtMs');
  });
});

describe('a job that waits for another campaign', () => {
  const behind = { ...planned, state: 'held', hold: 'campaign' } as const;

  it('does not get its device by a hold or a release: whoever ends the other job gives it on', () => {
    expect(after(behind, hold)).toBeUndefined();
    expect(after(behind, { type: 'release' })).toBeUndefined();
    expect(isDue(behind, Number.MAX_SAFE_INTEGER)).toBe(false);
    expect(after(behind, { type: 'cancel' })).toMatchObject({ state: 'cancelled' });
    expect(after(behind, { type: 'cancel' })).not.toHaveProperty('hold');
  });

  it('cannot be paused, and resuming it changes nothing', () => {
    expect(() => orderJob(behind, 'pause', AT)).toThrow('waits for another campaign');
    expect(orderJob(behind, 'resume', AT)).toEqual({});
    expect(orderJob(behind, 'cancel', AT).step?.job).toMatchObject({ state: 'cancelled' });
  });
});

describe('a held job', () => {
  const held = after(planned, heldUntil(20_000))!;
  const tried = after(stalled, hold)!;

  it('is due once its time is over, and never without one', () => {
    expect([isDue(held, 19_999), isDue(held, 20_000)]).toEqual([false, true]);
    expect(isDue(tried, Number.MAX_SAFE_INTEGER)).toBe(false);
  });

  it('is offered then, and held no longer', () => {
    const offered = stepJob(held, { type: 'offer', transfer: 5 }, someRules(), { ...AT, nowMs: 20_000 })!.job;
    expect(offered).toMatchObject({ state: 'offered', attempts: 1 });
    expect(offered).not.toHaveProperty('hold');
    expect(after(held, { type: 'offer', transfer: 5 })).toBeUndefined();
  });

  it('is where it was before when it is released: an attempt that was tried before is due at once', () => {
    expect(after(held, { type: 'release' })).toEqual(planned);
    expect(after(tried, { type: 'release' })).toEqual({ ...stalled, nextAttemptAtMs: 10_000 });
    expect(after(planned, { type: 'release' })).toBeUndefined();
  });

  it('ends like one that waits, or like one between two attempts', () => {
    const exclusion = { reason: 'counter_too_low' as const, detail: 'too low' };
    expect(after(held, { type: 'exclude', exclusion })).toMatchObject({ state: 'excluded' });
    expect(after(tried, { type: 'exclude', exclusion })).toMatchObject({ state: 'rejected' });
    expect(after(held, { type: 'cancel' })).not.toHaveProperty('hold');
    expect(after(tried, { type: 'deactivate' })).toMatchObject({ state: 'cancelled' });
  });

  it('succeeds by a late report only if it was tried', () => {
    const done: JobEvent = {
      type: 'report',
      report: { type: 'result', seq: 9, job: 42, stage: 'done', status: aStatus([NEW, NEW]) },
    };
    const lost: JobEvent = {
      type: 'report',
      report: {
        ...{ type: 'result', seq: 9, job: 42, stage: 'failed', status: aStatus([OLD, undefined]) },
        fault: 'flash_error' as const,
      },
    };
    expect(after(tried, done)).toMatchObject({ state: 'succeeded' });
    expect(after(tried, lost)).toBeUndefined();
    expect(after(held, done)).toBeUndefined();
    expect(after(tried, { type: 'timeout' })).toBeUndefined();
    expect(after(tried, { type: 'image-lost', problem: 'gone' })).toBeUndefined();
  });

  it("is looked at again when the server's clock was put back", () => {
    expect(after(held, { type: 'clock-stepped', beforeMs: 90_000 })).toMatchObject({ nextAttemptAtMs: 10_000 });
    expect(after(held, { type: 'clock-stepped', beforeMs: 5000 })).toBeUndefined();
    expect(after(tried, { type: 'clock-stepped', beforeMs: 90_000 })).toBeUndefined();
  });
});
