import { refilled, type Allowance, type Bucket } from './bucket.js';

/** How many bytes may be sent. */
export interface ByteBudget {
  readonly bytesPerSecond: number;
  /** What was not used is saved up for so many seconds, and may then be sent at once. */
  readonly burstSeconds: number;
}

/** The ranges of a budget's numbers; both ends are included. */
export const BUDGET_LIMITS = {
  /** Less than one block a second moves no image. */
  bytesPerSecondMin: 1024,
  /** 10 GB/s: more than a server has. */
  bytesPerSecondMax: 10_000_000_000,
  /** An hour: more is no budget but a heap. */
  burstSecondsMax: 3600,
} as const;

/** What is wrong with a budget, one sentence each; empty if nothing is. Takes anything. */
export function problemsOfBudget(budget: unknown, path = 'budget'): string[] {
  if (typeof budget !== 'object' || budget === null) return [`${path} is an object`];
  const { bytesPerSecond, burstSeconds } = budget as Readonly<Record<string, unknown>>;
  const { bytesPerSecondMin, bytesPerSecondMax, burstSecondsMax } = BUDGET_LIMITS;
  const problems: string[] = [];
  if (!isWhole(bytesPerSecond, bytesPerSecondMin, bytesPerSecondMax))
    problems.push(`${path}.bytesPerSecond is a whole number from ${bytesPerSecondMin} to ${bytesPerSecondMax}`);
  if (!isWhole(burstSeconds, 1, burstSecondsMax))
    problems.push(`${path}.burstSeconds is a whole number from 1 to ${burstSecondsMax}`);
  return problems;
}

const isWhole = (value: unknown, min: number, max: number): boolean =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

/** How many bytes are saved up at the most. Whatever is sent in one piece must fit in it. */
export const burstOf = ({ bytesPerSecond, burstSeconds }: ByteBudget): number => bytesPerSecond * burstSeconds;

/**
 * How many bytes may be sent now. No stretch of time gets more than its own at the rate of the budget, and one burst. At the beginning all of the burst may be sent.
 *
 * @param state what to remember, from the last answer by way of `taken`; undefined at the beginning
 */
export function byteAllowance(budget: ByteBudget, state: Bucket | undefined, nowMs: number): Allowance {
  const capacity = burstOf(budget);
  return refilled({ capacity, perSecond: budget.bytesPerSecond }, state ?? { tokens: capacity, atMs: nowMs }, nowMs);
}
