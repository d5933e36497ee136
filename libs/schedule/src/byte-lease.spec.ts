import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Bucket } from './bucket.js';
import { burstOf, type ByteBudget } from './byte-budget.js';
import { LEASE_PIECE_BYTES, leaseBytesOf, leaseMsOf, leaseOf } from './byte-lease.js';

describe('a lease of bytes', () => {
  const budget = { bytesPerSecond: 100_000, burstSeconds: 5 };

  it('is what was asked for, a second’s worth at the most', () => {
    expect([leaseMsOf(budget), leaseBytesOf(budget)]).toEqual([1000, 100_000]);
    expect(leaseOf(budget, undefined, 30_000, 0)).toEqual({
      ...{ bytes: 30_000, waitMs: 0 },
      bucket: { tokens: 370_000, atMs: 0 },
    });
    expect(leaseOf(budget, undefined, 500_000, 0)).toMatchObject({ bytes: 100_000, waitMs: 0 });
  });

  it('holds for half of a burst that is short', () => {
    const short = { bytesPerSecond: 100_000, burstSeconds: 1 };
    expect([leaseMsOf(short), leaseBytesOf(short)]).toEqual([500, 50_000]);
    expect(leaseOf(short, undefined, 80_000, 0)).toMatchObject({ bytes: 50_000, bucket: { tokens: 0 } });
  });

  it('is what is left, and says when a piece more is there', () => {
    expect(leaseOf(budget, { tokens: 9000, atMs: 0 }, 30_000, 0)).toEqual({
      ...{ bytes: 9000, waitMs: 82 },
      bucket: { tokens: 0, atMs: 0 },
    });
    expect(leaseOf(budget, { tokens: 8000, atMs: 0 }, 30_000, 0)).toMatchObject({ bytes: 0, waitMs: 2 });
    expect(leaseOf(budget, { tokens: 8000, atMs: 0 }, 30_000, 2)).toMatchObject({ bytes: 8200 });
    expect(leaseOf(budget, { tokens: 500, atMs: 0 }, 400, 0)).toMatchObject({ bytes: 400, waitMs: 0 });
  });

  it('is small where the budget is: what half a second brings is enough', () => {
    const least = { bytesPerSecond: 1024, burstSeconds: 1 };
    const first = leaseOf(least, undefined, LEASE_PIECE_BYTES, 0);
    expect(first).toMatchObject({ bytes: 512, waitMs: 0 });
    expect(leaseOf(least, first.bucket, LEASE_PIECE_BYTES, 0)).toMatchObject({ bytes: 0, waitMs: 500 });
    expect(leaseOf(least, { tokens: 0, atMs: 0 }, 4096, 500)).toMatchObject({ bytes: 512 });
  });

  /** Servers lease whenever they like, and send as late as they may. */
  it('never lets any stretch of time see more than its own and one burst, however many servers lease', () => {
    const budgets = fc.record({
      bytesPerSecond: fc.integer({ min: 1024, max: 200_000 }),
      burstSeconds: fc.integer({ min: 1, max: 8 }),
    });
    const turns = fc.array(
      fc.record({
        afterMs: fc.nat(700),
        asked: fc.integer({ min: 1, max: 300_000 }),
        late: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(budgets, turns, (budget: ByteBudget, script) => {
        const sent: { atMs: number; bytes: number }[] = [];
        let [state, nowMs] = [undefined as Bucket | undefined, 0];
        for (const { afterMs, asked, late } of script) {
          nowMs += afterMs;
          const lease = leaseOf(budget, state, asked, nowMs);
          state = lease.bucket;
          expect(lease.bytes).toBeLessThanOrEqual(Math.min(asked, leaseBytesOf(budget)));
          sent.push({ atMs: nowMs + late * leaseMsOf(budget), bytes: lease.bytes });
        }
        sent.sort((a, b) => a.atMs - b.atMs);
        for (const [from, first] of sent.entries()) {
          let bytes = 0;
          for (const { atMs, bytes: more } of sent.slice(from)) {
            bytes += more;
            const own = ((atMs - first.atMs) * budget.bytesPerSecond) / 1000;
            expect(bytes).toBeLessThanOrEqual(own + burstOf(budget) + 1);
          }
        }
      }),
    );
  });
});
