import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { CLOCK_LAG_MS, refilled, taken, type Bucket } from './bucket.js';

const LIMITS = { capacity: 10, perSecond: 2 };
const AT_MS = 1_000_000;
const bucketOf = (tokens: number, atMs = AT_MS): Bucket => ({ tokens, atMs });

describe('a bucket', () => {
  it('is refilled with time, up to its capacity', () => {
    expect(refilled(LIMITS, bucketOf(3), AT_MS)).toEqual({ available: 3, moreAtMs: AT_MS + 500, bucket: bucketOf(3) });
    expect(refilled(LIMITS, bucketOf(3), AT_MS + 250)).toEqual({
      available: 3,
      moreAtMs: AT_MS + 500,
      bucket: bucketOf(3.5, AT_MS + 250),
    });
    expect(refilled(LIMITS, bucketOf(3), AT_MS + 500)).toMatchObject({
      available: 4,
      bucket: bucketOf(4, AT_MS + 500),
    });
    expect(refilled(LIMITS, bucketOf(3), AT_MS + 3_500)).toEqual({
      available: 10,
      moreAtMs: undefined,
      bucket: bucketOf(10, AT_MS + 3_500),
    });
    expect(refilled(LIMITS, bucketOf(9), AT_MS).moreAtMs).toBe(AT_MS + 500);
    expect(refilled(LIMITS, bucketOf(9.5), AT_MS).moreAtMs).toBe(AT_MS + 250);
  });

  it('loses what is above a capacity that was lowered', () => {
    expect(refilled(LIMITS, bucketOf(50), AT_MS)).toMatchObject({ available: 10, bucket: bucketOf(10) });
  });

  it('gains nothing by a clock that goes back, and does not stand still for long', () => {
    expect(refilled(LIMITS, bucketOf(3), AT_MS - 1)).toEqual({
      available: 3,
      moreAtMs: AT_MS + 500,
      bucket: bucketOf(3),
    });
    expect(refilled(LIMITS, bucketOf(3), AT_MS - CLOCK_LAG_MS).bucket).toEqual(bucketOf(3));
    const wrongBefore = refilled(LIMITS, bucketOf(3), AT_MS - CLOCK_LAG_MS - 1).bucket;
    expect(wrongBefore).toEqual(bucketOf(3, AT_MS - CLOCK_LAG_MS - 1));
    expect(refilled(LIMITS, wrongBefore, AT_MS - CLOCK_LAG_MS + 999).available).toBe(5);
  });

  it('gives what is in it, and no more', () => {
    expect(taken(bucketOf(3.5), 3)).toEqual(bucketOf(0.5));
    expect(taken(bucketOf(3), 3)).toEqual(bucketOf(0));
    expect(taken(bucketOf(2.9999999), 3)).toEqual(bucketOf(0));
    for (const count of [4, -1, NaN])
      expect(() => taken(bucketOf(3.5), count)).toThrow(`${count} cannot be taken of 3.5`);
  });

  it('has one token more at the moment that it names, and not a millisecond before', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.integer({ min: 1, max: 7000 }),
        (tokens, perMinute) => {
          const limits = { capacity: 10, perSecond: perMinute / 60 };
          const { available, moreAtMs } = refilled(limits, bucketOf(tokens), AT_MS);
          if (moreAtMs === undefined) return expect(available).toBe(10);
          expect(refilled(limits, bucketOf(tokens), moreAtMs).available).toBeGreaterThan(available);
          if (moreAtMs > AT_MS + 1) expect(refilled(limits, bucketOf(tokens), moreAtMs - 2).available).toBe(available);
        },
      ),
    );
  });

  it('never gives more in any stretch of time than it makes in it, and its capacity', () => {
    const steps = fc.array(
      fc.record({ waitMs: fc.integer({ min: -5000, max: 20_000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
      { minLength: 1, maxLength: 60 },
    );
    const limits = fc.record({
      capacity: fc.integer({ min: 1, max: 500 }),
      perSecond: fc.double({ min: 0.05, max: 100, noNaN: true }),
    });
    fc.assert(
      fc.property(limits, steps, (given, all) => {
        let bucket: Bucket = bucketOf(given.capacity);
        let [nowMs, latestMs] = [AT_MS, AT_MS];
        const takes: { atMs: number; count: number }[] = [];
        for (const { waitMs, share } of all) {
          // A clock may go back by less than the lag that is allowed for, as seen from the latest time.
          nowMs = Math.max(nowMs + waitMs, latestMs - CLOCK_LAG_MS);
          latestMs = Math.max(latestMs, nowMs);
          const answer = refilled(given, bucket, nowMs);
          const count = Math.floor(answer.available * share);
          bucket = JSON.parse(JSON.stringify(taken(answer.bucket, count))) as Bucket;
          takes.push({ atMs: latestMs, count });
        }
        for (let first = 0; first < takes.length; first++) {
          let sum = 0;
          for (let last = first; last < takes.length; last++) {
            sum += takes[last]!.count;
            const spanMs = takes[last]!.atMs - takes[first]!.atMs;
            expect(sum).toBeLessThanOrEqual((spanMs * given.perSecond) / 1000 + given.capacity + 1e-3);
          }
        }
      }),
    );
  });
});
