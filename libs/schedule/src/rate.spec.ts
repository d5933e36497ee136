import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { taken, type Bucket } from './bucket.js';
import { durationOfBytes, durationOfDevices } from './estimate.js';
import { burstOf, byteAllowance, problemsOfBudget } from './byte-budget.js';
import { allowance, perMinuteOf, problemsOfRate, type ExponentialRate, type Rate } from './rate.js';

const NONE = { notified: 0, succeeded: 0 };
const MINUTE_MS = 60_000;
/** As the example of AWS IoT Jobs: 50 a minute, half as many more after each 1000 notified, 1000 at the most. */
const GROWING: ExponentialRate = {
  baseRatePerMinute: 50,
  incrementFactor: 1.5,
  rateIncreaseCriteria: { numberOfNotifiedDevices: 1000 },
  maximumPerMinute: 1000,
};
const ON_SUCCESS: ExponentialRate = { ...GROWING, rateIncreaseCriteria: { numberOfSucceededDevices: 500 } };

describe('a rate', () => {
  it('is constant, or multiplied each time so many more are notified or have succeeded', () => {
    expect(perMinuteOf({ perMinute: 7 }, { notified: 1e6, succeeded: 1e6 })).toBe(7);
    const by = (rate: Rate, notified: number, succeeded = 0): number => perMinuteOf(rate, { notified, succeeded });
    expect([by(GROWING, 0), by(GROWING, 999), by(GROWING, 1000), by(GROWING, 2999), by(GROWING, 1e6)]).toEqual([
      50, 50, 75, 112.5, 1000,
    ]);
    expect([by(ON_SUCCESS, 1e6), by(ON_SUCCESS, 0, 499), by(ON_SUCCESS, 0, 500), by(ON_SUCCESS, 0, 1e6)]).toEqual([
      50, 50, 75, 1000,
    ]);
  });

  it('begins with one device, and saves up one minute at the most', () => {
    const first = allowance({ perMinute: 60 }, undefined, 0, NONE);
    expect(first).toEqual({ available: 1, moreAtMs: 1000, bucket: { tokens: 1, atMs: 0 } });
    const second = allowance({ perMinute: 60 }, taken(first.bucket, 1), 2500, NONE);
    expect([second.available, second.moreAtMs]).toEqual([2, 3000]);
    expect(allowance({ perMinute: 60 }, second.bucket, 3600_000, NONE)).toMatchObject({
      available: 60,
      moreAtMs: undefined,
    });
    expect(allowance({ perMinute: 1 }, { tokens: 0, atMs: 0 }, MINUTE_MS, NONE).available).toBe(1);
  });

  it('grows with what has been reached', () => {
    expect(allowance(GROWING, { tokens: 0, atMs: 0 }, MINUTE_MS, { notified: 2000, succeeded: 0 }).available).toBe(112);
  });

  it.each([
    [{ perMinute: 1 }, []],
    [{ perMinute: 100_000 }, []],
    [GROWING, []],
    [{ ...ON_SUCCESS, incrementFactor: 5, maximumPerMinute: 50 }, []],
    [null, ['rate is an object']],
    [7, ['rate is an object']],
    [{ perMinute: 0 }, ['rate.perMinute is a whole number from 1 to 100000']],
    [{ perMinute: 100_001 }, ['rate.perMinute is a whole number from 1 to 100000']],
    [{ perMinute: 1.5 }, ['rate.perMinute is a whole number from 1 to 100000']],
    [{ ...GROWING, baseRatePerMinute: 0 }, ['rate.baseRatePerMinute is a whole number from 1 to 100000']],
    [{ ...GROWING, incrementFactor: 1 }, ['rate.incrementFactor is a number above 1, up to 5']],
    [{ ...GROWING, incrementFactor: 5.1 }, ['rate.incrementFactor is a number above 1, up to 5']],
    [{ ...GROWING, incrementFactor: '2' }, ['rate.incrementFactor is a number above 1, up to 5']],
    [{ ...GROWING, maximumPerMinute: 49 }, ['rate.maximumPerMinute is not below baseRatePerMinute']],
    [{ ...GROWING, maximumPerMinute: 0 }, ['rate.maximumPerMinute is a whole number from 1 to 100000']],
    [
      { ...GROWING, rateIncreaseCriteria: { numberOfNotifiedDevices: 0 } },
      ['rate.rateIncreaseCriteria.numberOfNotifiedDevices is a whole number from 1 to 10000000'],
    ],
    ...[
      undefined,
      null,
      {},
      { numberOfNotifiedThings: 5 },
      { numberOfNotifiedDevices: 5, numberOfSucceededDevices: 5 },
    ].map((rateIncreaseCriteria): [unknown, string[]] => [
      { ...GROWING, rateIncreaseCriteria },
      ['rate.rateIncreaseCriteria has either numberOfNotifiedDevices or numberOfSucceededDevices'],
    ]),
  ] as [unknown, string[]][])('%j has problems: %j', (rate, problems) => {
    expect(problemsOfRate(rate)).toEqual(problems);
  });

  it('may have fields that are there and undefined', () => {
    const rateIncreaseCriteria = { numberOfNotifiedDevices: undefined, numberOfSucceededDevices: 500 };
    const rate = { ...ON_SUCCESS, rateIncreaseCriteria, perMinute: undefined } as unknown as Rate;
    expect(problemsOfRate(rate)).toEqual([]);
    expect(perMinuteOf(rate, { notified: 1e6, succeeded: 500 })).toBe(75);
    expect(durationOfDevices(rate, 5000)).toBe(durationOfDevices(ON_SUCCESS, 5000));
  });

  it('has all problems of an empty one', () => {
    expect(problemsOfRate({}, 'x').length).toBe(4);
  });
});

describe('a byte budget', () => {
  const budget = { bytesPerSecond: 10_000, burstSeconds: 5 };

  it('begins full, and is refilled by the second', () => {
    expect(burstOf(budget)).toBe(50_000);
    const first = byteAllowance(budget, undefined, 0);
    expect(first).toEqual({ available: 50_000, moreAtMs: undefined, bucket: { tokens: 50_000, atMs: 0 } });
    expect(byteAllowance(budget, taken(first.bucket, 50_000), 1500).available).toBe(15_000);
    expect(byteAllowance(budget, { tokens: 0, atMs: 0 }, 60_000).available).toBe(50_000);
  });

  it.each([
    [budget, []],
    [{ bytesPerSecond: 1024, burstSeconds: 1 }, []],
    [{ bytesPerSecond: 1e10, burstSeconds: 3600 }, []],
    [undefined, ['budget is an object']],
    [null, ['budget is an object']],
    [{ ...budget, bytesPerSecond: 1023 }, ['budget.bytesPerSecond is a whole number from 1024 to 10000000000']],
    [{ ...budget, bytesPerSecond: 1e10 + 1 }, ['budget.bytesPerSecond is a whole number from 1024 to 10000000000']],
    [{ ...budget, burstSeconds: 0 }, ['budget.burstSeconds is a whole number from 1 to 3600']],
    [{ ...budget, burstSeconds: 3601 }, ['budget.burstSeconds is a whole number from 1 to 3600']],
    [{ ...budget, burstSeconds: 1.5 }, ['budget.burstSeconds is a whole number from 1 to 3600']],
  ] as [unknown, string[]][])('%j has problems: %j', (given, problems) => {
    expect(problemsOfBudget(given)).toEqual(problems);
  });
});

/** How long it really takes: asks at each moment that the bucket names, and takes all there is. */
function simulate(rate: Rate, devices: number, succeeds: 'at once' | 'never'): number {
  let [nowMs, notified] = [0, 0];
  let state: Bucket | undefined;
  for (;;) {
    const reached = { notified, succeeded: succeeds === 'never' ? 0 : notified };
    const { available, moreAtMs, bucket } = allowance(rate, state, nowMs, reached);
    const count = Math.min(available, devices - notified);
    notified += count;
    state = taken(bucket, count);
    if (notified >= devices) return nowMs;
    nowMs = count > 0 ? nowMs : moreAtMs!;
  }
}

describe('an estimate', () => {
  it('of a constant rate is what a bucket takes, to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 300 }), (perMinute, devices) => {
        const estimated = durationOfDevices({ perMinute }, devices);
        expect(Math.abs(estimated - simulate({ perMinute }, devices, 'at once'))).toBeLessThanOrEqual(
          devices <= 1 ? 0 : devices,
        );
      }),
      { numRuns: 60 },
    );
    expect(durationOfDevices({ perMinute: 1000 }, 100_001)).toBe(100 * MINUTE_MS);
    expect([
      durationOfDevices({ perMinute: 60 }, 0),
      durationOfDevices({ perMinute: 60 }, 1),
      durationOfDevices({ perMinute: 60 }, 2),
    ]).toEqual([0, 0, 1000]);
  });

  it('of an exponential rate follows its growth minute by minute', () => {
    // 1 + 50·k: above 1000 notified after 20 minutes, then 75 a minute, and so on.
    expect(durationOfDevices(GROWING, 1001)).toBe(20 * MINUTE_MS);
    expect(durationOfDevices(GROWING, 1076)).toBe(21 * MINUTE_MS);
    expect(durationOfDevices(GROWING, 51)).toBe(MINUTE_MS);
    expect(durationOfDevices(GROWING, 26)).toBe(MINUTE_MS / 2);
    for (const devices of [900, 5000, 20_000]) {
      const real = simulate(GROWING, devices, 'at once');
      const estimated = durationOfDevices(GROWING, devices);
      // Growth takes effect up to a minute late, at each of the nine steps to the maximum.
      expect(estimated).toBeGreaterThanOrEqual(real - MINUTE_MS);
      expect(estimated).toBeLessThanOrEqual(real + 9 * MINUTE_MS);
    }
  });

  it('that depends on success knows how long an attempt takes, and how many succeed', () => {
    const of = (attemptMs: number, successShare: number): number =>
      durationOfDevices(ON_SUCCESS, 5000, { attemptMs, successShare });
    expect(of(MINUTE_MS, 1)).toBeLessThan(of(10 * MINUTE_MS, 1));
    expect(of(MINUTE_MS, 1)).toBeLessThan(of(MINUTE_MS, 0.5));
    expect(of(MINUTE_MS, 0)).toBe(durationOfDevices({ perMinute: 50 }, 5000));
    expect(Math.abs(of(MINUTE_MS, 0) - simulate(ON_SUCCESS, 5000, 'never'))).toBeLessThanOrEqual(5000);
    expect(durationOfDevices(GROWING, 5000, { attemptMs: MINUTE_MS, successShare: 0 })).toBe(
      durationOfDevices(GROWING, 5000),
    );
    // 500 have succeeded when 501 were notified (minute 10) and a lag of two minutes has passed: 12 minutes at 50, then 75.
    expect(durationOfDevices(ON_SUCCESS, 1 + 12 * 50 + 75, { attemptMs: 2 * MINUTE_MS, successShare: 1 })).toBe(
      13 * MINUTE_MS,
    );
  });

  it('ends for the slowest rate', () => {
    const slow: ExponentialRate = {
      baseRatePerMinute: 1,
      incrementFactor: 1.1,
      rateIncreaseCriteria: { numberOfNotifiedDevices: 10_000_000 },
      maximumPerMinute: 2,
    };
    expect(durationOfDevices(slow, 10_000_000)).toBe(9_999_999 * MINUTE_MS);
  });

  it('of bytes is what is not in the burst, at the rate of the budget', () => {
    const budget = { bytesPerSecond: 10_000, burstSeconds: 5 };
    expect([durationOfBytes(budget, 0), durationOfBytes(budget, 50_000), durationOfBytes(budget, 50_001)]).toEqual([
      0, 0, 1,
    ]);
    expect(durationOfBytes(budget, 1_050_000)).toBe(100_000);
  });
});
