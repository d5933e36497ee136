import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { aJob, aStatus, NEW, OLD } from '@twinbank/testkit/campaign-specimens';

import { DEFAULT_RULES } from '../config.js';
import type { JobRules } from './job-rules.js';
import { stepJob, type JobEvent } from './job-step.js';
import { isFinalJobState, type Job } from './job.js';
import { MISSED_WINDOWS_MAX, missedOfferWords, missedWords, triesOf } from './missed-offers.js';

const RULES: JobRules = {
  ...{ expected: NEW, policy: 'mirror', retry: { ...DEFAULT_RULES.retry, attempts: 3 }, stopping: false },
  timeouts: { offerMs: 10_000, runMs: 5000 },
};
const NIGHT = 86_400_000;
/** In which the window is shorter than the time limit of an offer. */
const WINDOW = 4000;

/** What follows for a job at a moment; it must change. */
function after(job: Job, event: JobEvent, nowMs: number): Job {
  const step = stepJob(job, event, RULES, { nowMs, random: 0 });
  if (step === undefined) throw new Error(`${event.type} changed nothing of ${job.state}`);
  return step.job;
}

type Offer = Extract<JobEvent, { type: 'offer' }>;
const offered = (job: Job, nowMs: number, turn?: Offer['turn']): Job =>
  after(job, { type: 'offer', transfer: job.attempts + 1, ...(turn && { turn }) }, nowMs);
const inWindow = (job: Job, nowMs: number): Job => offered(job, nowMs, { closesAtMs: nowMs + WINDOW, swapTimes: {} });
const missed = (job: Job): Job => after(job, { type: 'timeout' }, job.deadlineAtMs!);
const accepted = (job: Job, nowMs: number): Job =>
  after(
    job,
    { type: 'report', report: { type: 'stage', seq: 1, job: job.id, transfer: job.transfer!, stage: 'accepted' } },
    nowMs,
  );
const failing = (job: Job, nowMs: number): Job => after(job, { type: 'timeout' }, Math.max(nowMs, job.deadlineAtMs!));
const NEW_JOB = aJob({ state: 'waiting', attempts: 0, stage: undefined, transfer: undefined } as unknown as Job);

describe('a device that never accepts', () => {
  it('gets as many offers as attempts, and then its job has timed out', () => {
    let job = NEW_JOB;
    for (let offer = 1; offer <= 3; offer++) {
      job = missed(offered(job, job.nextAttemptAtMs ?? 0));
      expect(job).toMatchObject({ missedOffers: offer, attempts: offer, state: offer < 3 ? 'backoff' : 'timed_out' });
    }
    expect(job).toMatchObject({ fault: 'job_timeout', detail: 'the device did not accept the offer in time' });
  });

  it('gets one in each of so many windows, and no more', () => {
    let job = NEW_JOB;
    let nights = 0;
    for (; !isFinalJobState(job.state) && nights < 100; nights++) job = missed(inWindow(job, nights * NIGHT));
    expect(nights).toBe(MISSED_WINDOWS_MAX);
    expect(job).toMatchObject({ state: 'timed_out', fault: 'job_timeout' });
  });

  it('is told how many it has missed, and how many it may, also where the last offer was outside a window', () => {
    let job = NEW_JOB;
    for (let night = 0; night < 5; night++) job = missed(inWindow(job, night * NIGHT));
    const last = offered(job, 5 * NIGHT);
    const step = stepJob(last, { type: 'timeout' }, RULES, { nowMs: last.deadlineAtMs!, random: 0 });
    expect(step).toMatchObject({
      job: { state: 'timed_out', missedOffers: 6 },
      reason: 'offer 6 (at most 3 where no window limits them) that the device did not accept ended with job_timeout',
    });
    expect(missedOfferWords({ ...last, missedOffers: 3 }, RULES.retry)).toBe('offer 3 of 3');
  });

  it('is waited for without end by nobody, in whatever way its offers end', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), (ways) => {
        let job = NEW_JOB;
        let offers = 0;
        for (let nowMs = 0; !isFinalJobState(job.state) && offers <= MISSED_WINDOWS_MAX; nowMs += NIGHT) {
          job = missed(ways[offers++ % ways.length] ? inWindow(job, nowMs) : offered(job, nowMs));
        }
        return isFinalJobState(job.state) && triesOf(job) === 0;
      }),
    );
  });
});

describe('a device that accepts at last', () => {
  it('has all of its attempts', () => {
    let job = missed(offered(NEW_JOB, 0));
    job = missed(offered(job, job.nextAttemptAtMs!));
    for (let attempt = 1; attempt <= 3; attempt++) {
      const atMs = job.nextAttemptAtMs!;
      job = failing(accepted(offered(job, atMs), atMs), atMs);
      expect(triesOf(job)).toBe(attempt);
      expect(job.state).toBe(attempt < 3 ? 'backoff' : 'timed_out');
    }
    expect(job).toMatchObject({ attempts: 5, missedOffers: 2 });
  });

  it('has used one up if it says no, also without having accepted', () => {
    const status = aStatus([OLD, undefined]);
    const no = { type: 'result', seq: 1, job: 42, transfer: 1, stage: 'rejected', fault: 'ticket_expired' } as const;
    const said = stepJob(
      offered(NEW_JOB, 0),
      { type: 'report', report: { ...no, status } },
      { ...RULES, retry: { ...RULES.retry, attempts: 1 } },
      { nowMs: 1, random: 0 },
    )!.job;
    expect(said).toMatchObject({ state: 'rejected' });
    expect(said.missedOffers).toBeUndefined();
  });
});

describe('an offer that is taken back', () => {
  it('by an operator uses up no attempt', () => {
    const held = after(offered(NEW_JOB, 0), { type: 'hold', hold: { reason: 'operator' } }, 1);
    expect(held).toMatchObject({ state: 'held', attempts: 1, missedOffers: 1 });
    expect(triesOf(held)).toBe(0);
    expect(after({ ...held, state: 'backoff' }, { type: 'hold', hold: { reason: 'operator' } }, 2).missedOffers).toBe(
      1,
    );
  });

  it('because its blocks cannot be sent uses up none; one that was accepted does', () => {
    const lost = { type: 'image-lost', problem: 'gone' } as const;
    expect(triesOf(after(offered(NEW_JOB, 0), lost, 1))).toBe(0);
    expect(triesOf(after(accepted(offered(NEW_JOB, 0), 1), lost, 2))).toBe(1);
  });

  it('is told in words', () => {
    expect(missedWords({})).toBe('');
    expect(missedWords({ missedOffers: 1 })).toBe(', after 1 offer that it did not accept');
    expect(missedWords({ missedOffers: 2 })).toContain('2 offers');
  });
});
