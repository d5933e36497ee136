import { burstOf, byteAllowance, type ByteBudget } from '@twinbank/schedule';

import type { MeterState } from '../budgets/budgets.js';
import { littleOf } from '../budgets/budgets.js';

/** How full a budget is. */
export interface BudgetLevel {
  /** Bytes that may be leased now. */
  readonly available: number;
  /** The most that it can hold. */
  readonly burstBytes: number;
  /** Whether who downloads waits for it. */
  readonly isUsedUp: boolean;
}

/**
 * How full a budget is now; full where no byte of it was leased yet.
 *
 * @param state what is remembered of it
 */
export function budgetLevel(budget: ByteBudget, state: MeterState | undefined, nowMs: number): BudgetLevel {
  const { available } = byteAllowance(budget, state, nowMs);
  return { available, burstBytes: burstOf(budget), isUsedUp: state !== undefined && available < littleOf(budget) };
}
