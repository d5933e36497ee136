import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backoffMs } from './backoff.js';

describe('backoffMs', () => {
  it('doubles up to the maximum, and spreads over the upper half', () => {
    const backoff = { firstMs: 100, maxMs: 1000 };
    expect([0, 1, 2, 3, 4, 99].map((attempt) => backoffMs(backoff, attempt, 0))).toEqual([50, 100, 200, 400, 500, 500]);
    fc.assert(
      fc.property(fc.nat(1000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
        const waitMs = backoffMs(backoff, attempt, random);
        expect(waitMs).toBeGreaterThanOrEqual(50);
        expect(waitMs).toBeLessThanOrEqual(1000);
      }),
    );
  });
});
