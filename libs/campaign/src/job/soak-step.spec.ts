import { describe, expect, it } from '@jest/globals';

import type { DeviceHealth, Report } from '@twinbank/protocol';
import { aJob, aStatus, FOREIGN, NEW, OLD, someRules } from '@twinbank/testkit/campaign-specimens';

import type { JobRules } from './job-rules.js';
import { stepJob, type JobEvent } from './job-step.js';
import type { Job } from './job.js';

const SOAK = { durationMs: 60_000, allowance: { watchdogResets: 0 } };
const AT = { nowMs: 1000, random: 0.5 };
const OVER = { nowMs: 61_000, random: 0.5 };
const rules = (given: Partial<JobRules> = {}): JobRules => someRules({ policy: 'keep-previous', soak: SOAK, ...given });
const soaking = (given: Partial<Job> = {}): Job =>
  aJob({ state: 'soaking', stage: 'confirmed', deadlineAtMs: 61_000, ...given });
const report = (given: object): JobEvent => ({ type: 'report', report: { seq: 1, ...given } as Report });
const hello = (image = NEW): JobEvent => report({ type: 'hello', status: aStatus([image, OLD]) });
const health = (given: Partial<DeviceHealth> = {}): JobEvent => ({
  type: 'health',
  health: { ...NEW, boots: {}, watchdogResets: 0, numbers: {}, ...given },
});
const well = { ...NEW, online: true, health: { ...NEW, boots: {}, watchdogResets: 0, numbers: {} } };
const over = (device: object = {}, sure = true): JobEvent => ({
  type: 'soak-over',
  device: { ...well, ...device },
  sure,
});

describe('a job whose device runs the release', () => {
  const confirmedReport = report({
    type: 'result',
    job: 42,
    transfer: 99,
    stage: 'confirmed',
    status: aStatus([NEW, OLD]),
  });

  it('is watched, without a ticket and without the fault of an earlier attempt', () => {
    const job = aJob({ fault: 'flash_error', detail: 'x', attempts: 2 });
    const step = stepJob(job, confirmedReport, rules(), AT)!;
    expect(step).toMatchObject({
      from: 'running',
      job: { state: 'soaking', deadlineAtMs: 61_000, stage: 'confirmed' },
    });
    expect(step.reason).toBe('the banks that the device reports hold the release; it is watched for 60000 ms');
    expect(step.job).not.toHaveProperty('fault');
    expect(step.job).not.toHaveProperty('endedAtMs');
  });

  it.each(['offered', 'backoff'] as const)('is watched from %s, too, when a hello shows it', (state) => {
    const job = aJob({ state, ...(state === 'backoff' && { nextAttemptAtMs: 5000 }) });
    const step = stepJob(job, hello(), rules(), AT)!;
    expect(step.job).toMatchObject({ state: 'soaking', deadlineAtMs: 61_000 });
    expect(step.job).not.toHaveProperty('nextAttemptAtMs');
  });

  it.each([
    { type: 'result', job: 42, transfer: 98, stage: 'confirmed', status: aStatus([NEW, OLD]) },
    { type: 'hello', job: 42, transfer: 98, stage: 'confirmed', status: aStatus([NEW, OLD]) },
  ])('is watched, too, when a late $type about the attempt before shows it', (late) => {
    for (const state of ['offered', 'backoff'] as const) {
      const step = stepJob(aJob({ state, attempts: 2 }), report(late), rules(), AT)!;
      expect(step.job).toMatchObject({ state: 'soaking', deadlineAtMs: 61_000 });
    }
  });

  it('succeeds at once without a soak, and while the campaign stops', () => {
    const { soak: _none, ...plain } = rules();
    for (const so of [plain, rules({ stopping: true })])
      expect(stepJob(aJob(), confirmedReport, so, AT)?.job.state).toBe('succeeded');
  });
});

describe('a job whose device is watched', () => {
  it('ends when the device shows that it runs something else', () => {
    expect(stepJob(soaking(), hello(OLD), rules(), AT)?.job).toMatchObject({
      state: 'failed',
      fault: 'soak_release_left',
      detail: 'it runs 1.0.0',
      endedAtMs: 1000,
    });
    expect(stepJob(soaking(), hello(FOREIGN), rules(), AT)?.job.fault).toBe('soak_release_left');
    expect(stepJob(soaking(), hello(), rules(), AT)).toBeUndefined();
  });

  it('ends when the health of the release breaks a limit; that of another image says nothing', () => {
    const step = stepJob(soaking(), health({ watchdogResets: 1 }), rules(), AT)!;
    expect(step).toMatchObject({ from: 'soaking', job: { state: 'failed', fault: 'health_watchdog' } });
    expect(step.reason).toBe('the device runs the release and is not well: health_watchdog');
    expect(step.job).not.toHaveProperty('deadlineAtMs');
    expect(stepJob(soaking(), health({ ...OLD, watchdogResets: 1 }), rules(), AT)).toBeUndefined();
    expect(stepJob(soaking(), health(), rules(), AT)).toBeUndefined();
  });

  it('is judged when its time is over, not before', () => {
    expect(stepJob(soaking(), over({}), rules(), { ...OVER, nowMs: 60_999 })).toBeUndefined();
    expect(stepJob(soaking(), over(), rules(), OVER)).toMatchObject({
      job: { state: 'succeeded', endedAtMs: 61_000 },
      reason: 'it ran the release and was well all the time',
    });
    expect(stepJob(soaking(), over(OLD), rules(), OVER)?.job).toMatchObject({
      state: 'failed',
      fault: 'soak_release_left',
    });
    expect(stepJob(soaking(), over({ health: undefined }), rules(), OVER)?.job.fault).toBe('health_missing');
  });

  it('is looked at again if nobody could have seen the device; it fails once that is sure', () => {
    const away = { online: false, lastSeenAtMs: 0 };
    const again = stepJob(soaking(), over(away, false), rules(), OVER)!;
    expect(again.job).toEqual({ ...soaking(), deadlineAtMs: 76_000 });
    expect(stepJob(soaking(), over(away), rules(), OVER)?.job).toMatchObject({
      state: 'failed',
      fault: 'soak_not_seen',
    });
    expect(stepJob(soaking(), over(OLD, false), rules(), OVER)?.job.state).toBe('failed');
  });

  it('is not moved by what its attempt still brings, or would have brought', () => {
    const result = { type: 'result', job: 42, transfer: 99, stage: 'confirmed', status: aStatus([NEW, OLD]) };
    const events: JobEvent[] = [
      report(result),
      report({ ...result, stage: 'failed', status: aStatus([OLD, NEW]) }),
      report({ type: 'stage', job: 42, stage: 'downloading' }),
      { type: 'unreadable', result: { type: 'unreadable', job: 42, fault: 'message_malformed', detail: 'x' } },
      { type: 'timeout' },
      { type: 'image-lost', problem: 'gone' },
      { type: 'offer', transfer: 100 },
      { type: 'exclude', exclusion: { reason: 'already_installed', detail: 'x' } },
    ];
    for (const event of events)
      expect([event.type, stepJob(soaking(), event, rules(), OVER)]).toEqual([event.type, undefined]);
  });

  it('succeeds when its campaign stops, and is cancelled with its device', () => {
    expect(stepJob(soaking(), { type: 'cancel' }, rules(), AT)).toMatchObject({
      job: { state: 'succeeded' },
      reason: 'the campaign stopped while the device was watched; it ran the release and was well so far',
    });
    expect(stepJob(soaking(), { type: 'deactivate' }, rules(), AT)?.job).toMatchObject({ state: 'cancelled' });
  });

  it('keeps its remaining time when the clock is put forward, and gets no more when it is put back', () => {
    const forward = { nowMs: 100_000, random: 0 };
    expect(stepJob(soaking(), { type: 'clock-stepped', beforeMs: 31_000 }, rules(), forward)?.job.deadlineAtMs).toBe(
      130_000,
    );
    const back = { nowMs: 500, random: 0 };
    expect(
      stepJob(soaking({ deadlineAtMs: 90_000 }), { type: 'clock-stepped', beforeMs: 50_000 }, rules(), back)?.job
        .deadlineAtMs,
    ).toBe(60_500);
    expect(
      stepJob(soaking({ deadlineAtMs: 60_500 }), { type: 'clock-stepped', beforeMs: 50_000 }, rules(), back),
    ).toBeUndefined();
  });

  it('hears nothing of health or of the end of a soak in any other state', () => {
    for (const state of ['offered', 'running', 'backoff'] as const) {
      expect(stepJob(aJob({ state }), health({ watchdogResets: 9 }), rules(), OVER)).toBeUndefined();
      expect(stepJob(aJob({ state }), over(OLD), rules(), OVER)).toBeUndefined();
    }
  });
});
