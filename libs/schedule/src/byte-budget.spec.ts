import { describe, expect, it } from '@jest/globals';

import { taken } from './bucket.js';
import { burstOf, byteAllowance, problemsOfBudget } from './byte-budget.js';

describe('a byte budget', () => {
  const budget = { bytesPerSecond: 10_000, burstSeconds: 5 };

  it('begins full, and is refilled by the second', () => {
    expect(burstOf(budget)).toBe(50_000);
    const first = byteAllowance(budget, undefined, 0);
    expect(first).toEqual({ available: 50_000, moreAtMs: undefined, bucket: { tokens: 50_000, atMs: 0 } });
    expect(byteAllowance(budget, taken(first.bucket, 50_000), 1500).available).toBe(15_000);
    expect(byteAllowance(budget, { tokens: 0, atMs: 0 }, 60_000).available).toBe(50_000);
  });

  it.each([
    [budget, []],
    [{ bytesPerSecond: 1024, burstSeconds: 1 }, []],
    [{ bytesPerSecond: 1e10, burstSeconds: 3600 }, []],
    [undefined, ['budget is an object']],
    [null, ['budget is an object']],
    [{ ...budget, bytesPerSecond: 1023 }, ['budget.bytesPerSecond is a whole number from 1024 to 10000000000']],
    [{ ...budget, bytesPerSecond: 1e10 + 1 }, ['budget.bytesPerSecond is a whole number from 1024 to 10000000000']],
    [{ ...budget, burstSeconds: 0 }, ['budget.burstSeconds is a whole number from 1 to 3600']],
    [{ ...budget, burstSeconds: 3601 }, ['budget.burstSeconds is a whole number from 1 to 3600']],
    [{ ...budget, burstSeconds: 1.5 }, ['budget.burstSeconds is a whole number from 1 to 3600']],
  ] as [unknown, string[]][])('%j has problems: %j', (given, problems) => {
    expect(problemsOfBudget(given)).toEqual(problems);
  });
});
