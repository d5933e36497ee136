import { describe, expect, it } from '@jest/globals';

import { seededRng } from '@twinbank/primitives';
import { aConfig } from '@twinbank/testkit/campaign-specimens';

import type { ForecastFacts } from '../forecast.js';
import { forecastOf } from '../testing/forecast-of.js';
import { SimulatedWave } from './simulated-wave.js';

const TWICE = [{ updates: 2, devices: 1 }];
const cells = (wave: SimulatedWave): object => Object.fromEntries(wave.cells().map(({ state, jobs }) => [state, jobs]));

describe('a wave of a forecast over releases in between', () => {
  it('has devices in the proportion in which they need updates, and each begins once', () => {
    const wave = new SimulatedWave(0, 10, [
      { updates: 1, devices: 3 },
      { updates: 3, devices: 2 },
    ]);
    expect(wave.begin(10)).toEqual({ given: 10, first: 10 });
    wave.end(10, 0, seededRng('a'));
    expect(cells(wave)).toEqual({ held: 4, succeeded: 6 });
    expect(wave.begin(99)).toEqual({ given: 4, first: 0 });
    wave.end(4, 0, seededRng('a'));
    expect(cells(wave)).toEqual({ held: 4, succeeded: 6 });
    wave.begin(4);
    wave.end(4, 0, seededRng('a'));
    expect(cells(wave)).toEqual({ succeeded: 10 });
  });

  it('brings those between two updates on before others begin, and lets them fail with the last', () => {
    const wave = new SimulatedWave(0, 4, TWICE);
    wave.begin(2);
    wave.end(2, 1, seededRng('a'));
    expect([wave.failed, wave.due]).toEqual([0, 2]);
    expect(wave.begin(3)).toEqual({ given: 3, first: 1 });
    wave.end(3, 1, seededRng('a'));
    expect(cells(wave)).toEqual({ waiting: 1, held: 1, failed: 2 });
  });
});

describe('a forecast over releases in between', () => {
  const of = (facts: ForecastFacts, given = {}) =>
    forecastOf(aConfig({ concurrency: 20, waves: [{ percent: 100 }], ...given }), 200, seededRng('hops'), facts);
  const twice: ForecastFacts = { hops: { ways: [{ updates: 2, devices: 200 }], bytes: 400_000 } };

  it('brings all to the end where nothing stops it, each counted once', () => {
    const thresholds = { successPercent: 0, errorPercent: 100, errorMinimum: 1_000_000 };
    for (const { reached, stoppedPercent } of of(twice, { thresholds }))
      expect([reached, stoppedPercent]).toEqual([{ median: 200, most: 200 }, 0]);
  });

  it('lets budgets serve updates, and bad releases be found out late: those with a last update go on before others begin', () => {
    const image = 1_000_000;
    const budgets = { total: { bytesPerSecond: (8 * image) / 60 } };
    const dead = (facts: ForecastFacts) => of(facts, { budgets }).at(-1)!;
    const hops = (bytes: number) => ({ ways: twice.hops!.ways, bytes: 200 * bytes });
    // 8 updates end in a step, and 10 failures stop it: after two steps of which each lets 8 begin anew.
    expect(dead({ imageBytes: image })).toMatchObject({ reached: { median: 28 }, failed: { median: 16 } });
    // Of one device the first is large and the last is small, which makes no difference in all.
    expect(dead({ imageBytes: image / 4, hops: hops(2 * image) })).toEqual(
      dead({ hops: hops(2 * image), imageBytes: 9 }),
    );
    const late = dead({ imageBytes: image, hops: hops(2 * image) });
    expect(late.failed.median).toBeGreaterThanOrEqual(10);
    expect(late.reached.median).toBeLessThan(28);
    expect(dead({ imageBytes: image, hops: hops(8 * image) }).reached.median).not.toBe(late.reached.median);
  });
});
