import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FAULT_CODES, STAGES, type FaultCode, type Report } from '@twinbank/protocol';

import { without } from '../fields.js';
import { isFinalJobState, JOB_STATES, JOB_TRANSITIONS, type Job } from './job.js';
import type { JobRules, JobStep } from './job-rules.js';
import { stepJob, type JobEvent, type UnreadableResult } from './job-step.js';
import { triesOf } from './missed-offers.js';
import { aJob, aStatus, FOREIGN, NEW, OLD, someRules } from '@twinbank/testkit/campaign-specimens';

const AT = { nowMs: 10_000, random: 0.5 };
const SWAP = { slotStartUs: 1, slotLengthUs: 2, swapUs: 3, addedLatencyUs: 4, deadlinesMissed: 0 };
const TIMINGS = { eraseMs: 1, downloadMs: 2, checkMs: 3, waitMs: 4, mirrorMs: 5, totalMs: 15 };

type Result = Extract<Report, { type: 'result' }>;
type Hello = Extract<Report, { type: 'hello' }>;
const report = (given: Report): JobEvent => ({ type: 'report', report: given });
const aResult = (given: Partial<Result> = {}): JobEvent =>
  report({ type: 'result', seq: 9, job: 42, stage: 'done', status: aStatus([NEW, NEW]), ...given });
const aHello = (given: Partial<Hello> = {}): JobEvent =>
  report({ type: 'hello', seq: 0, status: aStatus([OLD, undefined]), ...given });
const aStage = (stage: (typeof STAGES)[number], given: object = {}): JobEvent =>
  report({ type: 'stage', seq: 1, job: 42, stage, ...given });
const step = (job: Job, event: JobEvent, rules: JobRules = someRules()): JobStep | undefined =>
  stepJob(job, event, rules, AT);
const offered = (): Job => aJob({ state: 'offered', deadlineAtMs: 12_000 });
const planned = (): Job => without(aJob({ state: 'waiting', attempts: 0 }), 'stage', 'transfer', 'deadlineAtMs');

describe('a job that was offered', () => {
  it('runs once the device accepts it, with a new deadline', () => {
    const { stage: _none, ...unstaged } = offered();
    expect(step(unstaged, aStage('accepted'))).toMatchObject({
      from: 'offered',
      attempts: 1,
      job: { state: 'running', stage: 'accepted', deadlineAtMs: 60_000 },
    });
  });

  it('runs once the device names it in a hello', () => {
    expect(step(offered(), aHello({ job: 42, stage: 'downloading' }))?.job).toMatchObject({
      state: 'running',
      stage: 'downloading',
    });
  });

  it('stays offered when the device sends a hello without it', () => {
    expect(step(offered(), aHello())).toBeUndefined();
    expect(step(offered(), aHello({ status: aStatus([FOREIGN, undefined]) }))).toBeUndefined();
  });

  it('is not confused with the attempt before it, which the device has ended', () => {
    const again = { ...offered(), attempts: 2 };
    for (const stage of ['cancelled', 'failed', 'reverted'] as const) {
      expect(step(again, aHello({ job: 42, stage }))).toBeUndefined();
    }
    expect(step(again, aResult({ stage: 'cancelled', status: aStatus([OLD, undefined]) }))).toBeUndefined();
    expect(step(again, aHello({ job: 42, stage: 'done', status: aStatus([NEW, NEW]) }))?.job.state).toBe('succeeded');
  });

  it('is not ended while it runs by a result of the attempt before it, even if that result shows the release', () => {
    const running = aJob({ attempts: 2, transfer: 100 });
    expect(step(running, aResult({ transfer: 99 }))).toBeUndefined();
    expect(
      step(running, aHello({ job: 42, transfer: 99, stage: 'done', status: aStatus([NEW, NEW]) })),
    ).toBeUndefined();
  });

  it('is not changed by reports on the attempt before it', () => {
    const again = { ...offered(), attempts: 2, transfer: 100 };
    expect(step(again, aStage('downloading', { transfer: 99 }))).toBeUndefined();
    expect(step(again, aHello({ job: 42, transfer: 99, stage: 'downloading' }))).toBeUndefined();
    expect(step(again, aResult({ transfer: 99, stage: 'failed', status: aStatus([OLD, undefined]) }))).toBeUndefined();
    expect(
      step(
        { ...again, state: 'running' },
        aResult({ transfer: 99, stage: 'failed', status: aStatus([OLD, undefined]) }),
      ),
    ).toBeUndefined();
    expect(
      step({ ...again, state: 'running', stage: 'swapped' }, aHello({ job: 42, transfer: 99, stage: 'reverted' })),
    ).toBeUndefined();
    expect(step(again, aResult({ transfer: 99 }))?.job.state).toBe('succeeded');
    expect(step(again, aStage('downloading', { transfer: 100 }))?.job.state).toBe('running');
    expect(step(again, aStage('downloading'))?.job.state).toBe('running');
  });

  it('has failed if the device reports this very attempt as cancelled without being asked to stop', () => {
    const cancelled = (given: Partial<Result>): JobEvent =>
      aResult({ stage: 'cancelled', status: aStatus([OLD, undefined]), ...given });
    const failed = { state: 'failed', fault: 'job_cancelled', detail: 'the device stopped and nobody had asked it to' };
    expect(step(offered(), cancelled({}))?.job).toMatchObject(failed);
    expect(step({ ...offered(), attempts: 2 }, cancelled({ transfer: 99 }))?.job).toMatchObject(failed);
    expect(step(offered(), cancelled({}), someRules({ stopping: true }))?.job).toMatchObject({ state: 'cancelled' });
  });

  it('has succeeded if the device turns out to hold the release', () => {
    expect(step(offered(), aHello({ status: aStatus([NEW, NEW]) }))?.job).toMatchObject({
      state: 'succeeded',
      endedAtMs: 10_000,
    });
  });

  it('is retried when the device does not accept it in time', () => {
    expect(step(offered(), { type: 'timeout' })).toBeUndefined();
    expect(stepJob(offered(), { type: 'timeout' }, someRules(), { nowMs: 12_000, random: 0 })?.job).toMatchObject({
      state: 'backoff',
      fault: 'job_timeout',
      detail: 'the device did not accept the offer in time',
      nextAttemptAtMs: 13_000,
    });
  });
});

describe('a job that runs', () => {
  it('records how far the device has come', () => {
    expect(step(aJob(), aStage('downloading', { done: 3, total: 17 }))?.job).toMatchObject({
      state: 'running',
      done: 3,
      total: 17,
      deadlineAtMs: 100_000,
    });
    expect(step(aJob(), aStage('swapped', { swap: SWAP }))?.job).toMatchObject({ stage: 'swapped', swap: SWAP });
  });

  it('does not change by a report that is repeated or late', () => {
    const job = aJob({ stage: 'checked', done: 17, total: 17 });
    expect(step(job, aStage('checked'))).toBeUndefined();
    expect(step(job, aStage('downloading', { done: 3, total: 17 }))).toBeUndefined();
    expect(step(aJob({ done: 5, total: 17 }), aStage('downloading', { done: 4, total: 17 }))).toBeUndefined();
  });

  it('does not change by a report on another job', () => {
    expect(step(aJob(), report({ type: 'stage', seq: 1, job: 41, stage: 'swapped' }))).toBeUndefined();
    expect(step(aJob(), aResult({ job: 41 }))).toBeUndefined();
  });

  it('succeeds by the reported banks, with timings and without an earlier fault', () => {
    const done = step(
      aJob({ total: 17, fault: 'download_stalled', detail: 'earlier' }),
      aResult({ swap: SWAP, timings: TIMINGS }),
    );
    expect(done?.job).toEqual({
      ...aJob({ total: 17 }),
      state: 'succeeded',
      stage: 'done',
      done: 17,
      swap: SWAP,
      timings: TIMINGS,
      stageTimes: { checkedAtMs: 10_000, swappedAtMs: 10_000, confirmedAtMs: 10_000 },
      endedAtMs: 10_000,
      deadlineAtMs: undefined,
    });
  });

  it('fails if the device claims to be done but its banks show otherwise', () => {
    expect(step(aJob(), aResult({ status: aStatus([NEW, OLD]) }))?.job).toMatchObject({
      state: 'failed',
      fault: 'outcome_unexpected',
    });
  });

  it('is judged by its banks alone once the device no longer knows the job', () => {
    expect(step(aJob({ stage: 'mirroring' }), aHello({ status: aStatus([NEW, NEW]) }))?.job.state).toBe('succeeded');
    expect(step(aJob({ stage: 'swapped' }), aHello())?.job).toMatchObject({
      state: 'backoff',
      fault: 'reset_before_confirm',
    });
    expect(step(aJob(), aHello({ status: aStatus([FOREIGN, OLD]) }))?.job).toMatchObject({
      state: 'failed',
      fault: 'outcome_unexpected',
    });
    expect(step(aJob(), aHello())).toBeUndefined();
  });

  it('waits for the result of a device that names it in a hello, even if the banks look reverted', () => {
    expect(step(aJob({ stage: 'swapped' }), aHello({ job: 42, stage: 'reverted' }))?.job).toMatchObject({
      state: 'running',
      stage: 'reverted',
    });
  });

  it('is retried after a transient fault, after a delay', () => {
    const stalled = aResult({
      stage: 'failed',
      status: aStatus([OLD, undefined]),
      fault: 'download_stalled',
      detail: 'no block for 30 s',
    });
    const { deadlineAtMs: _gone, ...rest } = aJob();
    expect(step(aJob(), stalled)).toEqual({
      from: 'running',
      attempts: 1,
      deadlineSeenMs: aJob().deadlineAtMs,
      job: {
        ...rest,
        state: 'backoff',
        stage: 'failed',
        fault: 'download_stalled',
        detail: 'no block for 30 s',
        nextAttemptAtMs: 11_000,
      },
      reason: 'attempt 1 of 3 ended with download_stalled; the next follows in 1000 ms',
    });
    expect(step(aJob({ attempts: 2 }), stalled)?.job.nextAttemptAtMs).toBe(12_000);
    expect(step(aJob({ attempts: 3 }), stalled)?.job).toMatchObject({ state: 'failed', fault: 'download_stalled' });
  });

  it('is not retried after a fault of the release or the device', () => {
    const unfit = aResult({ stage: 'reverted', status: aStatus([OLD, NEW]), fault: 'self_test_failed' });
    expect(step(aJob(), unfit)?.job).toMatchObject({ state: 'failed', fault: 'self_test_failed' });
    const refused = aResult({ stage: 'rejected', status: aStatus([OLD, undefined]), fault: 'hardware_mismatch' });
    expect(step(aJob(), refused)?.job).toMatchObject({ state: 'rejected', fault: 'hardware_mismatch' });
  });

  it('is not retried while the campaign stops', () => {
    const stalled = aResult({ stage: 'failed', status: aStatus([OLD, undefined]), fault: 'download_stalled' });
    expect(step(aJob(), stalled, someRules({ stopping: true }))?.job.state).toBe('failed');
  });

  it('is cancelled if the device stopped as asked', () => {
    const stopped = aResult({ stage: 'cancelled', status: aStatus([OLD, undefined]), fault: 'job_cancelled' });
    expect(step(aJob(), stopped, someRules({ stopping: true }))?.job).toMatchObject({
      state: 'cancelled',
      fault: 'job_cancelled',
    });
  });

  it('has failed if the device stopped without being asked', () => {
    const unasked = (fault?: FaultCode): JobStep | undefined =>
      step(aJob(), aResult({ stage: 'cancelled', status: aStatus([OLD, undefined]), ...(fault && { fault }) }));
    expect(unasked()?.job).toMatchObject({
      state: 'failed',
      fault: 'job_cancelled',
      detail: 'the device stopped and nobody had asked it to',
    });
    expect(unasked('job_cancelled')?.job).toMatchObject({ state: 'failed', fault: 'job_cancelled' });
    expect(unasked('self_test_failed')?.job).toMatchObject({ state: 'failed', fault: 'self_test_failed' });
    expect(unasked('download_stalled')?.job).toMatchObject({ state: 'backoff', fault: 'download_stalled' });
  });

  it('has succeeded if the device was done before the request to stop arrived', () => {
    expect(step(aJob(), aResult(), someRules({ stopping: true }))?.job.state).toBe('succeeded');
  });

  it('ends with the fault of a refused result, not by its time limit', () => {
    const unreadable = (given: Partial<UnreadableResult> = {}): JobEvent => ({
      type: 'unreadable',
      result: { type: 'unreadable', job: 42, fault: 'message_malformed', detail: 'status must be an object', ...given },
    });
    const failed = {
      state: 'failed',
      fault: 'message_malformed',
      detail: 'its result was refused: status must be an object',
    };
    expect(step(aJob(), unreadable())?.job).toMatchObject(failed);
    expect(step(offered(), unreadable({ transfer: 99 }))?.job).toMatchObject(failed);
    expect(step(aJob(), unreadable({ transfer: 98 }))).toBeUndefined();
    expect(step(aJob(), unreadable({ job: 41 }))).toBeUndefined();
    expect(step({ ...offered(), attempts: 2 }, unreadable())).toBeUndefined();
    expect(step({ ...aJob(), state: 'backoff' }, unreadable())).toBeUndefined();
  });

  it('has got all blocks once the image was checked, even if the device reported progress rarely', () => {
    const begun = aJob({ done: 0, total: 17 });
    expect(step(begun, aStage('checked'))?.job).toMatchObject({ stage: 'checked', done: 17, total: 17 });
    expect(
      step(begun, aResult({ stage: 'reverted', status: aStatus([OLD, NEW]), fault: 'self_test_failed' }))?.job,
    ).toMatchObject({ done: 17, total: 17 });
    expect(
      step(
        aJob({ stage: 'swapped', done: 0, total: 17 }),
        aResult({ stage: 'failed', status: aStatus([OLD, NEW]), fault: 'flash_error' }),
      )?.job,
    ).toMatchObject({ done: 17 });
    expect(
      step(begun, aResult({ stage: 'failed', status: aStatus([OLD, undefined]), fault: 'download_stalled' }))?.job,
    ).toMatchObject({ done: 0, total: 17 });
    expect(step(aJob(), aStage('swapped'))?.job).not.toHaveProperty('done');
  });

  it('times out after its last attempt, and says how far it came', () => {
    const late = stepJob(aJob({ attempts: 3 }), { type: 'timeout' }, someRules(), { nowMs: 100_000, random: 0 });
    expect(late?.job).toMatchObject({
      state: 'timed_out',
      fault: 'job_timeout',
      detail: 'the device did not finish in time; its last stage was downloading',
    });
  });
});

describe('a job between two attempts', () => {
  const { deadlineAtMs: _none, ...base } = aJob({ state: 'backoff', nextAttemptAtMs: 20_000, fault: 'job_timeout' });

  it('has succeeded if the device was only slow', () => {
    expect(step(base, aResult())?.job).toMatchObject({ state: 'succeeded' });
    expect(step(base, aResult())?.job).not.toHaveProperty('nextAttemptAtMs');
  });

  it('accepts no other late report', () => {
    expect(step(base, aStage('swapped'))).toBeUndefined();
    expect(
      step(base, aResult({ stage: 'failed', status: aStatus([OLD, undefined]), fault: 'flash_error' })),
    ).toBeUndefined();
    expect(
      step(base, aResult({ stage: 'cancelled', status: aStatus([OLD, undefined]), fault: 'job_cancelled' })),
    ).toBeUndefined();
    expect(step(base, { type: 'timeout' })).toBeUndefined();
  });
});

describe('stepJob', () => {
  const image = fc.constantFrom(undefined, OLD, NEW, FOREIGN);
  const status = fc
    .tuple(image, image, fc.boolean())
    .map(([one, two, confirmed]) => aStatus([one, two], { confirmed }));
  const stage = fc.constantFrom(...STAGES);
  const id = fc.constantFrom(41, 42);
  const fault = fc.option(fc.constantFrom(...FAULT_CODES), { nil: undefined });
  const events: fc.Arbitrary<JobEvent> = fc.oneof(
    fc.record({ type: fc.constant('timeout' as const) }),
    fc
      .record({ job: id, stage, done: fc.nat(20) })
      .map((given) => report({ type: 'stage', seq: 1, total: 20, ...given })),
    fc
      .record({ status, job: fc.option(id, { nil: undefined }), stage })
      .map(({ job, ...given }) => aHello(job === undefined ? { status: given.status } : { ...given, job })),
    fc
      .record({ status, job: id, stage, fault })
      .map(({ fault: code, ...given }) => aResult(code === undefined ? given : { ...given, fault: code })),
  );

  const exclusion = { reason: 'counter_too_low' as const, detail: 'its counter is 9, that of the release 2' };
  const handling: fc.Arbitrary<JobEvent> = fc.oneof(
    fc.constantFrom<JobEvent>({ type: 'hold', hold: { reason: 'operator' } }, { type: 'release' }),
    fc.nat(200_000).map((untilMs): JobEvent => ({ type: 'hold', hold: { reason: 'operator', untilMs } })),
    fc.constantFrom<JobEvent>(
      { type: 'cancel' },
      { type: 'deactivate' },
      { type: 'dispose' },
      { type: 'exclude', exclusion },
    ),
    fc.record({ type: fc.constant('offer' as const), transfer: fc.integer({ min: 100, max: 200 }) }),
    fc.record({ type: fc.constant('clock-stepped' as const), beforeMs: fc.nat(200_000) }),
  );
  const happenings = fc.array(fc.oneof({ weight: 3, arbitrary: events }, handling), { maxLength: 12 });

  it('only takes steps that the table allows, and leaves jobs that satisfy the schema', () => {
    fc.assert(
      fc.property(happenings, fc.boolean(), fc.boolean(), (sequence, stopping, isPlanned) => {
        let job = isPlanned ? planned() : offered();
        sequence.forEach((event, index) => {
          const next = stepJob(job, event, someRules({ stopping }), { nowMs: 10_000 * (index + 1), random: 0.5 });
          if (!next) return;
          expect(next.from).toBe(job.state);
          if (next.job.state !== job.state) expect(JOB_TRANSITIONS[job.state]).toContain(next.job.state);
          job = next.job;
          expect(isFinalJobState(job.state)).toBe(job.endedAtMs !== undefined);
          if (job.state !== 'held') expect(job.state === 'backoff').toBe(job.nextAttemptAtMs !== undefined);
          expect(job.state === 'held').toBe(job.hold !== undefined);
          expect(['offered', 'running'].includes(job.state)).toBe(job.deadlineAtMs !== undefined);
          if (['failed', 'rejected', 'timed_out', 'cancelled'].includes(job.state)) expect(job.fault).toBeDefined();
        });
      }),
      { numRuns: 500 },
    );
  });

  it('does not change a job that has ended, or that was never offered', () => {
    fc.assert(
      fc.property(
        events,
        fc.constantFrom(...JOB_STATES.filter((state) => isFinalJobState(state) || state === 'waiting')),
        (event, state) => {
          expect(step(aJob({ state }), event)).toBeUndefined();
        },
      ),
    );
  });

  it('never retries more often than the policy allows', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (sequence, attempts) => {
        const rules = someRules({ retry: { ...someRules().retry, attempts } });
        let job = offered();
        sequence.forEach((event, index) => {
          job = stepJob(job, event, rules, { nowMs: 100_000 * (index + 1), random: 0.5 })?.job ?? job;
          if (job.state === 'backoff')
            job = { ...offered(), attempts: job.attempts + 1, missedOffers: job.missedOffers ?? 0 };
        });
        expect(triesOf(job)).toBeLessThanOrEqual(attempts);
        expect(job.attempts).toBeLessThanOrEqual(2 * attempts);
      }),
    );
  });
});
