import { durationOfBytes } from '@twinbank/schedule';

import type { BudgetTally, PlaceScope } from './budget-tally.js';
import type { Budgets } from './budgets.js';

/** A budget that cannot serve the devices that share it in the time that an attempt is supposed to take: they wait for one another. */
export interface BudgetWait {
  readonly scope: keyof Budgets;
  /** The attribute that divides the budget; not with `total`. */
  readonly by?: string;
  /** Its value; `''` for devices without it. Not with `total`. */
  readonly place?: string;
  readonly devices: number;
  /** How long their bytes take. */
  readonly bytesMs: number;
}

/** Of the budgets of places of a kind, the slowest ones are told. */
export const BUDGET_WAITS_MAX = 5;

/** What is known of a campaign before it begins. */
interface Known {
  /** That would get a job. */
  readonly devices: number;
  /** What all of them download together. */
  readonly bytes: number;
  /** Where they are; undefined if there are more places than are counted, and then nothing is told of places. */
  readonly at: BudgetTally;
  /** What is supposed of an attempt. */
  readonly attemptMs: number;
}

/** The budgets that make devices wait if all of them are online at once, the slowest first; of places, each has its share of the bytes. */
export function budgetWaits(budgets: Budgets | undefined, known: Known): readonly BudgetWait[] {
  const { devices, bytes, attemptMs } = known;
  if (budgets === undefined || devices === 0) return [];
  const whole: BudgetWait[] = budgets.total
    ? [{ scope: 'total', devices, bytesMs: durationOfBytes(budgets.total, bytes) }]
    : [];
  return [...whole, ...ofPlaces('each', budgets, known), ...ofPlaces('andEach', budgets, known)]
    .filter(({ bytesMs }) => bytesMs > attemptMs)
    .sort((a, b) => b.bytesMs - a.bytesMs);
}

function ofPlaces(scope: PlaceScope, budgets: Budgets, { devices, bytes, at }: Known): readonly BudgetWait[] {
  const budget = budgets[scope];
  if (budget === undefined || at === undefined) return [];
  const sums = new Map<string, number>();
  for (const shared of at.values()) sums.set(shared[scope], (sums.get(shared[scope]) ?? 0) + shared.devices);
  return [...sums]
    .sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1))
    .slice(0, BUDGET_WAITS_MAX)
    .map(([place, there]) => ({
      ...{ scope, by: budget.by, place, devices: there },
      bytesMs: durationOfBytes(budget, (bytes * there) / devices),
    }));
}
