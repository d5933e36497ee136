import { describe, expect, it } from '@jest/globals';

import { STAGES, type Report, type Stage } from '@twinbank/protocol';
import { aJob, aStatus, NEW, OLD, someRules } from '@twinbank/testkit/campaign-specimens';

import type { JobRules } from './job-rules.js';
import { stepJob } from './job-step.js';
import type { Job } from './job.js';
import { withStageTimes } from './stage-times.js';

const told = (stage: Stage | undefined, given: Partial<Job> = {}): Job => {
  const { stage: _, ...job } = aJob(given);
  return { ...job, ...(stage && { stage }) };
};
/** The names of the times that are known after the first report that shows this stage. */
const firstAt = (stage: Stage, downloadOnly = false): string[] =>
  Object.keys(withStageTimes(told(undefined), told(stage), downloadOnly, 5).stageTimes ?? {});

const reported = (job: Job, stage: Stage, nowMs: number, rules: Partial<JobRules> = {}): Job => {
  const status = aStatus([NEW, OLD]);
  const type = stage === 'confirmed' || stage === 'failed' ? 'result' : 'stage';
  const report = { type, seq: 1, job: job.id, transfer: job.transfer, stage, ...(type === 'result' && { status }) };
  return stepJob(job, { type: 'report', report: report as Report }, someRules({ policy: 'keep-previous', ...rules }), {
    nowMs,
    random: 0.5,
  })!.job;
};

describe('the times of the stages', () => {
  it('are those of the first report that shows each, in order', () => {
    let job = told(undefined, { state: 'offered' });
    for (const [index, stage] of (
      ['accepted', 'downloading', 'checked', 'waiting', 'swapped', 'confirmed'] as const
    ).entries())
      job = reported(job, stage, 1000 + index);
    expect(job.stageTimes).toEqual({ acceptedAtMs: 1000, checkedAtMs: 1002, swappedAtMs: 1004, confirmedAtMs: 1005 });
    expect(job.state).toBe('succeeded');
  });

  it('are one where a device tells of several stages at once, and stay as they are', () => {
    const job = reported(told(undefined, { state: 'offered' }), 'swapped', 7000);
    expect(job.stageTimes).toEqual({ acceptedAtMs: 7000, checkedAtMs: 7000, swappedAtMs: 7000 });
    expect(reported(job, 'confirmed', 9000).stageTimes).toEqual({ ...job.stageTimes, confirmedAtMs: 9000 });
  });

  it('of what was known before anybody kept times stay unknown', () =>
    expect(reported(told('waiting', { state: 'running' }), 'swapped', 9000).stageTimes).toEqual({ swappedAtMs: 9000 }));

  it('are unknown but for the last one where only the banks tell', () => {
    const hello: Report = { type: 'hello', seq: 1, status: aStatus([NEW, OLD]) };
    const rules = someRules({ policy: 'keep-previous' });
    const at = { nowMs: 3000, random: 0 };
    const step = stepJob(told(undefined, { state: 'offered' }), { type: 'report', report: hello }, rules, at)!;
    expect(step.job).toMatchObject({ state: 'succeeded', stageTimes: { confirmedAtMs: 3000 } });
    expect(Object.keys(step.job.stageTimes!)).toEqual(['confirmedAtMs']);
    const held = withStageTimes(told('checked'), told('checked', { state: 'succeeded' }), true, 8);
    expect(held).not.toHaveProperty('stageTimes');
    expect(withStageTimes(told(undefined), told(undefined, { state: 'succeeded' }), true, 8).stageTimes).toEqual({
      checkedAtMs: 8,
    });
  });

  it('are shown by every stage for what came before it; a failure says nothing', () => {
    const [all, swapped] = [['acceptedAtMs', 'checkedAtMs', 'swappedAtMs', 'confirmedAtMs'], 3];
    expect(Object.fromEntries(STAGES.map((stage) => [stage, firstAt(stage).length]))).toEqual({
      ...{ accepted: 1, downloading: 1, checked: 2, waiting: 2, swapped, confirmed: 4, mirroring: 4, done: 4 },
      ...{ rejected: 0, failed: 0, reverted: swapped, cancelled: 0 },
    });
    for (const stage of STAGES) expect(firstAt(stage)).toEqual(all.slice(0, firstAt(stage).length));
  });

  it('of a download only end when the image is there', () =>
    expect([firstAt('done', true), firstAt('confirmed', true)]).toEqual(
      new Array(2).fill(['acceptedAtMs', 'checkedAtMs']),
    ));

  it('of a failed attempt stay with it', () => {
    const running = reported(told(undefined, { state: 'offered' }), 'accepted', 1000);
    expect(reported(running, 'failed', 2000)).toMatchObject({ stageTimes: { acceptedAtMs: 1000 } });
  });
});
