import { describe, expect, it } from '@jest/globals';

import {
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
import { stepJob } from '../job/job-step.js';
import type { Job } from '../job/job.js';
import { deriveOutcome, type Outcome, type OutcomeFacts } from '../job/outcome.js';
import type { TermsKind } from './kind.js';

const config = (given: Partial<CampaignConfig> = {}): CampaignConfig => {
  const { terms } = aConfig();
  return aConfig({ terms: { ...terms, kind: 'download-only' }, ...given });
};

describe('a campaign for the download only', () => {
  it('watches nothing and has no time for a swap, because nothing runs the release', () => {
    expect(problemsOf(config())).toEqual([]);
    expect(problemsOf(config({ soak: { durationMs: 60_000 } })).join()).toContain('no soak');
    const window = [{ start: '02:00', durationMinutes: 60 }];
    const zone = 'Europe/Berlin';
    expect(problemsOf(config({ windows: { swap: window, zone } })).join()).toContain('no windows.swap');
    expect(problemsOf(config({ windows: { download: window, zone } }))).toEqual([]);
  });

  const reasonOf = (kind: TermsKind | undefined, understands: readonly 'download-only'[] | undefined) =>
    exclusionOf(aFact({ understands }), anOrder({ terms: { mode: 'reset', ...(kind && { kind }) } }))?.reason;

  it('leaves out every device that does not say that it understands such a ticket', () => {
    expect(reasonOf('download-only', undefined)).toBe('kind_unsupported');
    expect(reasonOf('download-only', [])).toBe('kind_unsupported');
    expect(reasonOf('download-only', ['download-only'])).toBeUndefined();
    for (const kind of [undefined, 'revert', 'download'] as const)
      expect(reasonOf(kind, undefined)).not.toBe('kind_unsupported');
  });

  it('judges a device anew that waits for another campaign, which may bring it another agent', () => {
    const device = aFact({ openCampaign: 3 });
    const order = anOrder({ terms: { mode: 'reset', kind: 'download-only' } });
    expect(exclusionOf(device, { ...order, waits: true })).toBeUndefined();
  });
});

describe('the outcome of a download only', () => {
  const outcome = (images: Parameters<typeof aStatus>[0], given: Partial<OutcomeFacts> = {}): Outcome =>
    deriveOutcome({
      expected: NEW,
      previous: OLD,
      status: aStatus(images),
      policy: 'mirror',
      downloadOnly: true,
      ...given,
    });

  it('is a success when the other bank holds the release, whatever runs', () => {
    expect(outcome([OLD, NEW], { stage: 'done' })).toBe('succeeded');
    expect(outcome([OLD, NEW])).toBe('succeeded');
    expect(outcome([FOREIGN, NEW])).toBe('succeeded');
  });

  it('is a success, too, when the release runs by now, confirmed', () => {
    expect(outcome([NEW, OLD])).toBe('succeeded');
    expect(outcome([NEW, OLD], { status: aStatus([NEW, OLD], { confirmed: false }) })).toBe('running');
  });

  it('is none while blocks come, and when they never did', () => {
    expect(outcome([OLD, undefined], { stage: 'downloading' })).toBe('running');
    expect(outcome([OLD, undefined])).toBe('not-started');
    expect(outcome([FOREIGN, undefined], { stage: 'downloading' })).toBe('unexpected');
  });

  it.each(['rejected', 'failed', 'cancelled'] as const)(
    'is no success of a job that the device ended as %s',
    (stage) => {
      expect(outcome([OLD, NEW], { stage })).toBe('not-started');
      expect(outcome([OLD, undefined], { stage })).toBe('not-started');
    },
  );
});

describe('a job for the download only', () => {
  const rules = someRules({ downloadOnly: true });
  const at = { nowMs: 1000, random: 0 };
  const result = (images: Parameters<typeof aStatus>[0], stage: 'done' | 'rejected') =>
    ({
      type: 'report',
      report: { type: 'result', seq: 1, job: 42, transfer: 99, stage, status: aStatus(images) },
    }) as const;
  const step = (given: Partial<Job>, event: ReturnType<typeof result>) => stepJob(aJob(given), event, rules, at)?.job;

  it('succeeds by what the other bank holds', () => {
    expect(step({}, result([OLD, NEW], 'done'))).toMatchObject({ state: 'succeeded', stage: 'done' });
  });

  it('fails if the device says that it is done and the bank does not hold it', () => {
    const retry = { ...rules.retry, attempts: 1 };
    const next = stepJob(aJob(), result([OLD, OLD], 'done'), { ...rules, retry }, at)?.job;
    expect(next).toMatchObject({ state: 'failed', fault: 'outcome_unexpected' });
  });

  it('ends without an attempt when the device comes with the release in its other bank', () => {
    const hello = { type: 'report', report: { type: 'hello', seq: 1, status: aStatus([OLD, NEW]) } } as const;
    expect(stepJob(aJob({ state: 'offered' }), hello, rules, at)?.job.state).toBe('succeeded');
    expect(stepJob(aJob({ state: 'offered' }), hello, someRules(), at)).toBeUndefined();
  });
});
