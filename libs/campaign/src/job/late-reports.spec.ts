import { describe, expect, it } from '@jest/globals';

import type { Report } from '@twinbank/protocol';
import { aJob, aStatus, NEW, OLD, someRules } from '@twinbank/testkit/campaign-specimens';

import { without } from '../fields.js';
import type { Job } from './job.js';
import { stepJob } from './job-step.js';

const AT = { nowMs: 10_000, random: 0.5 };
const after = (job: Job, report: Report): Job | undefined =>
  stepJob(job, { type: 'report', report }, someRules(), AT)?.job;
const aResult = (given: Partial<Extract<Report, { type: 'result' }>>): Report => ({
  ...{ type: 'result', seq: 9, job: 42, stage: 'failed', status: aStatus([OLD, undefined]) },
  ...given,
});

describe('an end that names no attempt', () => {
  const again = aJob({ state: 'offered', attempts: 2 });

  it('belongs to the attempt before if it is the one that was asked for, while the next is only offered', () => {
    expect(after(again, aResult({ stage: 'cancelled' }))).toBeUndefined();
    expect(after({ ...again, attempts: 1 }, aResult({ stage: 'cancelled' }))).toMatchObject({ state: 'failed' });
    expect(after(aJob({ attempts: 2 }), aResult({ stage: 'cancelled' }))).toMatchObject({ state: 'failed' });
  });

  it('belongs to the present attempt if it is any other', () =>
    expect(after(again, aResult({ fault: 'image_digest_mismatch' }))).toMatchObject({ state: 'backoff' }));
});

describe('a result without a fault', () => {
  it('has the fault that the banks show', () => {
    const job = aJob({ stage: 'swapped' });
    expect(after(job, aResult({ stage: 'reverted' }))?.fault).toBe('reset_before_confirm');
    expect(after(job, aResult({ stage: 'failed', status: aStatus([undefined, NEW]) }))?.fault).toBe(
      'outcome_unexpected',
    );
  });

  it('leaves nothing of what the attempt before it said', () => {
    const job = aJob({ stage: 'swapped', detail: 'the cable was pulled' });
    expect(after(job, aResult({ stage: 'reverted' }))).not.toHaveProperty('detail');
  });
});

describe('progress', () => {
  it('is new if only the figures of the swap are', () => {
    const swap = { slotStartUs: 1, slotLengthUs: 2, swapUs: 3, addedLatencyUs: 4, deadlinesMissed: 0 };
    const job = aJob({ stage: 'swapped' });
    const report: Report = { type: 'stage', seq: 2, job: 42, stage: 'swapped' };
    expect(after(job, { ...report, swap })).toMatchObject({ swap });
    expect(after(job, report)).toBeUndefined();
  });

  it('of a checked image is all blocks of the number that the same report gives', () =>
    expect(after(aJob(), { type: 'stage', seq: 2, job: 42, stage: 'checked', done: 1, total: 40 })).toMatchObject({
      done: 40,
      total: 40,
    }));

  it('of a job of which no stage is known begins with the first', () => {
    const job = without(aJob({ state: 'offered' }), 'stage');
    const hello: Report = { type: 'hello', seq: 0, job: 42, status: aStatus([OLD, undefined]) };
    expect(after(job, hello)).toMatchObject({ state: 'running', stage: 'accepted' });
  });
});

describe('a job between two attempts', () => {
  it('does not lose an attempt when its image is lost', () => {
    const job = aJob({ state: 'backoff', nextAttemptAtMs: 20_000 });
    expect(stepJob(job, { type: 'image-lost', problem: 'it is missing' }, someRules(), AT)).toBeUndefined();
  });
});
