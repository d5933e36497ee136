import { describe, expect, it } from '@jest/globals';
import type { Stage } from '@twinbank/protocol';
import {
  aCampaign,
  aConfig,
  aFact,
  aJob,
  anOrder,
  aStatus,
  FOREIGN,
  NEW,
  OLD,
  someRules,
} from '@twinbank/testkit/campaign-specimens';

import { problemsOf, type CampaignConfig } from '../config.js';
import { exclusionOf } from '../exclusion.js';
import { explain } from '../explain/explanation.js';
import type { Job } from '../job/job.js';
import { stepJob } from '../job/job-step.js';
import { deriveOutcome, type Outcome } from '../job/outcome.js';
import { isOnlyKept } from './kind.js';

const HOUR = 3_600_000;
const KIND = 'device-choice';

const config = (given: Partial<CampaignConfig> = {}): CampaignConfig =>
  aConfig({ terms: { ...aConfig().terms, kind: KIND }, postpone: { forMs: HOUR }, ...given });

describe('a campaign that leaves the swap to the device', () => {
  it('says until when, and has neither a time for the swap, nor a control group, nor hops', () => {
    const problems = (given: Partial<CampaignConfig> = {}): string => problemsOf(config(given)).join();
    expect(problems()).toBe('');
    expect(problems({ soak: { durationMs: 60_000 } })).toBe('');
    const { postpone: _, ...without } = config();
    expect(problemsOf(without).join()).toContain('needs postpone');
    const windows = { swap: [{ start: '02:00', durationMinutes: 60 }], zone: 'Europe/Berlin' };
    expect(problems({ windows })).toContain('no windows.swap');
    expect(problems({ control: { percent: 5, rules: [] } as never })).toContain('no control');
    expect(problems({ hops: 'path' })).toContain('hops path and terms.kind device-choice exclude');
  });

  it('leaves out every device that does not say that it understands such a ticket', () => {
    const order = { ...anOrder({ terms: { mode: 'reset', kind: KIND } }), postpones: true };
    for (const understands of [undefined, [], ['postpone', 'download-only']] as const)
      expect(exclusionOf(aFact({ understands }), order)?.reason).toBe('kind_unsupported');
    expect(exclusionOf(aFact({ understands: [KIND] }), order)).toBeUndefined();
  });
});

describe('the outcome of a job whose device may choose', () => {
  const outcome = (images: Parameters<typeof aStatus>[0], stage?: Stage, confirmed = true): Outcome =>
    deriveOutcome({
      ...{ expected: NEW, previous: OLD, status: aStatus(images, { confirmed }), policy: 'keep-previous' },
      ...{ byChoice: true, stage },
    });

  it('is that the release is kept only if the device says that it is done, and its other bank holds it', () => {
    expect(outcome([OLD, NEW], 'done')).toBe('kept');
    expect(outcome([FOREIGN, NEW], 'done')).toBe('kept');
    expect(outcome([OLD, NEW], 'waiting')).toBe('running');
    expect(outcome([OLD, NEW])).toBe('running');
    expect(outcome([OLD, undefined], 'done')).toBe('reverted');
  });

  it('is otherwise that of an update', () => {
    expect(outcome([NEW, OLD], 'done')).toBe('succeeded');
    expect(outcome([NEW, OLD], 'swapped', false)).toBe('running');
    expect(outcome([OLD, NEW], 'reverted')).toBe('reverted');
    for (const stage of ['failed', 'cancelled', 'rejected'] as const)
      expect(outcome([OLD, NEW], stage)).toBe('not-started');
  });
});

describe('a job whose device may choose', () => {
  const rules = someRules({ byChoice: true, policy: 'keep-previous', soak: { durationMs: HOUR } });
  const at = { nowMs: 1000, random: 0 };
  const after = (
    given: Partial<Job>,
    type: 'result' | 'hello',
    images: Parameters<typeof aStatus>[0],
    stage?: Stage,
  ) => {
    const told = { seq: 1, status: aStatus(images), ...(stage && { job: 42, transfer: 99, stage }) };
    return stepJob(aJob(given), { type: 'report', report: { type, ...told } as never }, rules, at)?.job;
  };

  it('ends without a soak when the device has not chosen: nothing runs that could be watched', () => {
    const job = after({ stage: 'waiting' }, 'result', [OLD, NEW], 'done')!;
    expect(job).toMatchObject({ state: 'succeeded', stage: 'done' });
    expect(job).not.toHaveProperty('stageTimes.swappedAtMs');
    expect(isOnlyKept(KIND, job)).toBe(true);
  });

  it('is watched when the device has chosen', () => {
    const job = after({ stage: 'swapped' }, 'result', [NEW, OLD], 'done')!;
    expect(job).toMatchObject({ state: 'soaking', stageTimes: { confirmedAtMs: 1000 } });
    expect(isOnlyKept(KIND, job)).toBe(false);
  });

  it('hears it late, too, from a device that comes back with the release after its time was over', () => {
    const job = after({ state: 'backoff', nextAttemptAtMs: 5000, stage: 'waiting' }, 'hello', [NEW, OLD])!;
    expect(job).toMatchObject({ state: 'soaking', stageTimes: { confirmedAtMs: 1000 } });
  });

  it('goes on where a device comes with the release in its other bank: it is to have its choice', () => {
    expect(after({ state: 'offered' }, 'hello', [OLD, NEW])).toBeUndefined();
    expect(after({ state: 'running', stage: 'waiting' }, 'hello', [OLD, NEW])).toBeUndefined();
  });

  it('fails when the chosen image brings the old one back', () => {
    const job = after({ stage: 'swapped' }, 'result', [OLD, NEW], 'reverted')!;
    expect(job).toMatchObject({ state: 'backoff', fault: 'reset_before_confirm' });
  });
});

describe('the explanation of such a job', () => {
  const sentence = (job: Partial<Job>): string =>
    explain({
      campaign: aCampaign({ config: config() }),
      counts: { waves: [], cells: [] } as never,
      job: aJob({ stage: 'waiting', swapTimes: { postponableUntil: 5 * HOUR }, ...job }),
      device: { online: true },
      nowMs: 0,
    }).sentence;

  it('says for how long the device may choose, and what becomes of it', () => {
    expect(sentence({})).toContain('its application may have the banks swapped for another 5 h');
    expect(sentence({ swapTimes: { postponableUntil: 0 } })).not.toContain('application');
    const ended = { state: 'succeeded', stage: 'done', endedAtMs: 0 } as const;
    expect(sentence(ended)).toContain('it did not choose it in its time');
    expect(sentence({ ...ended, stageTimes: { confirmedAtMs: 1 } })).toContain('it runs the release');
  });
});
