import { describe, expect, it } from '@jest/globals';

import { seededRng } from '@twinbank/primitives';
import type { DeviceHealth } from '@twinbank/protocol';
import { NO_VALUES, withValue, type Moments } from '@twinbank/statistics';

import { judgedControlRules } from './comparison.js';
import type { ControlGroup, ControlRule } from './control-group.js';
import { comparedOf } from './told-values.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const groupOf = (rule: Partial<ControlRule>): ControlGroup => ({
  percent: 10,
  rules: [{ name: 'r', measure: 'watchdogResets', minimum: 5, alpha: 0.02, action: 'pause', ...rule }],
});
const moments = (...values: number[]): Moments => values.reduce(withValue, NO_VALUES);
const health = (given: Partial<DeviceHealth>): DeviceHealth => ({
  boots: {},
  watchdogResets: 0,
  numbers: {},
  ...given,
});

describe('the values of a group', () => {
  const of = (measure: ControlRule['measure'], ...treated: DeviceHealth[]) =>
    comparedOf(groupOf({ measure }), { treated, control: [] }).treated[measure];

  it('are counts by the hour, of devices that counted for a minute', () => {
    const short = health({ countedMs: MINUTE - 1, watchdogResets: 9 });
    expect(of('watchdogResets', health({ countedMs: 2 * HOUR, watchdogResets: 4 }), short)).toEqual({
      ...moments(2),
      count: { events: 4, hours: 2 },
    });
    expect(of('watchdogResets', health({ watchdogResets: 9 }))).toEqual(moments());
    const boots = { 'power-on': 1, watchdog: 2, 'option-bytes': 5 };
    expect(of('resets', health({ countedMs: HOUR, boots }))).toMatchObject({ mean: 3, count: { events: 3, hours: 1 } });
    const told = [1, 2, 7, 8].map((missedDeadlines) => health({ countedMs: HOUR, missedDeadlines }));
    expect(of('missedDeadlines', ...told, health({ countedMs: HOUR }))).toEqual({
      ...moments(2, 2, 7, 7),
      count: { events: 18, hours: 4 },
    });
  });

  it('are numbers as they are, of devices that tell them', () => {
    expect(of('numbers.heat', health({ numbers: { heat: 70 } }), health({ numbers: { cold: 5 } }))).toEqual(
      moments(70),
    );
    expect(of('numbers.toString' as 'numbers.x', health({}))).toEqual(moments());
  });

  it('are no further out than those of all others, of both groups together', () => {
    const numbers = (...values: number[]) => values.map((x) => health({ numbers: { x } }));
    const { treated, control } = comparedOf(groupOf({ measure: 'numbers.x' }), {
      treated: numbers(5, 6, 1e300),
      control: numbers(-1e300, 4, 7),
    });
    expect(treated['numbers.x']).toEqual(moments(5, 6, 7));
    expect(control['numbers.x']).toEqual(moments(4, 4, 7));
  });
});

describe('a device that tells what is not so', () => {
  const rng = seededRng('lies');
  const around = (mean: number): DeviceHealth[] =>
    Array.from({ length: 40 }, () => health({ numbers: { x: mean + rng.unit() }, countedMs: 10 * HOUR }));
  const counting = (rate: number): DeviceHealth[] =>
    Array.from({ length: 40 }, (_, at) => health({ countedMs: 10 * HOUR, watchdogResets: at % 5 < rate ? 2 : 0 }));
  const brokenBy = (
    measure: ControlRule['measure'],
    treated: readonly DeviceHealth[],
    control: readonly DeviceHealth[],
  ): boolean => {
    const group = groupOf({ measure, alpha: 0.01 });
    return judgedControlRules(group, comparedOf(group, { treated, control }), 1).judged.length > 0;
  };
  const worse = { treated: around(1), control: around(0) };
  const alike = { treated: around(0), control: around(0) };
  const often = { treated: counting(4), control: counting(1) };
  const same = { treated: counting(1), control: counting(1) };

  it.each([1e12, -1e12, 1.7e308])('hides nothing of how a number of all others is, saying %d', (x) => {
    const liar = health({ numbers: { x } });
    expect(brokenBy('numbers.x', worse.treated, worse.control)).toBe(true);
    expect(brokenBy('numbers.x', [...worse.treated, liar], worse.control)).toBe(true);
    expect(brokenBy('numbers.x', worse.treated, [...worse.control, liar])).toBe(true);
  });

  it.each([
    ['countless events', { watchdogResets: 4_000_000_000, countedMs: MINUTE }],
    ['no event in ten thousand years', { watchdogResets: 0, countedMs: 1e8 * HOUR }],
    ['both', { watchdogResets: 4_000_000_000, countedMs: 1e8 * HOUR }],
  ])('hides nothing of what all others count, saying %s', (_what, lie) => {
    expect(brokenBy('watchdogResets', often.treated, often.control)).toBe(true);
    expect(brokenBy('watchdogResets', [...often.treated, health(lie)], often.control)).toBe(true);
    expect(brokenBy('watchdogResets', often.treated, [...often.control, health(lie)])).toBe(true);
  });

  it('blames no release that changes nothing', () => {
    for (const x of [1e12, -1e12]) {
      const liar = health({ numbers: { x }, watchdogResets: 4_000_000_000, countedMs: 1e8 * HOUR });
      expect(brokenBy('numbers.x', [...alike.treated, liar], alike.control)).toBe(false);
      expect(brokenBy('watchdogResets', [...same.treated, liar], same.control)).toBe(false);
      expect(brokenBy('watchdogResets', same.treated, [...same.control, liar])).toBe(false);
    }
  });
});
