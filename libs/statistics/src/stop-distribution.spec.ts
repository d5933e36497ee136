import { seededRng } from '@twinbank/primitives';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { CountRule } from './counts.js';
import { stopDistribution, STOP_LIMITS } from './stop-distribution.js';
import { evenBatches } from './stop-forecast.js';

/** Stops at a share of failures, but not before so many have ended. */
const threshold =
  (percent: number, minimum: number): CountRule =>
  ({ failed, ended }) =>
    failed > 0 && ended >= minimum && failed * 100 >= percent * ended ? 'reject' : 'undecided';
const never: CountRule = () => 'undecided';

describe('when a rule decides', () => {
  it('is what the binomial distribution says, if it looks once', () => {
    const { looks, rejected, undecided } = stopDistribution(
      ({ failed }) => (failed >= 2 ? 'reject' : 'undecided'),
      0.1,
      [10],
    );
    // 1 − 0.9^10 − 10·0.1·0.9^9
    const expected = 1 - 0.9 ** 10 - 0.9 ** 9;
    expect(rejected).toBeCloseTo(expected, 14);
    expect(undecided).toBeCloseTo(1 - expected, 14);
    expect(looks).toMatchObject([{ ended: 10, accepted: 0, rejected }]);
    expect(looks[0]!.failedWhenRejected).toBeCloseTo((1 - 0.9 ** 9) / expected, 12);
  });

  it('is the geometric distribution, if the first failure decides', () => {
    const first: CountRule = ({ failed }) => (failed > 0 ? 'reject' : 'undecided');
    const { looks } = stopDistribution(first, 0.25, [1, 1, 1, 1]);
    expect(looks.map(({ ended }) => ended)).toEqual([1, 2, 3, 4]);
    looks.forEach(({ rejected, failedWhenRejected }, index) => {
      expect(rejected).toBeCloseTo(0.25 * 0.75 ** index, 14);
      expect(failedWhenRejected).toBe(1);
    });
  });

  it('is certain where all fail or none does', () => {
    const all = stopDistribution(threshold(10, 10), 1, evenBatches(1000, 4));
    expect(all.looks.at(-1)).toEqual({ ended: 12, accepted: 0, rejected: 1, failedWhenRejected: 12 });
    expect([all.rejected, all.undecided, all.looks.length]).toEqual([1, 0, 3]);
    expect(stopDistribution(threshold(10, 10), 0, [10, 10])).toMatchObject({ rejected: 0, accepted: 0, undecided: 1 });
  });

  it('adds up to 1, whatever the rule', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 });
    const rules = fc.record({
      percent: fc.integer({ min: 1, max: 60 }),
      minimum: fc.integer({ min: 1, max: 50 }),
      good: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(
        rules,
        fc.double({ min: 0, max: 1, noNaN: true }),
        sizes,
        ({ percent, minimum, good }, rate, batches) => {
          const rule: CountRule = (counts) =>
            counts.ended > good && counts.failed === 0 ? 'accept' : threshold(percent, minimum)(counts);
          const { accepted, rejected, undecided, looks } = stopDistribution(rule, rate, batches);
          expect(accepted + rejected + undecided).toBeCloseTo(1, 10);
          expect(looks.every((look) => look.accepted >= 0 && look.rejected >= 0)).toBe(true);
        },
      ),
    );
  });

  it('is what a simulation finds', () => {
    const rng = seededRng('stops');
    const rule = threshold(10, 10);
    const sizes = evenBatches(100, 5);
    const runs = 5000;
    let stopped = 0;
    for (let run = 0; run < runs; run++) {
      let [failed, ended] = [0, 0];
      for (const size of sizes) {
        for (let attempt = 0; attempt < size; attempt++) failed += Number(rng.chance(0.05));
        ended += size;
        if (rule({ failed, ended }) === 'reject') break;
      }
      stopped += Number(rule({ failed, ended }) === 'reject');
    }
    const { rejected } = stopDistribution(rule, 0.05, sizes);
    expect(Math.abs(stopped / runs - rejected)).toBeLessThan(3 * Math.sqrt((rejected * (1 - rejected)) / runs));
  });

  it('keeps all probability over many devices', () => {
    expect(stopDistribution(never, 0.05, evenBatches(5000, 1000)).undecided).toBeCloseTo(1, 12);
  });

  it('is refused for what is no rate, and for too many devices', () => {
    for (const rate of [-0.1, 1.1, NaN]) expect(() => stopDistribution(never, rate, [1])).toThrow(`${rate} is no rate`);
    for (const sizes of [[0], [1.5], [-1], [STOP_LIMITS.endedMax, 1]])
      expect(() => stopDistribution(never, 0.5, sizes)).toThrow(
        'batches are whole numbers from 1, at most 20000 together',
      );
    expect(stopDistribution(never, 0.5, [])).toEqual({ looks: [], accepted: 0, rejected: 0, undecided: 1 });
  });
});
