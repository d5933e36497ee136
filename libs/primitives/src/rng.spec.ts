import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { toHex } from './bytes.js';
import { hash32, seededRng } from './rng.js';

/** sfc32 as its author describes it, in whole numbers without wrap-around, for comparison. */
function sfc32(a: bigint, b: bigint, c: bigint): () => number {
  const wrap = (value: bigint): bigint => value & 0xffffffffn;
  let counter = 1n;
  const next = (): number => {
    const sum = wrap(a + b + counter++);
    a = b ^ (b >> 9n);
    b = wrap(c + (c << 3n));
    c = wrap(wrap((c << 21n) | (c >> 11n)) + sum);
    return Number(sum);
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

describe('seededRng', () => {
  it('is sfc32, seeded with three hashes of the seed', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const rng = seededRng(seed);
        const reference = sfc32(BigInt(hash32(seed, 1)), BigInt(hash32(seed, 2)), BigInt(hash32(seed, 3)));
        for (let i = 0; i < 100; i++) expect(rng.unit()).toBe(reference() / 2 ** 32);
      }),
    );
  });

  it('gives the same sequence for the same seed, for ever', () => {
    expect(toHex(seededRng('twinbank').bytes(16))).toBe(toHex(seededRng('twinbank').bytes(16)));
    expect(toHex(seededRng(7).bytes(8))).toBe(toHex(seededRng('7').bytes(8)));
    expect(toHex(seededRng('twinbank').bytes(16))).toBe('70c4dd1a8330dce9909cfdf3e09a67d4');
  });

  it('gives another sequence for another seed', () => {
    const seen = new Set(Array.from({ length: 1000 }, (_, seed) => toHex(seededRng(seed).bytes(8))));
    expect(seen.size).toBe(1000);
  });

  it('stays within its bounds', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, limit) => {
        const rng = seededRng(seed);
        for (let i = 0; i < 50; i++) {
          const value = rng.below(limit);
          expect(Number.isInteger(value) && value >= 0 && value < limit).toBe(true);
        }
        expect(rng.bytes(9)).toHaveLength(9);
      }),
    );
  });

  it('is uniform enough for simulations', () => {
    const rng = seededRng('uniform');
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[rng.below(10)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    let hits = 0;
    for (let i = 0; i < 100_000; i++) hits += Number(rng.chance(0.02));
    expect(Math.abs(hits - 2_000)).toBeLessThan(250);
  });

  it('never does what has probability 0 and always does what has probability 1', () => {
    const rng = seededRng('chance');
    const outcomes = Array.from({ length: 1000 }, () => [rng.chance(0), rng.chance(1)]);
    expect(outcomes.every(([never, always]) => never === false && always === true)).toBe(true);
  });

  it('forks generators that do not depend on how often the parent was used', () => {
    const [used, fresh] = [seededRng('s'), seededRng('s')];
    used.bytes(100);
    expect(used.fork('flash').bytes(8)).toEqual(fresh.fork('flash').bytes(8));
    expect(used.fork('flash').bytes(8)).not.toEqual(fresh.fork('radio').bytes(8));
    expect(used.fork('flash').bytes(8)).not.toEqual(seededRng('t').fork('flash').bytes(8));
  });
});

describe('hash32', () => {
  it('spreads names evenly, as waves require', () => {
    const buckets = new Array<number>(20).fill(0);
    for (let i = 0; i < 20_000; i++) buckets[Math.floor((hash32(`campaign/dev-${i}`) / 2 ** 32) * 20)]! += 1;
    for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('is an unsigned 32-bit number and never changes', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(hash32(text)).toBe(hash32(text) >>> 0)));
    expect([hash32(''), hash32('dev-1'), hash32('dev-2')]).toEqual([2872998923, 629715802, 2386662135]);
  });
});
