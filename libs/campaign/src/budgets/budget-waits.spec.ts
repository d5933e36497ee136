import { describe, expect, it } from '@jest/globals';

import type { BudgetTally } from './budget-tally.js';
import { BUDGET_WAITS_MAX, budgetWaits } from './budget-waits.js';

const AT: BudgetTally = new Map([
  ['1', { each: 'hamburg', andEach: 'a', devices: 60 }],
  ['2', { each: 'hamburg', andEach: 'b', devices: 20 }],
  ['3', { each: 'lyon', andEach: '', devices: 20 }],
]);
const known = { devices: 100, bytes: 100_000_000, at: AT, attemptMs: 60_000 };
const budget = (bytesPerSecond: number) => ({ bytesPerSecond, burstSeconds: 0 });

describe('the budgets by which devices wait for one another', () => {
  it('are those that take longer than an attempt, the slowest first', () => {
    expect(
      budgetWaits(
        {
          total: budget(1_000_000),
          each: { by: 'site', ...budget(1_000_000) },
          andEach: { by: 'gateway', ...budget(100_000) },
        },
        known,
      ),
    ).toEqual([
      { scope: 'andEach', by: 'gateway', place: 'a', devices: 60, bytesMs: 600_000 },
      { scope: 'andEach', by: 'gateway', place: '', devices: 20, bytesMs: 200_000 },
      { scope: 'andEach', by: 'gateway', place: 'b', devices: 20, bytesMs: 200_000 },
      { scope: 'total', devices: 100, bytesMs: 100_000 },
      { scope: 'each', by: 'site', place: 'hamburg', devices: 80, bytesMs: 80_000 },
    ]);
  });

  it('are none that let all through in time, and none of places that nobody counted', () => {
    const each = { by: 'site', ...budget(1_000) };
    expect(budgetWaits({ total: budget(10_000_000), each }, { ...known, at: undefined })).toEqual([]);
    expect(budgetWaits({ each }, { ...known, devices: 0 })).toEqual([]);
    expect(budgetWaits(undefined, known)).toEqual([]);
  });

  it('are the slowest few of many places', () => {
    const many = Array.from({ length: 50 }, (_, at) => [`${at}`, { each: `s${at}`, andEach: '', devices: 2 }] as const);
    const waits = budgetWaits({ each: { by: 'site', ...budget(1_000) } }, { ...known, at: new Map(many) });
    expect(waits.map(({ place }) => place)).toEqual(['s0', 's1', 's10', 's11', 's12']);
    expect(waits).toHaveLength(BUDGET_WAITS_MAX);
  });
});
