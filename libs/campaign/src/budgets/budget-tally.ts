import { exclusionOf, type UpdateOrder } from '../exclusion.js';
import { NO_PLACE } from '../spread/spread.js';
import { BUDGET_PLACES_MAX, type Budgets } from './budgets.js';
import type { DeviceGroup } from '../tally.js';

/** Devices that fall under the same budgets of places. */
export interface SharedBudgets {
  /** Their place of `budgets.each`; `''` without one. */
  readonly each: string;
  /** Their place of `budgets.andEach`; `''` without one. */
  readonly andEach: string;
  readonly devices: number;
}

/** How many devices that would get a job are at each place with a byte budget, of both kinds together; undefined once there are more than are counted. */
export type BudgetTally = ReadonlyMap<string, SharedBudgets> | undefined;

/** The places with more devices counted: each pair of places once, as a device falls under the budgets of both. */
export function budgetsTallied(tally: BudgetTally, groups: readonly DeviceGroup[], order: UpdateOrder): BudgetTally {
  if (tally === undefined) return undefined;
  const places = new Map(tally);
  for (const { budgetPlaces, facts, devices } of groups) {
    if (budgetPlaces === undefined || exclusionOf(facts, order)) continue;
    const { each = NO_PLACE, andEach = NO_PLACE } = budgetPlaces;
    // Places are any texts: as JSON, no two pairs have the same key.
    const key = JSON.stringify([each, andEach]);
    places.set(key, { each, andEach, devices: (places.get(key)?.devices ?? 0) + devices });
  }
  return places.size > BUDGET_PLACES_MAX ? undefined : places;
}

/** The kinds of places that have budgets. */
export type PlaceScope = Exclude<keyof Budgets, 'total'>;

/** How many devices the place of a kind with the most devices has; 0 without devices. */
export function mostAtPlace(tally: NonNullable<BudgetTally>, scope: PlaceScope): number {
  const sums = new Map<string, number>();
  for (const at of tally.values()) sums.set(at[scope], (sums.get(at[scope]) ?? 0) + at.devices);
  let most = 0;
  for (const devices of sums.values()) most = Math.max(most, devices);
  return most;
}
