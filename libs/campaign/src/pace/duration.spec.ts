import { describe, expect, it } from '@jest/globals';

import { aConfig } from '@twinbank/testkit/campaign-specimens';

import { leaseFrom, meterKey, metersOf, type Meter, type MeterState } from '../budgets/budgets.js';
import type { ZoneTally } from '../windows/zone-tally.js';
import { durationOf } from './duration.js';

const MINUTE_MS = 60_000;

/** How long it takes until the meters of each transfer have leased all of its bytes, a second after the other. */
function courseMs(transfers: readonly (readonly Meter[])[], bytesOfEach: number): number {
  const states = new Map<string, MeterState>();
  const left = transfers.map((meters) => ({ meters, wanted: meters.map(() => bytesOfEach) }));
  for (let nowMs = 0; ; nowMs += 1000) {
    for (const { meters, wanted } of left)
      for (const [at, meter] of meters.entries()) {
        const { bytes, bucket } = leaseFrom(meter, states.get(meterKey(meter)), wanted[at]!, nowMs);
        states.set(meterKey(meter), bucket);
        wanted[at]! -= bytes;
      }
    if (left.every(({ wanted }) => wanted.every((bytes) => bytes <= 0))) return nowMs;
  }
}

describe('how long a campaign takes at least', () => {
  it.each([
    [100, 1000, 3],
    [100, 10, 1 + 2 + 8],
    [0, 10, 0],
    [1, 10, 1],
  ])(
    '%i devices, %i at a time, in waves of 5, 25 and 100 %%: %i attempts one after the other',
    (devices, at, rounds) => {
      expect(durationOf(aConfig({ concurrency: at }), devices)).toEqual({
        atLeastMs: rounds * MINUTE_MS,
        attemptMs: MINUTE_MS,
        concurrencyMs: rounds * MINUTE_MS,
      });
    },
  );

  it('counts the attempt of the last device to which the rate gives a ticket', () => {
    const waves = [{ percent: 100 }];
    expect(durationOf(aConfig({ waves, rate: { perMinute: 10 } }), 101)).toMatchObject({
      ...{ concurrencyMs: MINUTE_MS, rateMs: 11 * MINUTE_MS, atLeastMs: 11 * MINUTE_MS },
    });
    expect(durationOf(aConfig({ waves, rate: { perMinute: 100_000 }, concurrency: 1 }), 5)).toMatchObject({
      ...{ concurrencyMs: 5 * MINUTE_MS, atLeastMs: 5 * MINUTE_MS },
    });
    expect(durationOf(aConfig({ waves, rate: { perMinute: 10 } }), 0)).not.toHaveProperty('rateMs');
  });

  it('counts every update of devices that go over releases in between, each wave and place with its share of them', () => {
    const ways = [
      { updates: 1, devices: 50 },
      { updates: 3, devices: 50 },
    ];
    const waves = [{ percent: 50 }, { percent: 100 }];
    const of = (given: Parameters<typeof aConfig>[0], supposed = {}) =>
      durationOf(aConfig({ waves, concurrency: 1000, ...given }), 100, { ways, ...supposed });
    // Two waves of 50 devices and 100 updates; the device with three is in one of them.
    expect(of({ concurrency: 10 }).concurrencyMs).toBe(20 * MINUTE_MS);
    expect(of({}).concurrencyMs).toBe(4 * MINUTE_MS);
    expect(of({ waves: [{ percent: 50 }] }).concurrencyMs).toBe(MINUTE_MS);
    expect(of({ rate: { perMinute: 10 } }).rateMs).toBe(20 * MINUTE_MS - 6000 + MINUTE_MS);
    const at = new Map([['hamburg', 100]]);
    expect(of({ spread: { by: 'site', percent: 10 } }, { at }).placesMs).toBe(20 * MINUTE_MS);
  });

  it('leaves out devices behind the last wave', () => {
    const config = aConfig({ waves: [{ count: 5 }], rate: { perMinute: 1 } });
    expect(durationOf(config, 100).rateMs).toBe(5 * MINUTE_MS);
  });

  it('says what it leaves out', () => {
    const download = [{ start: '02:00', durationMinutes: 60 }];
    const leavesOut = (given: Parameters<typeof aConfig>[0]) => durationOf(aConfig(given), 5).leavesOut;
    expect(leavesOut({})).toBeUndefined();
    expect(leavesOut({ windows: { zone: 'Europe/Berlin' } })).toBeUndefined();
    expect(leavesOut({ windows: { download } })).toEqual(['windows']);
    expect(leavesOut({ spread: { by: 'site', percent: 5 } })).toEqual(['spread']);
    expect(leavesOut({ otherCampaigns: { policy: 'supersede' } })).toBeUndefined();
    expect(leavesOut({ otherCampaigns: { policy: 'wait' } })).toEqual(['otherCampaigns']);
    expect(leavesOut({ windows: { swap: download }, soak: { durationMs: 1000 } })).toEqual(['windows', 'soak']);
  });

  it('lasts until the byte budget of the whole campaign has let every block through', () => {
    const total = { bytesPerSecond: 10_000, burstSeconds: 5 };
    const config = aConfig({ waves: [{ percent: 100 }], concurrency: 5, budgets: { total } });
    expect(durationOf(config, 5, { bytes: 1_050_000 })).toMatchObject({ bytesMs: 100_000, atLeastMs: 100_000 });
    expect(durationOf(config, 5, { bytes: 60_000 })).toMatchObject({ bytesMs: 1000, atLeastMs: MINUTE_MS });
    expect(durationOf(config, 5)).not.toHaveProperty('bytesMs');
    expect(durationOf(aConfig(), 5, { bytes: 60_000 })).not.toHaveProperty('bytesMs');
    const each = { by: 'site', ...total };
    expect(durationOf({ ...config, budgets: { each } }, 5, { bytes: 60_000 })).toMatchObject({
      leavesOut: ['budgets'],
    });
    expect(durationOf(config, 5, { bytes: 1 })).not.toHaveProperty('leavesOut');
  });

  it('lasts until the place that needs the most rounds is through, each wave with its share of it', () => {
    const config = aConfig({ waves: [{ percent: 10 }, { percent: 100 }], spread: { by: 'site', percent: 20 } });
    const at = new Map([
      ['hamburg', 90],
      ['lyon', 10],
    ]);
    // Hamburg: 18 at once, so 9 in one round and 81 in five. Lyon: 2 at once, so 1 in one and 9 in five.
    expect(durationOf(config, 100, { at })).toMatchObject({ placesMs: 6 * MINUTE_MS, atLeastMs: 6 * MINUTE_MS });
    expect(durationOf(config, 100, { at })).not.toHaveProperty('leavesOut');
    expect(durationOf(config, 100, { at: undefined })).not.toHaveProperty('placesMs');
    expect(durationOf(config, 0, { at: new Map() }).placesMs).toBe(0);
  });

  it('lasts until the budget of the largest place has let its blocks through, where places are counted', () => {
    const each = { by: 'site', bytesPerSecond: 1000, burstSeconds: 1 };
    const config = aConfig({ waves: [{ percent: 100 }], budgets: { each }, spread: { by: 'line', percent: 100 } });
    const budgetsAt = new Map([
      ['h', { each: 'hamburg', andEach: '', devices: 90 }],
      ['l', { each: 'lyon', andEach: '', devices: 10 }],
    ]);
    const facts = { budgetsAt, at: new Map([['', 100]]), bytes: 1_000_000 };
    expect(durationOf(config, 100, facts)).toMatchObject({ bytesMs: 899_000 });
    expect(durationOf(config, 100, facts)).not.toHaveProperty('leavesOut');
    const uncounted = { ...facts, budgetsAt: undefined };
    expect(durationOf(config, 100, uncounted)).toMatchObject({ leavesOut: ['budgets'] });
    expect(durationOf(config, 100, uncounted)).not.toHaveProperty('bytesMs');
  });

  it('heeds the budgets of two kinds of places at once, and is what a course of the meters takes', () => {
    const site = { by: 'site', bytesPerSecond: 5000, burstSeconds: 5 };
    const line = { by: 'line', bytesPerSecond: 2000, burstSeconds: 5 };
    // Hamburg has five lines of equal length, Lyon one long one.
    const devices = [
      ...Array.from({ length: 100 }, (_, at) => ({ each: 'hamburg', andEach: `line-${at % 5}` })),
      ...Array.from({ length: 70 }, () => ({ each: 'lyon', andEach: 'long' })),
    ];
    const lines = ['line-0', 'line-1', 'line-2', 'line-3', 'line-4'].map((andEach) => ({
      ...{ each: 'hamburg', andEach, devices: 20 },
    }));
    const budgetsAt = new Map(
      [...lines, { each: 'lyon', andEach: 'long', devices: 70 }].map((one) => [one.andEach, one]),
    );
    for (const budgets of [
      { each: site, andEach: line },
      { each: line, andEach: site },
    ] as const) {
      const swapped = budgets.each === line;
      const at = swapped
        ? new Map([...budgetsAt].map(([key, one]) => [key, { ...one, each: one.andEach, andEach: one.each }]))
        : budgetsAt;
      const config = aConfig({ waves: [{ percent: 100 }], budgets });
      const told = durationOf(config, 170, { budgetsAt: at, bytes: 170 * 30_000 });
      const course = courseMs(
        devices.map((one) => metersOf(1, { each: site, andEach: line }, one.each, one.andEach)),
        30_000,
      );
      expect(told.bytesMs).toBeLessThanOrEqual(course);
      expect(told.bytesMs).toBeGreaterThan(0.9 * course);
      expect(told).not.toHaveProperty('leavesOut');
      // Without the second kind it would seem to take less.
      const { bytesMs = 0 } = durationOf({ ...config, budgets: { each: site } }, 170, {
        budgetsAt,
        bytes: 170 * 30_000,
      });
      expect(bytesMs).toBeLessThan(0.7 * course);
    }
  });

  it('lasts as many windows as its attempts need, from the start time or from now', () => {
    const night = [{ start: '02:00', durationMinutes: 3 }];
    const at = (fromMs: number, given: Parameters<typeof aConfig>[0]) =>
      durationOf(aConfig({ waves: [{ percent: 100 }], concurrency: 1, ...given }), 5, {
        fromMs,
        zones: new Map([['', 5]]),
      }).windowsMs;
    const day = 24 * 60 * MINUTE_MS;
    const noon = Date.UTC(2026, 5, 1, 12);
    // Three attempts begin in the first night, two in the second, which begins 38 hours after noon.
    expect(at(noon, { windows: { download: night, zone: 'UTC' } })).toBe(38 * 60 * MINUTE_MS + 2 * MINUTE_MS);
    expect(at(noon, { windows: { swap: night, zone: 'UTC' } })).toBe(38 * 60 * MINUTE_MS + 2 * MINUTE_MS);
    expect(at(noon, { windows: { download: night } })).toBeUndefined();
    const later = { windows: { download: night, zone: 'UTC' }, schedule: { startAtMs: noon + 14 * 60 * MINUTE_MS } };
    expect(at(noon, later)).toBe(day + 2 * MINUTE_MS);
    const seldom = { windows: { download: [{ start: '02:00', durationMinutes: 1 }], zone: 'UTC' } };
    const many = durationOf(aConfig({ waves: [{ percent: 100 }], concurrency: 1, ...seldom }), 5000, {
      ...{ fromMs: noon, zones: new Map([['', 5000]]) },
    });
    expect(many.windowsMs).toBeGreaterThan(600 * day);
  });

  it('is no longer by windows than it takes devices in zones of their own', () => {
    const HOUR_MS = 60 * MINUTE_MS;
    const night = [{ start: '02:00', durationMinutes: 60 }];
    const noon = Date.UTC(2026, 5, 1, 12);
    const of = (zones: ZoneTally, given: Parameters<typeof aConfig>[0] = {}) =>
      durationOf(
        aConfig({ waves: [{ percent: 100 }], concurrency: 1, windows: { download: night, zone: 'UTC' }, ...given }),
        [...(zones ?? [])].reduce((sum, [, devices]) => sum + devices, 0),
        { fromMs: noon, zones },
      );
    // It is two o'clock in Tokyo at 17:00 UTC.
    expect(of(new Map([['Asia/Tokyo', 2]])).windowsMs).toBe(5 * HOUR_MS + 2 * MINUTE_MS);
    // Of 60 devices in each zone, those of UTC begin last.
    const both = new Map([
      ['Asia/Tokyo', 60],
      ['', 60],
    ]);
    expect(of(both)).toMatchObject({ windowsMs: 15 * HOUR_MS });
    expect(of(both)).not.toHaveProperty('leavesOut');
    // A hundred of one zone take two nights, whatever others do.
    const many = new Map([
      ['Asia/Tokyo', 100],
      ['', 1],
    ]);
    expect(of(many).windowsMs).toBe(29 * HOUR_MS + 40 * MINUTE_MS);
    // In a first wave may be those of Tokyo alone.
    expect(of(both, { waves: [{ count: 2 }] }).windowsMs).toBe(5 * HOUR_MS + 2 * MINUTE_MS);
  });

  it('is not known by windows where they open for nobody, and says that', () => {
    const windows = { download: [{ start: '02:00', durationMinutes: 60 }] };
    const noon = Date.UTC(2026, 5, 1, 12);
    const of = (zones: ZoneTally) =>
      durationOf(aConfig({ waves: [{ percent: 100 }], concurrency: 1, windows }), 5, { fromMs: noon, zones });
    expect(of(new Map([['', 5]]))).toMatchObject({ leavesOut: ['windows'] });
    expect(of(new Map([['Mars/Olympus', 5]]))).toMatchObject({ leavesOut: ['windows'] });
    expect(of(undefined)).toMatchObject({ leavesOut: ['windows'] });
    const some = of(
      new Map([
        ['UTC', 1],
        ['', 4],
      ]),
    );
    expect([some.windowsMs! / MINUTE_MS, some.leavesOut]).toEqual([14 * 60 + 1, ['windows']]);
    // A window that names its zone opens for everybody.
    const named = { download: [{ start: '02:00', durationMinutes: 60, zone: 'UTC' }] };
    const config = aConfig({ waves: [{ percent: 100 }], concurrency: 1, windows: named });
    const all = durationOf(config, 5, { fromMs: noon, zones: new Map([['', 5]]) });
    expect([all.windowsMs! / MINUTE_MS, all.leavesOut]).toEqual([14 * 60 + 5, undefined]);
  });

  it('supposes of attempts what it is told', () => {
    const config = aConfig({ waves: [{ percent: 100 }], concurrency: 2 });
    expect(durationOf(config, 6, { attemptMs: 1000 })).toMatchObject({ attemptMs: 1000, concurrencyMs: 3000 });
  });
});
