import { describe, expect, it } from '@jest/globals';

import { seededRng } from '@twinbank/primitives';
import { aConfig } from '@twinbank/testkit/campaign-specimens';

import type { CampaignConfig } from './config.js';
import { forecastOf } from './forecast.js';
import type { StopRule } from './rules/stop-rule.js';

const LENIENT = { successPercent: 0, errorPercent: 100, errorMinimum: 1_000_000 };
const of = (given: Partial<CampaignConfig>, devices = 1000) =>
  forecastOf(aConfig(given), devices, seededRng('forecast'));
const rule = (given: Partial<StopRule>): StopRule => ({ name: 'r', minimum: 1, action: 'pause', ...given });

describe('a forecast', () => {
  it('says how many devices an image that never works reaches: as many as are at work at once', () => {
    const dead = of({ concurrency: 20 }).at(-1)!;
    expect(dead).toEqual({
      failurePercent: 100,
      stoppedPercent: 100,
      reached: { median: 20, most: 20 },
      failed: { median: 20, most: 20 },
    });
  });

  it('says that nothing stops a campaign without brakes', () => {
    for (const { stoppedPercent, reached, failed, failurePercent } of of({ thresholds: LENIENT })) {
      expect([stoppedPercent, reached]).toEqual([0, { median: 1000, most: 1000 }]);
      expect(Math.abs(failed.median - 10 * failurePercent)).toBeLessThan(20);
    }
  });

  it('stops good releases seldom and bad ones soon where a sequential test is the rule, as it promises', () => {
    const test = { p0: 0.01, p1: 0.05, alpha: 0.05, beta: 0.1 };
    const [usual, bad, worse] = of({
      thresholds: LENIENT,
      rules: [rule({ test })],
      concurrency: 1,
      waves: [{ percent: 100 }],
    });
    expect(usual!.stoppedPercent).toBeLessThan(12);
    expect(bad!.stoppedPercent).toBeGreaterThan(80);
    expect(worse).toMatchObject({ stoppedPercent: 100 });
    expect(worse!.reached.most).toBeLessThan(50);
  });

  it('counts every failure for a rule on some of them, and leaves out rules that do not stop the campaign', () => {
    const some = rule({ percent: 50, classes: ['reverted'], faults: ['flash_error'], per: 'hardware' });
    expect(of({ thresholds: LENIENT, rules: [some], concurrency: 10 }).at(-1)!.reached.median).toBe(10);
    const told = [
      rule({ percent: 50, action: 'notify' }),
      rule({ name: 's', percent: 50, per: 'hardware', action: 'stop_slice' }),
    ];
    expect(of({ thresholds: LENIENT, rules: told, concurrency: 10 }).at(-1)!.stoppedPercent).toBe(0);
  });

  it('goes through gates, and does not wait for a schedule', () => {
    const waves = [{ count: 5 }, { percent: 50, gate: 'manual' }, { percent: 100, gate: 'manual' }] as const;
    const schedule = { startAtMs: 1e15, endAtMs: 2e15 };
    expect(of({ thresholds: LENIENT, waves, schedule })[0]!.reached.median).toBe(1000);
  });

  it('takes the waves of the whole fleet, however many devices are simulated', () => {
    const waves = [{ percent: 1 }, { percent: 100 }];
    expect(of({ waves, concurrency: 100_000 }, 1_000_000).at(-1)!.reached.median).toBe(10_000);
  });

  it('costs little, whatever the campaign is', () => {
    let draws = 0;
    const rng = seededRng('cost');
    const counting = { ...rng, chance: (share: number) => (draws++, rng.chance(share)) };
    const waves = Array.from({ length: 100 }, (_, at) => ({ percent: at + 1 }));
    const rules = Array.from({ length: 20 }, (_, at) => rule({ name: `r${at}`, percent: 100, minimum: 1_000_000 }));
    forecastOf(aConfig({ thresholds: LENIENT, waves, rules, concurrency: 1 }), 10_000, counting);
    expect(draws).toBeLessThanOrEqual(4 * 10 * 10_000);
  });

  it('is the same for the same seed, and takes any number of devices', () => {
    expect(of({})).toEqual(of({}));
    expect(of({ thresholds: LENIENT }, 1_000_000)[0]!.reached.median).toBe(10_000);
    expect(of({ thresholds: LENIENT }, 1)[0]!.reached.median).toBe(1);
  });
});
