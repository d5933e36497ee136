import { describe, expect, it } from '@jest/globals';

import {
  aCampaign,
  aConfig,
  aFact,
  aJob,
  anOrder,
  aStatus,
  NEW,
  OLD,
  someRules,
} from '@twinbank/testkit/campaign-specimens';

import { problemsOf, type CampaignConfig } from '../config.js';
import { exclusionOf } from '../exclusion.js';
import { explain } from '../explain/explanation.js';
import { stepJob, type JobEvent } from '../job/job-step.js';
import type { Job } from '../job/job.js';
import { runningLimit } from '../limits/stage-watch.js';
import { durationOf } from '../pace/duration.js';
import { runDeadlineMs } from '../windows/swap-times.js';
import { POSTPONE_RANGE, postponableTurn, postponableUntilMs } from './postpone.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('a campaign whose swaps may be put off', () => {
  const problems = (postpone: unknown, given: Partial<CampaignConfig> = {}): string =>
    problemsOf(aConfig({ postpone: postpone as CampaignConfig['postpone'] & object, ...given })).join();

  it('says for how long, or until when, or both', () => {
    for (const postpone of [{ forMs: HOUR }, { untilMs: 5 }, { forMs: 30 * DAY, untilMs: 0 }])
      expect(problems(postpone)).toBe('');
    expect(problems({})).toContain('forMs, until or both');
    for (const forMs of [59_999, 30 * DAY + 1, 1.5 * HOUR + 0.5, '5', Number.NaN])
      expect(problems({ forMs })).toContain('postpone.forMs');
    for (const untilMs of [-1, 0.5, '2026']) expect(problems({ untilMs })).toContain('postpone.until');
    for (const postpone of [null, 5, 'soft']) expect(problems(postpone)).toContain('is an object');
  });

  it('swaps: a download only has nothing to put off', () => {
    const terms = { ...aConfig().terms, kind: 'download-only' } as const;
    expect(problems({ forMs: HOUR }, { terms })).toContain('has no postpone');
  });

  it('leaves out devices whose agents do not say that they understand it', () => {
    const order = { ...anOrder({ terms: { mode: 'reset' } }), postpones: true };
    expect(exclusionOf(aFact(), order)?.reason).toBe('kind_unsupported');
    expect(exclusionOf(aFact({ understands: ['download-only'] }), order)?.reason).toBe('kind_unsupported');
    expect(exclusionOf(aFact({ understands: ['postpone'] }), order)).toBeUndefined();
    expect(exclusionOf(aFact(), { ...order, postpones: false })).toBeUndefined();
  });

  it('says that its duration leaves it out', () => {
    const config = aConfig({ postpone: { forMs: HOUR } });
    expect(durationOf(config, 10).leavesOut).toEqual(['postpone']);
  });
});

describe('until when a swap may be put off', () => {
  it('is the earlier of both ends, and never more than a ticket can say', () => {
    expect(postponableUntilMs({ forMs: HOUR }, 1000)).toBe(1000 + HOUR);
    expect(postponableUntilMs({ untilMs: 500 }, 1000)).toBe(500);
    expect(postponableUntilMs({ forMs: HOUR, untilMs: 2000 }, 1000)).toBe(2000);
    expect(postponableUntilMs({ untilMs: 1e15 }, 1000)).toBe(1000 + POSTPONE_RANGE.max);
  });

  it('is that of the first attempt, however many follow', () => {
    const turn = { swapTimes: { swapNotAfter: 9 } };
    expect(postponableTurn(turn, { forMs: HOUR }, { offeredAtMs: 5 * HOUR, earlierMs: 2 * HOUR })).toEqual({
      swapTimes: { swapNotAfter: 9, postponableUntil: 2 * HOUR },
    });
    expect(postponableTurn(turn, undefined, { offeredAtMs: 0 })).toBe(turn);
  });

  it('is no time for work: the attempt may take its time from then on, but from the end of its window if it has one', () => {
    expect(runDeadlineMs(10, 100, { postponableUntil: 1000 })).toBe(1100);
    expect(runDeadlineMs(10, 100, { postponableUntil: 5 })).toBe(110);
    expect(runDeadlineMs(10, 100, { swapNotBefore: 2000, postponableUntil: 1000 })).toBe(2100);
    expect(runDeadlineMs(10, 100, { swapNotAfter: 500, postponableUntil: 1000 })).toBe(600);
  });

  it('is from when the limit of the swap counts', () => {
    const job = aJob({ stage: 'waiting', progressAtMs: 10, swapTimes: { postponableUntil: 1000 } });
    expect(runningLimit(job, { swapMs: 50 })).toMatchObject({ fromMs: 1000, dueAtMs: 1050 });
  });
});

describe('a job whose device puts the swap off', () => {
  const soft: Partial<Job> = { stage: 'checked', swapTimes: { postponableUntil: 5 * HOUR }, deadlineAtMs: 9 * HOUR };
  const waiting = (postponedUntil?: number): JobEvent => {
    const report = { type: 'stage', seq: 1, job: 42, transfer: 99, stage: 'waiting' } as const;
    return { type: 'report', report: postponedUntil === undefined ? report : { ...report, postponedUntil } };
  };
  const after = (job: Job, event: JobEvent) => stepJob(job, event, someRules(), { nowMs: 1000, random: 0 })?.job;

  it('shows until when it says, and at most until when it may', () => {
    expect(after(aJob(soft), waiting(HOUR))).toMatchObject({ stage: 'waiting', postponedUntilMs: HOUR });
    expect(after(aJob(soft), waiting(6 * HOUR))).toMatchObject({ postponedUntilMs: 5 * HOUR });
    const { swapTimes: _, ...forced } = soft;
    expect(after(aJob(forced), waiting(HOUR))).not.toHaveProperty('postponedUntilMs');
  });

  it('changes with its word, and not without one', () => {
    const put = aJob({ ...soft, stage: 'waiting', postponedUntilMs: HOUR });
    expect(after(put, waiting(2 * HOUR))).toMatchObject({ postponedUntilMs: 2 * HOUR });
    expect(after(put, waiting(HOUR))).toBeUndefined();
    expect(after(put, waiting())).toBeUndefined();
  });

  it('shows it no more once the banks are swapped, or the attempt has ended', () => {
    const put = aJob({ ...soft, stage: 'waiting', postponedUntilMs: HOUR });
    const swapped = {
      type: 'report',
      report: { type: 'stage', seq: 2, job: 42, transfer: 99, stage: 'swapped' },
    } as const;
    expect(after(put, swapped)).not.toHaveProperty('postponedUntilMs');
    const late = stepJob({ ...put, deadlineAtMs: 500 }, { type: 'timeout' }, someRules(), { nowMs: 1000, random: 0 });
    expect(late?.job.state).toBe('backoff');
    expect(late?.job).not.toHaveProperty('postponedUntilMs');
  });

  it('does not show it either when a hello is the first word after the swap', () => {
    const put = aJob({ ...soft, stage: 'waiting', postponedUntilMs: HOUR });
    const hello = (stage: 'waiting' | 'swapped'): JobEvent => ({
      type: 'report',
      report: { type: 'hello', seq: 2, job: 42, transfer: 99, stage, status: aStatus([OLD, NEW]) },
    });
    expect(after(put, hello('swapped'))).not.toHaveProperty('postponedUntilMs');
    expect(after(put, hello('waiting'))).toBeUndefined();
  });

  it('is explained', () => {
    const sentence = (job: Partial<Job>): string =>
      explain({
        campaign: aCampaign({ config: aConfig({ postpone: { forMs: 5 * HOUR } }) }),
        counts: { waves: [], cells: [] } as never,
        job: aJob({ ...soft, stage: 'waiting', ...job }),
        device: { online: true },
        nowMs: 0,
      }).sentence;
    expect(sentence({ postponedUntilMs: HOUR })).toContain(
      'its application puts the swap off for another 1 h, and may for 5 h at the most',
    );
    expect(sentence({})).toContain('its application may put the swap off for 5 h at the most');
    expect(sentence({ swapTimes: { postponableUntil: 0 } })).not.toContain('application');
  });
});
