import { describe, expect, it } from '@jest/globals';
import type { Report } from '@twinbank/protocol';
import { aJob, aStatus, NEW, OLD, someRules } from '@twinbank/testkit/campaign-specimens';

import type { JobRules } from '../job/job-rules.js';
import { stepJob, type JobEvent } from '../job/job-step.js';
import { JOB_TRANSITIONS, type Job } from '../job/job.js';
import { triesOf } from '../job/missed-offers.js';
import { HOPS_MAX, problemsOfHops } from './hops.js';

const AT = { nowMs: 10_000, random: 0.5 };
const END = { version: '3.0.0', digest: 'e'.repeat(64) };
const SOAK = { durationMs: 60_000 };
/** What is expected of the present attempt is in between. */
const ONWARD = someRules({ onward: true, soak: SOAK });
const after = (job: Job, event: JobEvent, rules: JobRules = ONWARD): Job | undefined =>
  stepJob(job, event, rules, AT)?.job;
const result = (image: typeof NEW, given: Partial<Extract<Report, { type: 'result' }>> = {}): JobEvent => ({
  type: 'report',
  report: { type: 'result', seq: 9, job: 42, stage: 'done', status: aStatus([image, image]), ...given },
});
const hello: JobEvent = { type: 'report', report: { type: 'hello', seq: 10, status: aStatus([NEW, NEW]) } };
const atWork = aJob({ state: 'running', transfer: 99, previous: OLD });

describe('a release in between that a device has confirmed', () => {
  it('does not end the job: it is held, due at once, and nobody is watched', () => {
    const there = after(atWork, result(NEW))!;
    expect(there).toMatchObject({ state: 'held', hold: 'hop', nextAttemptAtMs: 10_000, hopsDone: 1, hopTransfer: 99 });
    for (const gone of ['deadlineAtMs', 'fault', 'endedAtMs', 'swapTimes']) expect(there).not.toHaveProperty(gone);
  });

  it('comes about from every state in which a device may bring it, as the table of states allows', () => {
    for (const state of ['offered', 'running', 'held', 'backoff'] as const) {
      const job = aJob({ state, transfer: 99, ...(state === 'held' && { hold: 'window' as const }) });
      expect(after(job, result(NEW))).toMatchObject({ state: 'held', hold: 'hop', hopsDone: 1 });
      if (state !== 'held') expect(JOB_TRANSITIONS[state]).toContain('held');
    }
  });

  it('counts once, however often it is told, and whatever holds the job meanwhile', () => {
    const there = after(atWork, result(NEW))!;
    for (const hold of ['hop', 'window', 'operator'] as const)
      for (const event of [result(NEW), hello]) expect(after({ ...there, hold }, event)).toBeUndefined();
    expect(after({ ...there, state: 'backoff' }, result(NEW))).toBeUndefined();
  });

  it('uses up none of the attempts, and is what the next failure falls back to', () => {
    const there = after(atWork, result(NEW))!;
    expect([triesOf(there), there.previous]).toEqual([0, NEW]);
    const rules = someRules({ expected: END, retry: { ...someRules().retry, attempts: 1 } });
    const next = after(there, { type: 'offer', transfer: 100 }, rules)!;
    expect([triesOf(next), next]).toMatchObject([1, { state: 'offered', attempts: 2, hopsDone: 1, hopTransfer: 99 }]);
    const back = result(NEW, { stage: 'reverted', fault: 'self_test_failed', transfer: 100 });
    expect(after({ ...next, state: 'running' }, back, rules)).toMatchObject({
      state: 'failed',
      fault: 'self_test_failed',
    });
    expect(after({ ...next, state: 'running' }, result(END, { transfer: 100 }), rules)).toMatchObject({
      state: 'succeeded',
      hopsDone: 1,
    });
  });

  it('is not taken for the next one when it is told late', () => {
    const next = after(after(atWork, result(NEW))!, { type: 'offer', transfer: 100 })!;
    const rules = someRules({ expected: END });
    expect(after(next, result(NEW, { transfer: 99 }), rules)).toBeUndefined();
    expect(after(next, hello, rules)).toBeUndefined();
  });

  it('ends the job where nobody wants it to go on', () => {
    const asked = { ...atWork, cancelAskedAtMs: 5 };
    for (const [job, rules] of [
      [asked, ONWARD],
      [atWork, { ...ONWARD, stopping: true }],
    ] as const)
      expect(after(job, result(NEW), rules)).toMatchObject({ state: 'cancelled', fault: 'job_cancelled', hopsDone: 1 });
  });

  it('is one of a bounded number: a device that tells ever more of them does not stay at it for ever', () => {
    let job: Job = atWork;
    const seen: string[] = [];
    for (let transfer = 100; seen.length < HOPS_MAX; transfer++) {
      job = after(job, result(NEW, { transfer: job.transfer! }))!;
      seen.push(job.state);
      if (job.state === 'held') job = { ...after(job, { type: 'offer', transfer })!, state: 'running' };
    }
    expect(seen).toEqual([...Array<string>(HOPS_MAX - 1).fill('held'), 'failed']);
    expect(job).toMatchObject({ fault: 'path_lost', detail: expect.stringContaining(`${HOPS_MAX} releases`) });
  });
});

describe('the hops of a campaign', () => {
  it('are one of two words, and none over releases that a device is not to run', () => {
    expect([undefined, 'single', 'path'].map((hops) => problemsOfHops({ hops }))).toEqual([[], [], []]);
    expect(problemsOfHops({ hops: 'all' })).toEqual(['hops is one of single, path']);
    for (const kind of ['revert', 'download-only'] as const) {
      expect(problemsOfHops({ hops: 'path', terms: { kind } })).toEqual([
        expect.stringContaining(`terms.kind ${kind}`),
      ]);
      expect(problemsOfHops({ hops: 'single', terms: { kind } })).toEqual([]);
    }
    expect(problemsOfHops({ hops: 'path', terms: { kind: 'download' } })).toEqual([]);
  });
});
