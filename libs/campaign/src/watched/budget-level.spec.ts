import { describe, expect, it } from '@jest/globals';

import { budgetLevel } from './budget-level.js';

const budget = { bytesPerSecond: 100_000, burstSeconds: 5 };

describe('the level of a byte budget', () => {
  it('is full before its first lease, and nobody waits for it', () => {
    expect(budgetLevel(budget, undefined, 0)).toEqual({ available: 500_000, burstBytes: 500_000, isUsedUp: false });
  });

  it('is what was left and came in since', () => {
    expect(budgetLevel(budget, { tokens: 1000, atMs: 0 }, 2000)).toMatchObject({ available: 201_000, isUsedUp: false });
  });

  it('is used up where less is left than a lease gives: whoever downloads waits', () => {
    expect(budgetLevel(budget, { tokens: 0, atMs: 1000 }, 1000)).toMatchObject({ available: 0, isUsedUp: true });
  });
});
