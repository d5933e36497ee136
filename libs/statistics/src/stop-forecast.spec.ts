import { describe, expect, it } from '@jest/globals';

import type { CountRule } from './counts.js';
import { STOP_LIMITS } from './stop-distribution.js';
import { evenBatches, FORECAST_RATES, stopForecast } from './stop-forecast.js';

/** Stops at a share of failures, but not before so many have ended. */
const threshold =
  (percent: number, minimum: number): CountRule =>
  ({ failed, ended }) =>
    failed > 0 && ended >= minimum && failed * 100 >= percent * ended ? 'reject' : 'undecided';
const never: CountRule = () => 'undecided';

describe('a forecast', () => {
  it('says for some rates how probably a rule stops, and after how many devices', () => {
    const rows = stopForecast(threshold(10, 10), evenBatches(500, 1));
    expect(rows.map(({ failureRate }) => failureRate)).toEqual([...FORECAST_RATES]);
    const [rare, some, many, all] = rows;
    expect(rare!.stops).toBeLessThan(0.1);
    expect(some!.stops).toBeGreaterThan(rare!.stops);
    expect(many!.stops).toBeGreaterThan(0.99);
    expect(all).toEqual({
      failureRate: 1,
      stops: 1,
      passes: 0,
      undecided: 0,
      atStop: { endedMean: 10, endedMedian: 10, ended95: 10, failedMean: 10 },
    });
    for (const { stops, passes, undecided } of rows) expect(stops + passes + undecided).toBeCloseTo(1, 10);
    expect(many!.atStop!.endedMedian).toBeLessThanOrEqual(many!.atStop!.ended95);
  });

  it('gives mean, median and the 95th of a hundred of the devices at the stop', () => {
    const first: CountRule = ({ failed }) => (failed > 0 ? 'reject' : 'undecided');
    const [row] = stopForecast(first, evenBatches(2000, 1), [0.1]);
    // Geometric: mean 10; 1 − 0.9^7 ≥ 0.5 > 1 − 0.9^6; 1 − 0.9^29 ≥ 0.95 > 1 − 0.9^28.
    expect(row!.atStop!.endedMean).toBeCloseTo(10, 6);
    expect([row!.atStop!.endedMedian, row!.atStop!.ended95]).toEqual([7, 29]);
    expect(row!.atStop!.failedMean).toBeCloseTo(1, 10);
  });

  it('says nothing of a stop that hardly ever comes', () => {
    expect(stopForecast(never, [10], [0.5])).toEqual([
      { failureRate: 0.5, stops: 0, passes: 0, undecided: 1, atStop: undefined },
    ]);
    const rare: CountRule = ({ failed, ended }) => (failed === ended ? 'reject' : 'undecided');
    expect(stopForecast(rare, [6], [0.1])[0]!.atStop?.endedMean).toBeCloseTo(6, 9);
    expect(stopForecast(rare, [7], [0.1])[0]!.atStop).toBeUndefined();
  });

  it('looks at the first 20 000 devices of more', () => {
    const last: CountRule = ({ ended }) => (ended >= STOP_LIMITS.endedMax ? 'accept' : 'undecided');
    expect(stopForecast(last, [15_000, 6000, 7], [0])).toEqual([
      { failureRate: 0, stops: 0, passes: 1, undecided: 0, atStop: undefined },
    ]);
    expect(stopForecast(last, [15_000, 5000, 7, 8], [0])[0]!.passes).toBe(1);
    expect(evenBatches(1e6, 5000)).toEqual([5000, 5000, 5000, 5000]);
    expect(evenBatches(10, 4)).toEqual([4, 4, 2]);
    expect(evenBatches(8, 4)).toEqual([4, 4]);
  });
});
