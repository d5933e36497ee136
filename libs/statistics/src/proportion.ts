import { betaQuantile } from './beta-function.js';
import { checkCounts, type Counts } from './counts.js';
import { normalQuantile } from './normal.js';

/** Between which two rates the true failure rate lies. Each bound by itself holds with the confidence that was asked for (one-sided). */
export interface RateBounds {
  readonly lower: number;
  readonly upper: number;
}

/** Throws a RangeError unless a confidence is from 0.5 to below 1. */
export function checkConfidence(confidence: number): void {
  if (!(confidence >= 0.5 && confidence < 1))
    throw new RangeError(`${confidence} is no confidence from 0.5 to below 1`);
}

/**
 * Wilson's bounds: on average as sure as asked, and narrow. For reports. Without any ended attempt, 0 and 1 [Wilson 1927; Brown, Cai, DasGupta 2001].
 *
 * @param confidence of each bound, 0.5 to below 1
 */
export function wilsonBounds(counts: Counts, confidence: number): RateBounds {
  checkCounts(counts);
  checkConfidence(confidence);
  const { failed, ended } = counts;
  if (ended === 0) return { lower: 0, upper: 1 };
  const z = normalQuantile(confidence);
  const rate = failed / ended;
  const centre = rate + (z * z) / (2 * ended);
  const reach = z * Math.sqrt((rate * (1 - rate) + (z * z) / (4 * ended)) / ended);
  const scale = 1 + (z * z) / ended;
  return {
    lower: failed === 0 ? 0 : Math.max(0, (centre - reach) / scale),
    upper: failed === ended ? 1 : Math.min(1, (centre + reach) / scale),
  };
}

/**
 * The bounds of Clopper and Pearson: never less sure than asked, so wider than Wilson's. For promises [Clopper, Pearson 1934].
 *
 * @param confidence of each bound, 0.5 to below 1
 */
export function exactBounds(counts: Counts, confidence: number): RateBounds {
  checkCounts(counts);
  checkConfidence(confidence);
  const { failed, ended } = counts;
  const succeeded = ended - failed;
  return {
    lower: failed === 0 ? 0 : betaQuantile(1 - confidence, failed, succeeded + 1),
    upper: succeeded === 0 ? 1 : betaQuantile(confidence, failed + 1, succeeded),
  };
}
