import { describe, expect, it } from '@jest/globals';

import { taken } from './bucket.js';
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
  });

  it('has all problems of an empty one', () => {
    expect(problemsOfRate({}, 'x').length).toBe(4);
  });
});
