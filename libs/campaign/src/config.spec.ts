import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { defaultOf, problemsOf, type CampaignConfig } from './config.js';
import { CONFIG_RANGES, type ConfigNumber } from './config-ranges.js';
import type { SelectionSource } from './selecting/selection-source.js';
import type { Wave } from './waves.js';
import { aConfig } from '@twinbank/testkit/campaign-specimens';

const retry = (given: object): Partial<CampaignConfig> => ({ retry: { ...aConfig().retry, ...given } });
const thresholds = (given: object): Partial<CampaignConfig> => ({ thresholds: { ...aConfig().thresholds, ...given } });
const timeouts = (given: object): Partial<CampaignConfig> => ({ timeouts: { ...aConfig().timeouts, ...given } });
const from = (given: Partial<SelectionSource>): Partial<CampaignConfig> => ({
  selection: { from: { campaign: 7, ...given } },
});
const waves = (...percents: unknown[]): Partial<CampaignConfig> => ({
  waves: percents.map((percent) => ({ percent })) as Wave[],
});

describe('problemsOf', () => {
  it('finds none in the default rules', () => {
    expect(problemsOf(aConfig())).toEqual([]);
  });

  it('finds none in a source of devices', () => {
    expect(problemsOf(aConfig(from({})))).toEqual([]);
    expect(problemsOf(aConfig(from({ states: ['succeeded', 'cancelled'], faults: ['flash_error'] })))).toEqual([]);
  });

  it.each<[string, Partial<CampaignConfig>, string]>([
    ['no wave', waves(), 'waves has 1'],
    ['too many waves', waves(...Array.from({ length: 101 }, (_, index) => index / 2 + 1)), 'waves has 1'],
    ['waves that fall', waves(25, 5), 'rises'],
    ['a wave twice', waves(25, 25), 'rises'],
    ['a wave of nothing', waves(0), 'rises'],
    ['a wave above 100', waves(101), 'rises'],
    ['a wave that is no number', waves(Number.NaN), 'rises'],
    ['a wave that is a word', waves('5'), 'rises'],
    ['a success threshold above 100', thresholds({ successPercent: 101 }), 'successPercent'],
    ['an error threshold that is missing', thresholds({ errorPercent: undefined }), 'errorPercent'],
    ['an error threshold that is no number', thresholds({ errorPercent: Number.NaN }), 'errorPercent'],
    ['a minimum of zero', thresholds({ errorMinimum: 0 }), 'errorMinimum'],
    ['no concurrency', { concurrency: 0 }, 'concurrency'],
    ['half a device at once', { concurrency: 1.5 }, 'concurrency'],
    ['no time to accept', timeouts({ offerMs: 0 }), 'offerMs'],
    ['a year to run', timeouts({ runMs: 365 * 24 * 3600 * 1000 }), 'runMs'],
    ['no attempt', retry({ attempts: 0 }), 'attempts'],
    ['a negative delay', retry({ firstDelayMs: -1 }), 'firstDelayMs'],
    ['a delay that shrinks', retry({ factor: 0.5 }), 'factor'],
    ['a longest delay that is no number', retry({ maxDelayMs: Number.POSITIVE_INFINITY }), 'maxDelayMs'],
    ['more jitter than delay', retry({ jitter: 1.1 }), 'jitter'],
    ['a wave of both', { waves: [{ percent: 5, count: 5 }] }, 'either percent, count or filter'],
    ['a wave of neither', { waves: [{}] }, 'either percent, count or filter'],
    ['a wave that is nothing', { waves: [null] as never }, 'either percent, count or filter'],
    ['numbers of devices that fall', { waves: [{ count: 5 }, { count: 5 }] }, 'waves[].count rises'],
    ['no device in a wave', { waves: [{ count: 0 }] }, 'waves[].count rises'],
    ['half a device in a wave', { waves: [{ count: 1.5 }] }, 'waves[].count rises'],
    ['a gate before the first wave', { waves: [{ percent: 5, gate: 'manual' }] }, 'waves[].gate'],
    ['a gate of another kind', { waves: [{ count: 1 }, { percent: 5, gate: 'open' as never }] }, 'waves[].gate'],
    ['an end before the start', { schedule: { startAtMs: 5, endAtMs: 5 } }, 'schedule.endAt is after'],
    ['a start that is no time', { schedule: { startAtMs: Number.NaN } }, 'schedule.startAt is a time'],
    ['an end that is no time', { schedule: { endAtMs: -1 } }, 'schedule.endAt is a time'],
    ['an unknown end', { schedule: { endAtMs: 5, atEnd: 'explode' as never } }, 'schedule.atEnd is one of'],
    ['a way to end without an end', { schedule: { atEnd: 'cancel' } }, 'schedule.atEnd needs'],
    ['a schedule that is a word', { schedule: 'soon' as never }, 'schedule is an object'],
    ['a filter that is too long', { selection: { filter: 'x'.repeat(4001) } }, 'selection.filter'],
    ['a filter that is no text', { selection: { filter: 7 as never } }, 'selection.filter'],
    ['a source that is a word', { selection: { from: 'seven' as never } }, 'selection.from is an object'],
    ['a source without a campaign', { selection: { from: {} as never } }, 'selection.from.campaign'],
    ['a campaign that is half a number', { selection: { from: { campaign: 1.5 } } }, 'selection.from.campaign'],
    ['a campaign beyond all numbers', { selection: { from: { campaign: 2 ** 31 } } }, 'selection.from.campaign'],
    ['jobs that have not ended', from({ states: ['running'] }), 'selection.from.states has at least one of succeeded'],
    ['no state of jobs', from({ states: [] }), 'selection.from.states'],
    ['a state twice', from({ states: ['failed', 'failed'] }), 'selection.from.states'],
    ['states that are a word', from({ states: 'failed' as never }), 'selection.from.states'],
    ['an unknown fault of jobs', from({ faults: ['gremlins' as never] }), 'selection.from.faults'],
    ['no fault of jobs', from({ faults: [] }), 'selection.from.faults'],
    ['a selection of too many ids', { selection: { deviceIds: Array.from({ length: 10_001 }, String) } }, 'deviceIds'],
  ])('names %s', (_what, given, sentence) => {
    const problems = problemsOf(aConfig(given));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(sentence);
  });

  it('takes numbers and shares in one campaign, and gates', () => {
    const mixed: Wave[] = [{ count: 5 }, { percent: 5, gate: 'manual' }, { count: 500 }, { percent: 100 }];
    expect(problemsOf(aConfig({ waves: mixed, schedule: { startAtMs: 0, endAtMs: 1, atEnd: 'cancel' } }))).toEqual([]);
  });

  it('never throws, whatever stands in the place of rules', () => {
    fc.assert(
      fc.property(
        fc.record({
          waves: fc.anything(),
          thresholds: fc.anything(),
          concurrency: fc.anything(),
          timeouts: fc.anything(),
          retry: fc.anything(),
          selection: fc.anything(),
          rules: fc.anything(),
          schedule: fc.anything(),
        }),
        (junk) => {
          expect(Array.isArray(problemsOf(junk as unknown as CampaignConfig))).toBe(true);
        },
      ),
    );
  });
});

describe('the ranges of a configuration', () => {
  it('hold the defaults', () => {
    for (const path of Object.keys(CONFIG_RANGES) as ConfigNumber[]) {
      const standard = defaultOf(path);
      if (standard === undefined) continue;
      const { min, max, whole } = CONFIG_RANGES[path];
      expect(standard).toBeGreaterThanOrEqual(min);
      expect(standard).toBeLessThanOrEqual(max);
      expect(whole && !Number.isInteger(standard)).toBe(false);
    }
  });

  it.each(Object.entries(CONFIG_RANGES))(
    'are what the engine enforces for %s, at both ends',
    (path, { min, max, whole }) => {
      const changed = (value: number): CampaignConfig => {
        const config = structuredClone(aConfig()) as unknown as Record<string, unknown>;
        const [group, field] = path.split('.') as [string, string?];
        if (field === undefined) config[group] = value;
        else (config[group] as Record<string, unknown>)[field] = value;
        return config as unknown as CampaignConfig;
      };
      for (const value of [min, max]) expect(problemsOf(changed(value))).toEqual([]);
      const beyond = [min - 1, max + 1, ...(whole ? [(min + max) / 2 + 0.25] : [])];
      for (const value of beyond) expect(problemsOf(changed(value))).toEqual([expect.stringContaining(path)]);
    },
  );
});
