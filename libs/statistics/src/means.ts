import { studentAbove } from './student-t.js';
import type { Groups } from './two-proportions.js';

/** What is kept of many values of a health number: enough for mean and variance, and two of them can be merged. Plain JSON. */
export interface Moments {
  /** How many values. */
  readonly n: number;
  readonly mean: number;
  /** The sum of the squared distances from the mean. */
  readonly m2: number;
}

export const NO_VALUES: Moments = { n: 0, mean: 0, m2: 0 };

/** One more value [Welford 1962]. */
export const withValue = (moments: Moments, value: number): Moments => merged(moments, { n: 1, mean: value, m2: 0 });

/** Both together [Chan, Golub, LeVeque 1979]. */
export function merged(one: Moments, other: Moments): Moments {
  const n = one.n + other.n;
  if (n === 0) return NO_VALUES;
  const apart = other.mean - one.mean;
  return { n, mean: one.mean + (apart * other.n) / n, m2: one.m2 + other.m2 + (apart * apart * one.n * other.n) / n };
}

/** How a health number of the treated differs from that of the control group. */
export interface MeanComparison {
  /** Mean of the treated less mean of the control group. */
  readonly difference: number;
  /** Welch's t; ±Infinity where neither group varies and their means differ. */
  readonly t: number;
  /** Degrees of freedom [Welch 1947, Satterthwaite 1946]. */
  readonly degrees: number;
  /** How probable a difference so far in the bad direction is if the update changes nothing (one-sided). Small values say that it is worse. */
  readonly worseByChance: number;
  /**
   * The same by Student's t with one variance for both groups, which is so if the update changes nothing. Where a small group happens not to vary, Welch's test takes it for certain
   * and finds differences that are none; this one does not.
   */
  readonly pooledByChance: number;
}

/**
 * Compares the means of two groups whose variances may differ: Welch's t test, one-sided. Needs at least two values in each group, otherwise undefined: that says nothing, neither good
 * nor bad. Suits means of many values; a few extreme ones can hide a difference.
 *
 * @param worse whether a `higher` or a `lower` value is bad
 */
export function compareMeans(
  { treated, control }: Groups<Moments>,
  worse: 'higher' | 'lower',
): MeanComparison | undefined {
  if (treated.n < 2 || control.n < 2) return undefined;
  const difference = treated.mean - control.mean;
  const ofTreated = treated.m2 / (treated.n - 1) / treated.n;
  const ofControl = control.m2 / (control.n - 1) / control.n;
  const variance = ofTreated + ofControl;
  const towardsWorse = worse === 'higher' ? difference : -difference;
  if (variance === 0) {
    const t = difference === 0 ? 0 : Math.sign(difference) * Infinity;
    return {
      difference,
      t,
      degrees: treated.n + control.n - 2,
      worseByChance: towardsWorse > 0 ? 0 : difference === 0 ? 0.5 : 1,
      pooledByChance: towardsWorse > 0 ? 0 : difference === 0 ? 0.5 : 1,
    };
  }
  const scale = Math.sqrt(variance);
  const share = ofTreated / variance;
  const degrees = 1 / (share ** 2 / (treated.n - 1) + (1 - share) ** 2 / (control.n - 1));
  const together = treated.n + control.n - 2;
  const pooled = Math.sqrt(((treated.m2 + control.m2) / together) * (1 / treated.n + 1 / control.n));
  return {
    ...{ difference, t: difference / scale, degrees },
    worseByChance: studentAbove(towardsWorse / scale, degrees),
    pooledByChance: studentAbove(towardsWorse / pooled, together),
  };
}
