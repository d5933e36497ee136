import { describe, expect, it } from '@jest/globals';

import { aFact, anOrder } from '@twinbank/testkit/campaign-specimens';

import type { DeviceGroup } from '../tally.js';
import { budgetsTallied, mostAtPlace, type BudgetTally } from './budget-tally.js';
import { BUDGET_PLACES_MAX } from './budgets.js';

const EMPTY: BudgetTally = new Map();
const group = (budgetPlaces: DeviceGroup['budgetPlaces'], devices: number, active = true): DeviceGroup => ({
  ...{ facts: aFact({ active }), devices, sample: [], budgetPlaces },
});

describe('the places of byte budgets', () => {
  it('are counted by pairs over all slices, without devices that are left out', () => {
    const first = budgetsTallied(EMPTY, [group({ each: 'lyon', andEach: 'a' }, 2), group(undefined, 9)], anOrder());
    const second = [
      group({ each: 'lyon', andEach: 'a' }, 3),
      group({ each: 'lyon', andEach: 'b' }, 4),
      group({ each: 'hamburg' }, 5),
      group({ each: 'lyon', andEach: 'a' }, 100, false),
    ];
    const tally = budgetsTallied(first, second, anOrder())!;
    expect([...tally.values()]).toEqual([
      { each: 'lyon', andEach: 'a', devices: 5 },
      { each: 'lyon', andEach: 'b', devices: 4 },
      { each: 'hamburg', andEach: '', devices: 5 },
    ]);
    expect([mostAtPlace(tally, 'each'), mostAtPlace(tally, 'andEach')]).toEqual([9, 5]);
    expect(mostAtPlace(new Map(), 'each')).toBe(0);
  });

  it('are told apart whatever texts they are', () => {
    const groups = [group({ each: 'a","b', andEach: 'c' }, 1), group({ each: 'a', andEach: 'b","c' }, 1)];
    expect(budgetsTallied(EMPTY, groups, anOrder())!.size).toBe(2);
  });

  it('are not counted on once there are too many', () => {
    const many = Array.from({ length: BUDGET_PLACES_MAX + 1 }, (_, at) => group({ each: `s${at}` }, 1));
    expect(budgetsTallied(EMPTY, many, anOrder())).toBeUndefined();
    expect(budgetsTallied(undefined, [], anOrder())).toBeUndefined();
    expect(budgetsTallied(EMPTY, many.slice(1), anOrder())!.size).toBe(BUDGET_PLACES_MAX);
  });
});
