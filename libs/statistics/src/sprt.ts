import { checkCounts, type CountRule, type Counts, type Verdict } from './counts.js';

/** What a sequential probability ratio test of a failure rate is told [Wald 1947, §3 and §5]. */
export interface SprtRule {
  /** A failure rate that is good: 0 or more. */
  readonly p0: number;
  /** A failure rate that is bad: more than `p0`, at most 1. */
  readonly p1: number;
  /** The share of good updates that may be stopped wrongly (false stop): above 0, at most 0.5. */
  readonly alpha: number;
  /** The share of bad updates that may be taken for good (missed stop): above 0, at most 0.5. */
  readonly beta: number;
}

/** What is wrong with a rule, one sentence each; empty if nothing is. Takes anything. */
export function problemsOfSprt(rule: unknown, path = 'sprt'): string[] {
  if (typeof rule !== 'object' || rule === null) return [`${path} is an object`];
  const { p0, p1, alpha, beta } = rule as Readonly<Record<string, unknown>>;
  const problems: string[] = [];
  if (!isBetween(p0, 0, 1)) problems.push(`${path}.p0 is a number from 0 to 1`);
  if (!isBetween(p1, 0, 1)) problems.push(`${path}.p1 is a number from 0 to 1`);
  if (isBetween(p0, 0, 1) && isBetween(p1, 0, 1) && p0 >= p1) problems.push(`${path}.p1 is greater than p0`);
  for (const [name, value] of Object.entries({ alpha, beta }))
    if (!isBetween(value, ERROR_MIN, ERROR_MAX))
      problems.push(`${path}.${name} is a number from ${ERROR_MIN} to ${ERROR_MAX}`);
  return problems;
}

/** Below this, no campaign has enough devices to decide. */
const ERROR_MIN = 1e-9;
/** With two errors of less than a half, the two boundaries lie on either side of 0. */
const ERROR_MAX = 0.5;

const isBetween = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && value >= min && value <= max;

/** Wald's boundaries for the logarithm of the likelihood ratio: at or above `rejectAt` the update is bad, at or below `acceptAt` it is good. */
export function boundariesOf({ alpha, beta }: SprtRule): { readonly acceptAt: number; readonly rejectAt: number } {
  return { acceptAt: Math.log(beta / (1 - alpha)), rejectAt: Math.log((1 - beta) / alpha) };
}

/**
 * The logarithm of how much likelier the counts are under `p1` than under `p0`; ±Infinity where one of them is impossible. NaN where both are, which
 * takes `p0` = 0 and `p1` = 1 and one outcome of each kind.
 */
export const logLikelihoodRatio = (rule: SprtRule, counts: Counts): number => ratioOf(rule)(counts);

function ratioOf({ p0, p1 }: SprtRule): (counts: Counts) => number {
  const ofFailure = Math.log(p1) - Math.log(p0);
  const ofSuccess = Math.log1p(-p1) - Math.log1p(-p0);
  return ({ failed, ended }) => times(failed, ofFailure) + times(ended - failed, ofSuccess);
}

/** Nothing that happened never says anything, however impossible it would have been. */
const times = (count: number, each: number): number => (count === 0 ? 0 : count * each);

/**
 * The test as a rule of counts. Order does not matter to it, so no history is needed; but whoever looks only now and then may miss that
 * a boundary was touched in between, and goes on: errors stay within {@link errorBoundsOf}, and more devices are used.
 *
 * Counts that are impossible under both rates are bad: they refute the rule, and a broken brake stops the cart.
 */
export function sprt(rule: SprtRule): CountRule {
  const ratio = ratioOf(rule);
  const { acceptAt, rejectAt } = boundariesOf(rule);
  return (counts) => {
    checkCounts(counts);
    const value = ratio(counts);
    if (Number.isNaN(value) || value >= rejectAt - ROUNDING) return 'reject';
    return value <= acceptAt + ROUNDING ? 'accept' : 'undecided';
  };
}

/** What the test says of these counts, see {@link sprt}. */
export const sprtVerdict = (rule: SprtRule, counts: Counts): Verdict => sprt(rule)(counts);

/** What sums of logarithms may be off by, so that a boundary that is met exactly is met. */
const ROUNDING = 1e-9;

/**
 * What the test says if it must decide now because nothing more will end: where it has not decided, whichever of the two rates explains the counts better [Wald 1947, §3.8];
 * `accept` if neither does. The error rates no longer hold then: compute them with `stopDistribution`.
 */
export function forcedVerdict(rule: SprtRule, counts: Counts): 'accept' | 'reject' {
  const verdict = sprtVerdict(rule, counts);
  if (verdict !== 'undecided') return verdict;
  return logLikelihoodRatio(rule, counts) > ROUNDING ? 'reject' : 'accept';
}

/**
 * What the error rates are at most, however often or seldom somebody looks [Wald 1947, (3:13), (3:14)]: each by itself is hardly more than asked for, and both together
 * are no more than the sum that was asked for. This holds for attempts that fail independently of one another, and as long as nothing forces a decision.
 */
export function errorBoundsOf({ alpha, beta }: SprtRule): { readonly falseStop: number; readonly missedStop: number } {
  return { falseStop: alpha / (1 - beta), missedStop: beta / (1 - alpha) };
}

/** How many failures stop the update once so many attempts have ended; undefined if even all of them are not enough. */
export function rejectionNumber(rule: SprtRule, ended: number): number | undefined {
  const verdictOf = sprt(rule);
  let low = 0;
  let high = ended + 1;
  while (low < high) {
    const failed = Math.floor((low + high) / 2);
    if (failed > ended || verdictOf({ failed, ended }) === 'reject') high = failed;
    else low = failed + 1;
  }
  return low > ended ? undefined : low;
}
