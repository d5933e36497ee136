import { describe, expect, it } from '@jest/globals';

import type { Report, Stage } from '@twinbank/protocol';
import { aCampaign, aConfig, aJob, someRules } from '@twinbank/testkit/campaign-specimens';

import { problemsOf } from '../config.js';
import { explain } from '../explain/explanation.js';
import { stepJob, type JobEvent } from '../job/job-step.js';
import type { Job } from '../job/job.js';
import { BLOCKS_STORED_MS } from './stage-watch.js';
import { problemsOfLimits, type StageLimits } from './stage-limits.js';

const NOW = 1_000_000;
const RUN = 50_000;
const LIMITS: StageLimits = { acceptedMs: 2000, progressMs: 5000, swapMs: 9000, confirmMs: 7000 };
const rules = someRules({ limits: LIMITS, timeouts: { offerMs: 5000, runMs: RUN } });

const step = (job: Job, event: JobEvent, nowMs: number, given = rules) =>
  stepJob(job, event, given, { nowMs, random: 0 });
const stage = (name: Stage, done?: number): JobEvent => ({
  type: 'report',
  report: {
    type: 'stage',
    job: 42,
    transfer: 99,
    stage: name,
    ...(done !== undefined && { done, total: 10 }),
  } as Report,
});
const offered = (given: Partial<Job> = {}): Job => {
  const { stage: _none, ...job } = aJob({ state: 'offered', deadlineAtMs: NOW + 5000, ...given });
  return job;
};
const accepted = (given: Partial<Job> = {}): Job => step(offered(given), stage('accepted'), NOW)!.job;
const loading = (done = 1, atMs = NOW + 100): Job => step(accepted(), stage('downloading', done), atMs)!.job;
const look = (job: Job, nowMs: number) => step(job, { type: 'timeout' }, nowMs);

describe('the limits of stages', () => {
  it('begin with the acceptance, beside that of the whole attempt', () => {
    expect(accepted()).toMatchObject({ runEndsAtMs: NOW + RUN, progressAtMs: NOW, deadlineAtMs: NOW + 2000 });
    const plain = step(offered(), stage('accepted'), NOW, { ...rules, limits: undefined })!.job;
    expect(plain.deadlineAtMs).toBe(NOW + RUN);
    for (const field of ['runEndsAtMs', 'progressAtMs']) expect(plain).not.toHaveProperty(field);
  });

  it.each<[Stage, string, number, string]>([
    ['accepted', 'stage_accepted', 2000, 'has not begun for 2 s; its last stage was accepted'],
    [
      'downloading',
      'stage_progress',
      5000 + BLOCKS_STORED_MS,
      'no further block for 5 s; its last stage was downloading',
    ],
    ['checked', 'stage_swap', 9000, 'has not swapped for 9 s; its last stage was checked'],
    ['waiting', 'stage_swap', 9000, 'has not swapped for 9 s; its last stage was waiting'],
    ['swapped', 'stage_confirm', 7000, 'not confirmed for 7 s; its last stage was swapped'],
  ])('end an attempt that stays too long at %s with %s, to be tried again', (name, fault, ms, detail) => {
    const job = aJob({ stage: name, deadlineAtMs: NOW, progressAtMs: NOW, runEndsAtMs: NOW + RUN });
    expect(look({ ...job }, NOW + ms - 1)!.job).toMatchObject({ state: 'running', deadlineAtMs: NOW + ms });
    const failed = look(job, NOW + ms)!;
    expect(failed.job).toMatchObject({ state: 'backoff', fault, detail });
    for (const field of ['deadlineAtMs', 'runEndsAtMs', 'progressAtMs']) expect(failed.job).not.toHaveProperty(field);
    expect(look({ ...job, attempts: 3 }, NOW + ms)!.job).toMatchObject({ state: 'timed_out', fault });
  });

  it.each<Stage>(['confirmed', 'mirroring'])('leave %s to that of the whole attempt', (name) => {
    const job = aJob({ stage: name, deadlineAtMs: NOW, progressAtMs: NOW, runEndsAtMs: NOW + RUN });
    expect(look(job, NOW + RUN - 1)!.job).toMatchObject({ state: 'running', deadlineAtMs: NOW + RUN });
    expect(look(job, NOW + RUN)!.job).toMatchObject({ state: 'backoff', fault: 'job_timeout' });
  });

  it('leave the deadline as it is while blocks come, and count from the last one when it is looked at', () => {
    const first = loading();
    expect(first).toMatchObject({ deadlineAtMs: NOW + 2000, progressAtMs: NOW + 100 });
    const more = step(first, stage('downloading', 2), NOW + 1900)!.job;
    expect(more).toMatchObject({ deadlineAtMs: NOW + 2000, progressAtMs: NOW + 1900 });
    const looked = look(more, NOW + 2000)!;
    expect(looked).toMatchObject({ from: 'running', job: { state: 'running', deadlineAtMs: NOW + 11_900, done: 2 } });
    expect(look(looked.job, NOW + 11_899)).toBeUndefined();
    expect(look(looked.job, NOW + 11_900)!.job).toMatchObject({ fault: 'stage_progress' });
  });

  it('do not begin anew with what is no progress', () => {
    const job = loading(3, NOW + 100);
    expect(step(job, stage('downloading', 3), NOW + 900)).toBeUndefined();
    const waits = step(step(job, stage('checked'), NOW + 1000)!.job, stage('waiting'), NOW + 4000)!.job;
    expect(waits.progressAtMs).toBe(NOW + 1000);
  });

  it('bring the deadline forward where a stage has a shorter limit', () => {
    const job = { ...loading(), deadlineAtMs: NOW + 20_000 };
    expect(step(job, stage('swapped'), NOW + 300)!.job).toMatchObject({ deadlineAtMs: NOW + 7300 });
  });

  it('of the swap begins when the device may swap', () => {
    const job = accepted({ swapTimes: { swapNotBefore: NOW + 30_000 } });
    expect(job.runEndsAtMs).toBe(NOW + 80_000);
    const checked = { ...step(job, stage('checked'), NOW + 1000)!.job, deadlineAtMs: NOW + 11_000 };
    expect(look(checked, NOW + 11_000)!.job).toMatchObject({ state: 'running', deadlineAtMs: NOW + 39_000 });
  });

  it('never outlive the attempt', () => {
    const job = aJob({ deadlineAtMs: NOW, progressAtMs: NOW - 10, runEndsAtMs: NOW + 1000 });
    expect(look(job, NOW)!.job.deadlineAtMs).toBe(NOW + 1000);
    expect(look({ ...job, progressAtMs: 0 }, NOW + 1000)!.job.fault).toBe('job_timeout');
  });

  it('keep their remaining time when the clock is put forward, and are looked at when it is put back', () => {
    const job = accepted();
    const clock = (beforeMs: number, nowMs: number) => step(job, { type: 'clock-stepped', beforeMs }, nowMs)?.job;
    expect(clock(NOW + 500, NOW + 10_500)).toMatchObject({
      deadlineAtMs: NOW + 12_000,
      progressAtMs: NOW + 10_000,
      runEndsAtMs: NOW + RUN,
    });
    expect(clock(NOW + 500, NOW + 100_500)).toMatchObject({ runEndsAtMs: NOW + RUN + 100_000 });
    expect(clock(NOW + 500, NOW - 900_000)).toMatchObject({
      deadlineAtMs: NOW - 900_000,
      progressAtMs: NOW - 900_000,
      runEndsAtMs: NOW - 900_000 + RUN,
    });
    expect(clock(NOW + 1500, NOW + 500)).toBeUndefined();
  });

  it('are explained', () => {
    const config = aConfig({ limits: LIMITS });
    const facts = { campaign: aCampaign({ config }), counts: { waves: [], cells: [] }, device: { online: true } };
    const { sentence, untilMs } = explain({ ...facts, job: loading(), nowMs: NOW + 4100 });
    expect(sentence).toContain('; no further block for 4 s of 5 s; it is online; it has ');
    expect(untilMs).toBe(NOW + 10_100);
  });

  it('are whole numbers, and longer than what the ticket allows', () => {
    const { terms } = aConfig();
    expect(
      problemsOf(aConfig({ limits: { acceptedMs: 1000, progressMs: 1000, swapMs: 60_001, confirmMs: 60_001 } })),
    ).toEqual([]);
    for (const wrong of [
      { acceptedMs: 999 },
      { progressMs: 1.5 },
      { progressMs: '9999' },
      { swapMs: 60_000 },
      { confirmMs: 60_000 },
      null,
      'no',
    ])
      expect([wrong, problemsOfLimits({ terms, limits: wrong as never })]).toEqual([wrong, [expect.any(String)]]);
  });
});
