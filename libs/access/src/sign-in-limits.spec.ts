import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  FAILURES_FORGOTTEN_MS,
  judgeSignIn,
  NO_FAILURES,
  SIGN_IN_LIMITS,
  type Failures,
  type SignInHistory,
  type SignInVerdict,
} from './sign-in-limits.js';

const NOW_MS = 1_700_000_000_000;

/** Failed attempts by name and address, as a server counts them. */
class Counted {
  private readonly failures = new Map<string, Failures>();
  readonly known = new Set<string>();

  attempt(name: string, address: string, nowMs: number): SignInVerdict {
    const keys = { pair: `${name} ${address}`, name, address: `at ${address}` };
    const of = (key: string): Failures => this.failures.get(key) ?? NO_FAILURES;
    const history: SignInHistory = {
      pair: of(keys.pair),
      name: of(keys.name),
      address: of(keys.address),
      knownHere: this.known.has(keys.pair),
    };
    const verdict = judgeSignIn(history, nowMs);
    if (verdict.allowed)
      for (const by of ['pair', 'name', 'address'] as const) this.failures.set(keys[by], verdict.counted[by]);
    return verdict;
  }
}

/** How many of these attempts, all made now, are allowed. */
const allowed = (attempts: readonly (readonly [string, string])[], counted = new Counted()): number =>
  attempts.filter(([name, address]) => counted.attempt(name, address, NOW_MS).allowed).length;
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

describe('attempts to sign in', () => {
  it('of one name from one address are free five times, and then wait twice as long each time', () => {
    const counted = new Counted();
    let nowMs = NOW_MS;
    const waits: number[] = [];
    for (let attempt = 0; attempt < 18; attempt++) {
      const verdict = counted.attempt('ann', 'a', nowMs);
      if (verdict.allowed) continue;
      waits.push(verdict.waitMs / 1000);
      nowMs += verdict.waitMs;
      attempt--;
      expect(counted.attempt('ann', 'a', nowMs - 1).allowed).toBe(false);
      expect(counted.attempt('ann', 'a', nowMs).allowed).toBe(true);
      attempt++;
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]);
  });

  it('that are refused do not make the wait longer', () => {
    const counted = new Counted();
    allowed(
      many(5, () => ['ann', 'a'] as const),
      counted,
    );
    const first = counted.attempt('ann', 'a', NOW_MS);
    for (let attempt = 0; attempt < 50; attempt++) counted.attempt('ann', 'a', NOW_MS + 10);
    expect(first).toEqual({ allowed: false, by: 'pair', waitMs: 2000 });
    expect(counted.attempt('ann', 'a', NOW_MS + 2000).allowed).toBe(true);
  });

  it('of one name do not touch other names from the same address', () => {
    const counted = new Counted();
    expect(
      allowed(
        many(500, () => ['ann', 'nat'] as const),
        counted,
      ),
    ).toBe(SIGN_IN_LIMITS.pair.free);
    expect(
      allowed(
        many(5, () => ['bob', 'nat'] as const),
        counted,
      ),
    ).toBe(5);
  });

  it('of one name from everywhere wait, but not where that person has signed in before', () => {
    const counted = new Counted();
    counted.known.add('ann office');
    expect(
      allowed(
        many(500, (index) => ['ann', `bot-${index}`] as const),
        counted,
      ),
    ).toBe(SIGN_IN_LIMITS.name.free);
    expect(counted.attempt('ann', 'hotel', NOW_MS)).toEqual({ allowed: false, by: 'name', waitMs: 1000 });
    expect(counted.attempt('ann', 'office', NOW_MS).allowed).toBe(true);
  });

  it('of many names from one address wait, but not of a person who has signed in from there before', () => {
    const counted = new Counted();
    counted.known.add('ann nat');
    expect(
      allowed(
        many(500, (index) => [`name-${index}`, 'nat'] as const),
        counted,
      ),
    ).toBe(SIGN_IN_LIMITS.address.free);
    expect(counted.attempt('bob', 'nat', NOW_MS)).toMatchObject({ allowed: false, by: 'address' });
    expect(counted.attempt('ann', 'nat', NOW_MS).allowed).toBe(true);
    expect(counted.attempt('bob', 'elsewhere', NOW_MS).allowed).toBe(true);
  });

  it('are forgotten after an hour without one', () => {
    const counted = new Counted();
    allowed(
      many(9, () => ['ann', 'a'] as const),
      counted,
    );
    expect(counted.attempt('ann', 'a', NOW_MS + FAILURES_FORGOTTEN_MS)).toMatchObject({
      allowed: true,
      counted: { pair: { count: 1 } },
    });
  });

  it('never wait longer than the longest wait, whatever the clock does, and never for less than nothing', () => {
    const failures = fc.record({
      count: fc.nat(2000),
      lastAtMs: fc.integer({ min: NOW_MS - 7_200_000, max: NOW_MS + 7_200_000 }),
    });
    fc.assert(
      fc.property(failures, failures, failures, fc.boolean(), (pair, name, address, knownHere) => {
        const verdict = judgeSignIn({ pair, name, address, knownHere }, NOW_MS);
        if (verdict.allowed) return;
        expect(verdict.waitMs).toBeGreaterThan(0);
        expect(verdict.waitMs).toBeLessThanOrEqual(SIGN_IN_LIMITS[verdict.by].longestMs);
      }),
    );
  });
});
