import { describe, expect, it } from '@jest/globals';

import { seededRng } from '@twinbank/primitives';
import { aConfig } from '@twinbank/testkit/campaign-specimens';

import type { CampaignConfig } from './config.js';
import type { BudgetTally, SharedBudgets } from './budgets/budget-tally.js';
import { leaseFrom, meterKey, metersOf, type MeterState } from './budgets/budgets.js';
import type { Campaign } from './campaign.js';
import { wavesOf, type JobCell } from './counts.js';
import { present } from './fields.js';
import { forecastLeavesOut, forecastPieces, SIMULATED_CAMPAIGN, type ForecastFacts } from './forecast.js';
import type { JobState } from './job/job.js';
import type { StopRule } from './rules/stop-rule.js';
import { seated } from './spread/places.js';
import { stepCampaign } from './step.js';
import { forecastOf } from './testing/forecast-of.js';
import { waveAt, waveEnds } from './waves.js';

const LENIENT = { successPercent: 0, errorPercent: 100, errorMinimum: 1_000_000 };
const of = (given: Partial<CampaignConfig>, devices = 1000) =>
  forecastOf(aConfig(given), devices, seededRng('forecast'));
const rule = (given: Partial<StopRule>): StopRule => ({ name: 'r', minimum: 1, action: 'pause', ...given });

/** Devices reached by a campaign in which the engine decides and each device is seated at its place. */
function seatedRun(config: CampaignConfig, sites: readonly string[], failureRate: number, seed: string): number {
  const rng = seededRng(seed);
  const order = sites.map((place, id) => ({ id, place, key: rng.below(1e9) })).sort((a, b) => a.key - b.key);
  const ends = waveEnds(order.length, config.waves);
  const jobs = order.map((one, at) => ({ ...one, wave: waveAt(at, ends)!, state: 'waiting' as JobState }));
  let campaign: Campaign = { ...SIMULATED_CAMPAIGN, config: { ...config, spread: undefined as never } };
  for (;;) {
    const cells = jobs.map(({ wave, state }): JobCell => ({ wave, state, slices: [], jobs: 1 }));
    const step = stepCampaign(campaign, { type: 'observe', waves: wavesOf(cells, new Map()), cells }, 0);
    campaign = step.campaign;
    if (campaign.state !== 'running') return jobs.filter(({ state }) => state !== 'waiting').length;
    const counts = [...new Set(sites)].map((place) => {
      const here = jobs.filter((job) => job.place === place);
      return { place, planned: here.length, active: 0, soaking: 0, asleep: 0, called: 0 };
    });
    for (const effect of step.effects) {
      if (effect.type !== 'offer') continue;
      const due = jobs.filter(({ wave, state }) => wave === effect.wave && state === 'waiting');
      for (const job of seated(config.spread, counts, due, effect.count).begin)
        job.state = rng.chance(failureRate) ? 'failed' : 'succeeded';
    }
  }
}

/** How many devices are at the places of one kind. */
const sitesOf = (...sites: (readonly [site: string, devices: number])[]): NonNullable<BudgetTally> =>
  new Map(sites.map(([each, devices]) => [each, { each, andEach: '', devices }]));

/** How many devices there are of each pair of places. */
function tallyOf(places: readonly Omit<SharedBudgets, 'devices'>[]): NonNullable<BudgetTally> {
  const tally = new Map<string, SharedBudgets>();
  for (const { each, andEach } of places) {
    const key = JSON.stringify([each, andEach]);
    tally.set(key, { each, andEach, devices: (tally.get(key)?.devices ?? 0) + 1 });
  }
  return tally;
}

/** A course of a campaign in which the engine decides, and each device downloads what both meters of its places lease it. */
function meteredRun(
  config: CampaignConfig,
  places: readonly Omit<SharedBudgets, 'devices'>[],
  failureRate: number,
  seed: string,
): { readonly reached: number; readonly failed: number } {
  const rng = seededRng(seed);
  const order = places.map((at) => ({ ...at, key: rng.below(1e9) })).sort((a, b) => a.key - b.key);
  const jobs = order.map((at) => ({ ...at, wave: 0, state: 'waiting' as JobState, bytes: 0 }));
  const states = new Map<string, MeterState>();
  let campaign: Campaign = { ...SIMULATED_CAMPAIGN, config };
  for (let nowMs = 0; ; nowMs += 60_000) {
    const cells = jobs.map(({ wave, state }): JobCell => ({ wave, state, slices: [], jobs: 1 }));
    const step = stepCampaign(campaign, { type: 'observe', waves: wavesOf(cells, new Map()), cells }, nowMs);
    campaign = step.campaign;
    if (campaign.state !== 'running') {
      const reached = jobs.filter(({ state }) => state !== 'waiting').length;
      return { reached, failed: jobs.filter(({ state }) => state === 'failed').length };
    }
    for (const effect of step.effects) {
      if (effect.type !== 'offer') continue;
      for (const job of jobs.filter(({ state }) => state === 'waiting').slice(0, effect.count)) job.state = 'running';
    }
    for (let secondMs = nowMs + 1000; secondMs <= nowMs + 60_000; secondMs += 1000)
      for (const job of jobs) {
        if (job.state !== 'running') continue;
        const meters = metersOf(0, config.budgets!, job.each, job.andEach);
        const leaseAll = (asked: number) =>
          meters.map((meter) => leaseFrom(meter, states.get(meterKey(meter)), asked, secondMs));
        const least = Math.min(...leaseAll(IMAGE_BYTES - job.bytes).map(({ bytes }) => bytes));
        for (const [at, { bucket }] of leaseAll(least).entries()) states.set(meterKey(meters[at]!), bucket);
        job.bytes += least;
        if (job.bytes >= IMAGE_BYTES) job.state = rng.chance(failureRate) ? 'failed' : 'succeeded';
      }
  }
}

const IMAGE_BYTES = 200_000;

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

  it('reaches no more at once than places allow, as campaigns do whose every device is seated', () => {
    const spread = { by: 'site', percent: 10 };
    const sites = Array.from({ length: 1000 }, (_, at) => `site-${Math.floor(at ** 2 / 50_000)}`);
    const at = new Map<string, number>();
    for (const site of sites) at.set(site, (at.get(site) ?? 0) + 1);
    for (const waves of [[{ percent: 100 }], [{ percent: 10 }, { percent: 100 }]]) {
      const config = aConfig({ waves, spread, concurrency: 1000 });
      const told = forecastOf(config, 1000, seededRng('forecast'), { at });
      for (const one of told.slice(1)) {
        const reached = Array.from({ length: 40 }, (_, run) =>
          seatedRun(config, sites, one.failurePercent / 100, `${run}`),
        );
        const median = reached.sort((a, b) => a - b)[20]!;
        expect(Math.abs(one.reached.median - median)).toBeLessThanOrEqual(0.2 * median + 5);
      }
      expect(told.at(-1)!.reached.most).toBeLessThanOrEqual(110);
      expect(forecastOf(config, 1000, seededRng('forecast')).at(-1)!.reached.median).toBeGreaterThanOrEqual(100);
    }
  });

  it('has devices with a ticket that wait for the byte budget when the campaign stops: they are reached, and have not failed', () => {
    const total = { bytesPerSecond: 5000, burstSeconds: 1 };
    const config = aConfig({ waves: [{ percent: 100 }], concurrency: 100, budgets: { total } });
    const dead = (imageBytes: number) => forecastOf(config, 1000, seededRng('forecast'), { imageBytes }).at(-1)!;
    // In a minute the budget serves 15 images of 20 000 bytes.
    expect(dead(0)).toMatchObject({ reached: { median: 100 }, failed: { median: 100 } });
    expect(dead(20_000)).toMatchObject({ reached: { median: 100 }, failed: { median: 15 } });
    expect(
      forecastOf({ ...config, thresholds: LENIENT }, 1000, seededRng('f'), { imageBytes: 20_000 })[0],
    ).toMatchObject({ stoppedPercent: 0, reached: { median: 1000 } });
  });

  it('reaches no more than the rate lets begin before the first failures are seen', () => {
    const waves = [{ percent: 100 }];
    const dead = (rate: CampaignConfig['rate']) => of({ waves, concurrency: 100, ...present({ rate }) }, 300).at(-1)!;
    expect(dead(undefined)).toMatchObject({ reached: { median: 100 } });
    // One device at once; the ten failures that stop it are seen a minute after the next fifteen have begun.
    expect(dead({ perMinute: 15 })).toMatchObject({ reached: { median: 16, most: 16 }, stoppedPercent: 100 });
    const growing = {
      ...{ baseRatePerMinute: 12, incrementFactor: 2, maximumPerMinute: 1000 },
      rateIncreaseCriteria: { numberOfSucceededDevices: 100 },
    };
    expect(dead(growing)).toMatchObject({ reached: { median: 13 } });
    expect(of({ waves, thresholds: LENIENT, rate: growing }, 300)[0]).toMatchObject({ reached: { median: 300 } });
    // A hundredth of all is simulated at once, or it would take for ever.
    const slow = of({ waves, thresholds: LENIENT, rate: { perMinute: 1 } }, 300)[0];
    expect(slow).toMatchObject({ reached: { median: 300 } });
  });

  it('has devices that wait for the byte budgets of their places', () => {
    const each = { by: 'site', bytesPerSecond: 1000, burstSeconds: 1 };
    const config = aConfig({ waves: [{ percent: 100 }], concurrency: 100, budgets: { each } });
    // Five sites with 20 devices under way each, of which each serves three images of 20 000 bytes in a minute.
    const budgetsAt = sitesOf(...Array.from({ length: 5 }, (_, site) => [`site-${site}`, 200] as const));
    const dead = (facts: ForecastFacts) => forecastOf(config, 1000, seededRng('forecast'), facts).at(-1)!;
    expect(dead({ budgetsAt, imageBytes: 20_000 })).toMatchObject({ reached: { median: 100 }, failed: { median: 15 } });
    // Sites with fewer devices under way than they serve leave the others no room.
    const uneven = sitesOf(['large', 980], ...Array.from({ length: 20 }, (_, site) => [`small-${site}`, 1] as const));
    expect(dead({ budgetsAt: uneven, imageBytes: 20_000 })).toMatchObject({ failed: { median: 10 } });
    expect(dead({ imageBytes: 20_000 })).toMatchObject({ failed: { median: 100 } });
  });

  it.each([
    ['within their sites', (line: number) => `site-${line < 2 ? 0 : 1 + (line % 3)}`],
    ['across their sites', (line: number, at: number) => `site-${(line + at) % 8}`],
  ])('has devices that wait for the budgets of lines %s, as a course of the engine does', (_how, siteOf) => {
    const places = Array.from({ length: 1200 }, (_, at) => {
      const line = Math.floor((24 * at ** 2) / 1200 ** 2);
      return { each: siteOf(line, at), andEach: `line-${line}` };
    });
    const budgets = {
      each: { by: 'site', bytesPerSecond: 160_000, burstSeconds: 2 },
      andEach: { by: 'line', bytesPerSecond: 44_000, burstSeconds: 2 },
    };
    const config = aConfig({ waves: [{ percent: 100 }], concurrency: 600, budgets });
    const facts = { budgetsAt: tallyOf(places), imageBytes: IMAGE_BYTES };
    const told = forecastOf(config, 1200, seededRng('forecast'), facts);
    const { reached, failed } = told.at(-1)!;
    const course = meteredRun(config, places, 1, 'course');
    expect(course.failed).toBeGreaterThan(100);
    expect(Math.abs(reached.median - course.reached)).toBeLessThanOrEqual(0.05 * course.reached);
    expect(Math.abs(failed.median - course.failed)).toBeLessThanOrEqual(0.1 * course.failed);
    const without = { ...config, budgets: { each: budgets.each } };
    const dead = (given: CampaignConfig) => forecastOf(given, 1200, seededRng('forecast'), facts).at(-1)!.failed;
    expect(dead(config).median).toBeLessThan(dead(without).median);
  });

  it('says where budgets of places are left out', () => {
    const each = { by: 'site', bytesPerSecond: 1000, burstSeconds: 1 };
    const andEach = { ...each, by: 'line' };
    const budgetsAt = sitesOf(['lyon', 5]);
    const leftOut = (config: Partial<CampaignConfig>, facts: ForecastFacts) =>
      forecastLeavesOut(aConfig(config), facts);
    expect(leftOut({}, {})).toEqual([]);
    expect(leftOut({ budgets: { each } }, { budgetsAt, imageBytes: 1 })).toEqual([]);
    expect(leftOut({ budgets: { each, andEach } }, { budgetsAt, imageBytes: 1 })).toEqual([]);
    expect(leftOut({ budgets: { each, andEach } }, { imageBytes: 1 })).toEqual(['budgets']);
    expect(leftOut({ budgets: { each } }, { imageBytes: 1 })).toEqual(['budgets']);
    expect(leftOut({ budgets: { total: each } }, { imageBytes: 1 })).toEqual([]);
    expect(leftOut({ budgets: { total: each } }, {})).toEqual(['budgets']);
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

  it('stops after each simulated campaign, however large, and comes to the same then', () => {
    let draws = 0;
    const rng = seededRng('forecast');
    const counting = { ...rng, chance: (share: number) => (draws++, rng.chance(share)) };
    const config = aConfig({ thresholds: LENIENT });
    const pieces = forecastPieces(config, 10_000, counting);
    let stops = 0;
    for (;;) {
      draws = 0;
      const piece = pieces.next();
      // One simulated campaign draws once for each device.
      expect(draws).toBeLessThanOrEqual(10_000);
      if (piece.done === true) {
        expect(piece.value).toEqual(of({ thresholds: LENIENT }, 10_000));
        break;
      }
      stops++;
    }
    expect(stops).toBeGreaterThanOrEqual(4 * 10);
  });

  it('is the same for the same seed, and takes any number of devices', () => {
    expect(of({})).toEqual(of({}));
    expect(of({ thresholds: LENIENT }, 1_000_000)[0]!.reached.median).toBe(10_000);
    expect(of({ thresholds: LENIENT }, 1)[0]!.reached.median).toBe(1);
  });
});
