import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { taken, type Bucket } from './bucket.js';
import { durationOfBytes, durationOfDevices } from './estimate.js';
import { allowance, type ExponentialRate, type Rate } from './rate.js';

const MINUTE_MS = 60_000;
/** As the example of AWS IoT Jobs: 50 a minute, half as many more after each 1000 notified, 1000 at the most. */
const GROWING: ExponentialRate = {
  baseRatePerMinute: 50,
  incrementFactor: 1.5,
  rateIncreaseCriteria: { numberOfNotifiedDevices: 1000 },
  maximumPerMinute: 1000,
};
const ON_SUCCESS: ExponentialRate = { ...GROWING, rateIncreaseCriteria: { numberOfSucceededDevices: 500 } };

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

  it('takes no field that is undefined for one that is there', () => {
    const rateIncreaseCriteria = { numberOfNotifiedDevices: undefined, numberOfSucceededDevices: 500 };
    const rate = { ...ON_SUCCESS, rateIncreaseCriteria, perMinute: undefined } as unknown as Rate;
    expect(durationOfDevices(rate, 5000)).toBe(durationOfDevices(ON_SUCCESS, 5000));
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
