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

  it('ignores reports about another job', () => {
    expect(judge(anOpenJob(), said({ type: 'stage', job: 8, stage: 'accepted' }), () => 0)).toEqual({
      steps: [],
      ended: false,
      onlyProgress: false,
    });
  });
});
