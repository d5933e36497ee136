import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { TokenBucket } from './token-bucket.js';

describe('TokenBucket', () => {
  it('gives its capacity at once and then no more than is refilled', () => {
    const bucket = new TokenBucket({ capacity: 10, perSecond: 2 }, 0);
    bucket.take(10, 0);
    expect([bucket.left(0), bucket.left(500), bucket.left(5000), bucket.left(60_000)]).toEqual([0, 1, 10, 10]);
  });

  it('can be overdrawn by its capacity at most, and says how long the refill takes', () => {
    const bucket = new TokenBucket({ capacity: 10, perSecond: 2 }, 0);
    bucket.take(15, 0);
    expect([bucket.left(0), bucket.waitMs(0)]).toEqual([-5, 2501]);
    bucket.take(1000, 0);
    expect([bucket.left(0), bucket.waitMs(0), bucket.waitMs(5001)]).toEqual([-10, 5001, 0]);
  });

  it('accepts back what was not used, but never holds more than its capacity', () => {
    const bucket = new TokenBucket({ capacity: 10, perSecond: 2 }, 0);
    bucket.take(4, 0);
    bucket.giveBack(3, 0);
    expect(bucket.left(0)).toBe(9);
    bucket.giveBack(30, 0);
    expect(bucket.left(0)).toBe(10);
  });

  it('adds nothing for time that goes backwards', () => {
    const bucket = new TokenBucket({ capacity: 10, perSecond: 2 }, 10_000);
    bucket.take(10, 10_000);
    expect([bucket.left(4000), bucket.left(4500)]).toEqual([0, 1]);
  });

  it('never gives more than capacity and time allow, whatever is asked for and when', () => {
    const step = fc.record({ afterMs: fc.integer({ min: 0, max: 3000 }), cost: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const bucket = new TokenBucket({ capacity: 20, perSecond: 4 }, 0);
        let nowMs = 0;
        let taken = 0;
        for (const { afterMs, cost } of steps) {
          nowMs += afterMs;
          if (bucket.left(nowMs) <= 0) continue;
          bucket.take(cost, nowMs);
          taken += cost;
          expect(taken).toBeLessThanOrEqual(20 + (4 * nowMs) / 1000 + 5);
        }
      }),
    );
  });

  it('is ready after the wait that it names, and not a millisecond before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 50 }), (cost, perSecond) => {
        const bucket = new TokenBucket({ capacity: 20, perSecond }, 0);
        bucket.take(20 + cost, 0);
        const waitMs = bucket.waitMs(0);
        expect(bucket.left(waitMs - 1)).toBeLessThanOrEqual(1e-9);
        expect(bucket.left(waitMs)).toBeGreaterThan(0);
      }),
    );
  });
});
