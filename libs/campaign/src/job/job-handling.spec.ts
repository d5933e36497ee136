import { describe, expect, it } from '@jest/globals';

import { without } from '../fields.js';
import { IDLE_JOB_STATES, JOB_STATES, JOB_TRANSITIONS, OPEN_JOB_STATES, type Job, type JobState } from './job.js';
import { CANCELLATION, DEACTIVATION, DISPOSAL, isDue, roomFor, type JobHandling } from './job-handling.js';
import { stepJob } from './job-step.js';
import { aJob, someRules } from '@twinbank/testkit/campaign-specimens';

const AT = { nowMs: 10_000, random: 0.5 };
const SWAP = { slotStartUs: 1, slotLengthUs: 2, swapUs: 3, addedLatencyUs: 4, deadlinesMissed: 0 };
const step = (job: Job, event: JobHandling): Job | undefined => stepJob(job, event, someRules(), AT)?.job;
const waiting = (): Job =>
  without(aJob({ state: 'waiting', attempts: 0 }), 'stage', 'transfer', 'deadlineAtMs', 'startedAtMs');
const resting = (given: Partial<Job> = {}): Job =>
  without(aJob({ state: 'backoff', nextAttemptAtMs: 9000, fault: 'download_stalled', ...given }), 'deadlineAtMs');
const inState = (state: JobState): Job => aJob({ state, nextAttemptAtMs: 9000, detail: 'of before' });

describe('a job whose turn has come', () => {
  it('is offered, with a deadline by its campaign', () => {
    expect(step(waiting(), { type: 'offer', transfer: 5 })).toEqual({
      ...waiting(),
      state: 'offered',
      attempts: 1,
      transfer: 5,
      deadlineAtMs: 15_000,
      startedAtMs: 10_000,
    });
  });

  it('is offered again once its back-off is over, and keeps only the fault of the attempt before', () => {
    const tried = resting({ done: 3, total: 9, swap: SWAP });
    const { state, attempts, startedAtMs, fault, ...again } = step(tried, { type: 'offer', transfer: 100 })!;
    expect([state, attempts, startedAtMs, fault]).toEqual(['offered', 2, 1, 'download_stalled']);
    expect(Object.keys(again)).not.toEqual(expect.arrayContaining(['done']));
    expect([again.stage, again.total, again.swap, again.nextAttemptAtMs]).toEqual(Array(4).fill(undefined));
  });

  it('is not offered before its back-off is over, nor while a device works on it', () => {
    expect(step(resting({ nextAttemptAtMs: 10_001 }), { type: 'offer', transfer: 5 })).toBeUndefined();
    for (const state of ['offered', 'running', 'succeeded', 'cancelled'] as const)
      expect(step(aJob({ state }), { type: 'offer', transfer: 5 })).toBeUndefined();
  });

  it('is offered only if fewer devices are active than the campaign allows', () => {
    expect([roomFor(5, 10, 7), roomFor(2, 10, 7), roomFor(5, 10, 10), roomFor(5, 10, 12)]).toEqual([3, 2, 0, 0]);
  });

  it('is due exactly where it could be offered', () => {
    for (const state of JOB_STATES)
      for (const nextAttemptAtMs of [9999, 10_000, 10_001]) {
        const job = aJob({ state, nextAttemptAtMs });
        expect(isDue(job, AT.nowMs)).toBe(step(job, { type: 'offer', transfer: 5 }) !== undefined);
      }
  });
});

describe('a job that the device would refuse', () => {
  const exclusion = { reason: 'already_installed', detail: 'the device runs the release already' } as const;
  const tooOld = { reason: 'counter_too_low', detail: 'its counter is above' } as const;

  it('is excluded if no attempt was made, and rejected if the device has tried', () => {
    expect(step(waiting(), { type: 'exclude', exclusion })).toMatchObject({
      state: 'excluded',
      fault: 'already_installed',
    });
    expect(step(resting(), { type: 'exclude', exclusion: tooOld })).toMatchObject({
      state: 'rejected',
      fault: 'counter_too_low',
    });
  });

  it('continues if the attempt before may have installed the release', () => {
    expect(step(resting(), { type: 'exclude', exclusion })).toBeUndefined();
  });

  it('is not changed while a device works on it', () => {
    expect(step(aJob({ state: 'offered' }), { type: 'exclude', exclusion: tooOld })).toBeUndefined();
    expect(step(aJob(), { type: 'exclude', exclusion: tooOld })).toBeUndefined();
  });
});

describe('an end shared by many jobs', () => {
  it.each([
    ['cancel', CANCELLATION, IDLE_JOB_STATES],
    ['deactivate', DEACTIVATION, OPEN_JOB_STATES],
    ['dispose', DISPOSAL, OPEN_JOB_STATES],
  ] as const)('is the end of each of them (%s)', (type, { from, to, fault, detail }, states) => {
    expect(from).toEqual(states);
    for (const state of JOB_STATES) {
      const after = step(inState(state), { type });
      if (type === 'cancel' && state === 'soaking') continue;
      expect(after !== undefined).toBe(from.includes(state));
      if (!after) continue;
      expect(JOB_TRANSITIONS[state]).toContain(to);
      const { endedAtMs, deadlineAtMs, nextAttemptAtMs } = after;
      expect([after.state, after.fault, after.detail]).toEqual([to, fault, detail]);
      expect([endedAtMs, deadlineAtMs, nextAttemptAtMs]).toEqual([10_000, undefined, undefined]);
    }
  });
});

describe("a job after the server's clock was moved", () => {
  const stepped = (job: Job, beforeMs: number) => step(job, { type: 'clock-stepped', beforeMs });

  it('keeps its remaining time if only the clock step would end it', () => {
    expect(stepped(aJob({ deadlineAtMs: 6000 }), 5000)?.deadlineAtMs).toBe(11_000);
    expect(stepped(aJob({ deadlineAtMs: 10_000 }), 5000)?.deadlineAtMs).toBe(15_000);
    expect(stepped(aJob({ deadlineAtMs: 5000 }), 5000)).toBeUndefined();
    expect(stepped(aJob({ deadlineAtMs: 10_001 }), 5000)).toBeUndefined();
    expect(stepped(resting(), 5000)).toBeUndefined();
  });

  it('has no more time than the rules give if the clock was put back', () => {
    expect(stepped(aJob({ state: 'offered', deadlineAtMs: 99_000 }), 90_000)?.deadlineAtMs).toBe(15_000);
    expect(stepped(aJob({ deadlineAtMs: 99_000 }), 90_000)?.deadlineAtMs).toBe(60_000);
    expect(stepped(aJob({ deadlineAtMs: 60_000 }), 90_000)).toBeUndefined();
    expect(stepped(resting({ nextAttemptAtMs: 200_000 }), 90_000)?.nextAttemptAtMs).toBe(130_000);
    expect(stepped(resting({ nextAttemptAtMs: 130_000 }), 90_000)).toBeUndefined();
  });

  it('is not changed again by the same clock step', () => {
    const once = stepped(aJob({ deadlineAtMs: 6000 }), 5000)!;
    expect(stepped(once, 5000)).toBeUndefined();
  });
});
