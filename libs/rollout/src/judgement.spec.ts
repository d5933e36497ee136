import { describe, expect, it } from '@jest/globals';

import type { Report } from '@twinbank/protocol';

import { judge } from './judgement.js';
import { anOpenJob, statusRunning, NEW_IMAGE, type Said } from '@twinbank/testkit/rollout-specimens';

const said = (...reports: Said[]) =>
  reports.map((report, seq) => ({ deviceId: 'd1', report: { ...report, seq } as Report, atMs: 1000 + seq }));

describe('judge', () => {
  it('follows a device through a whole batch, in order', () => {
    const { steps, ended, onlyProgress } = judge(
      anOpenJob(),
      said(
        { type: 'stage', job: 7, stage: 'accepted' },
        { type: 'stage', job: 7, stage: 'downloading' },
        { type: 'result', job: 7, stage: 'confirmed', status: statusRunning(NEW_IMAGE) },
      ),
      () => 0,
    );
    expect(steps.map(({ from, job }) => `${from} → ${job.state} ${job.stage}`)).toEqual([
      'offered → running accepted',
      'running → running downloading',
      'running → succeeded confirmed',
    ]);
    expect([ended, onlyProgress]).toEqual([true, false]);
  });

  it('distinguishes a mere change of the number of blocks from other changes', () => {
    const downloading = anOpenJob({ state: 'running', stage: 'downloading', done: 1, total: 10 });
    expect(
      judge(downloading, said({ type: 'stage', job: 7, stage: 'downloading', done: 5, total: 10 }), () => 0),
    ).toMatchObject({ ended: false, onlyProgress: true });
    expect(judge(downloading, said({ type: 'stage', job: 7, stage: 'checked' }), () => 0)).toMatchObject({
      ended: false,
      onlyProgress: false,
    });
  });

  it('is told by a result that cannot be read, too, that the attempt ended, and does not take that for progress', () => {
    const running = anOpenJob({ state: 'running', stage: 'downloading' });
    const unreadable = { type: 'unreadable', job: 7, fault: 'message_malformed', detail: 'x' } as const;
    const { steps, ended, onlyProgress } = judge(
      running,
      [{ deviceId: 'd1', report: unreadable, atMs: 1000 }],
      () => 0,
    );
    expect([steps.length, ended, onlyProgress]).toEqual([1, true, false]);
    expect(steps[0]!.job).toMatchObject({ fault: 'message_malformed' });
  });

  it('takes figures of a swap for more than progress', () => {
    const swap = { slotStartUs: 1, slotLengthUs: 2, swapUs: 3, addedLatencyUs: 4, deadlinesMissed: 0 };
    const swapped = anOpenJob({ state: 'running', stage: 'swapped' });
    expect(judge(swapped, said({ type: 'stage', job: 7, stage: 'swapped', swap }), () => 0)).toMatchObject({
      ended: false,
      onlyProgress: false,
    });
  });

  it('takes another word on until when the swap is put off for more than progress', () => {
    const waiting = anOpenJob({ state: 'running', stage: 'waiting', swapTimes: { postponableUntil: 9000 } });
    const putOff = said({ type: 'stage', job: 7, stage: 'waiting', postponedUntil: 5000 });
    const { steps, onlyProgress } = judge(waiting, putOff, () => 0);
    expect([steps.at(-1)?.job.postponedUntilMs, onlyProgress]).toEqual([5000, false]);
  });

  it('judges the health of a watched device, also of one that has just got the release', () => {
    const soak = { durationMs: 60_000, allowance: { watchdogResets: 0 } };
    const counted = { ...NEW_IMAGE, boots: {}, watchdogResets: 1, numbers: {} };
    const health = { deviceId: 'd1', atMs: 2000, report: { type: 'health' as const, seq: 9, health: counted } };
    const { job, rules } = anOpenJob({ state: 'running', stage: 'swapped' });
    const reports = said({ type: 'result', job: 7, stage: 'confirmed', status: statusRunning(NEW_IMAGE) });
    const { steps, ended } = judge({ job, rules: { ...rules, soak } }, reports, () => 0, health);
    expect(steps.map((step) => `${step.from} → ${step.job.state} ${step.job.fault}`)).toEqual([
      'running → soaking undefined',
      'soaking → failed health_watchdog',
    ]);
    expect(ended).toBe(true);
    expect(judge(anOpenJob(), [], () => 0, health).steps).toEqual([]);
  });

  it('ignores reports about another job', () => {
    expect(judge(anOpenJob(), said({ type: 'stage', job: 8, stage: 'accepted' }), () => 0)).toEqual({
      steps: [],
      ended: false,
      onlyProgress: false,
    });
  });
});
