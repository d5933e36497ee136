import type { CountRule } from './counts.js';
import { stopDistribution, STOP_LIMITS, type Look } from './stop-distribution.js';

/** What a rule does if devices fail at this rate. */
export interface StopForecast {
  readonly failureRate: number;
  /** How probable it is that the rule stops the campaign, lets it pass for good, or does neither before the last batch has ended. */
  readonly stops: number;
  readonly passes: number;
  readonly undecided: number;
  /** Where it stops; undefined if it hardly ever does. */
  readonly atStop: StopNumbers | undefined;
}

/** Numbers of devices when a rule stops a campaign. */
export interface StopNumbers {
  /** How many have ended: in the mean, in half of all cases at most, and in 95 of 100 cases at most. */
  readonly endedMean: number;
  readonly endedMedian: number;
  readonly ended95: number;
  /** How many of these have failed, in the mean. */
  readonly failedMean: number;
}

/** The failure rates that are told to whoever creates a campaign: one that passes, two that are bad, and an image that never works. */
export const FORECAST_RATES = [0.01, 0.05, 0.2, 1] as const;

/** Below this, when it would stop says nothing. */
const HARDLY_EVER = 1e-6;

/** What to expect of a rule, exactly, for some true failure rates. Of more than {@link STOP_LIMITS.endedMax} devices, the first ones are looked at. */
export function stopForecast(
  rule: CountRule,
  batchSizes: readonly number[],
  failureRates: readonly number[] = FORECAST_RATES,
): StopForecast[] {
  const sizes = firstOf(batchSizes);
  return failureRates.map((failureRate) => {
    const { looks, accepted, rejected, undecided } = stopDistribution(rule, failureRate, sizes);
    const atStop = rejected < HARDLY_EVER ? undefined : numbersOf(looks, rejected);
    return { failureRate, stops: rejected, passes: accepted, undecided, atStop };
  });
}

function numbersOf(looks: readonly Look[], rejected: number): StopNumbers {
  const meanOf = (number: (look: Look) => number): number =>
    looks.reduce((sum, look) => sum + look.rejected * number(look), 0) / rejected;
  const quantile = (share: number): number => {
    let sum = 0;
    return looks.find((look) => (sum += look.rejected) >= rejected * share)!.ended;
  };
  return {
    endedMean: meanOf(({ ended }) => ended),
    endedMedian: quantile(0.5),
    ended95: quantile(0.95),
    failedMean: meanOf(({ failedWhenRejected }) => failedWhenRejected),
  };
}

function firstOf(batchSizes: readonly number[]): number[] {
  let left: number = STOP_LIMITS.endedMax;
  const sizes: number[] = [];
  for (const size of batchSizes) {
    if (left === 0) break;
    sizes.push(Math.min(size, left));
    left -= sizes.at(-1)!;
  }
  return sizes;
}

/** Batches of one size, the last one smaller if need be. For so many devices at a time as are looked at together; at most {@link STOP_LIMITS.endedMax} devices. */
export function evenBatches(devices: number, size: number): number[] {
  const looked = Math.min(devices, STOP_LIMITS.endedMax);
  return Array.from({ length: Math.ceil(looked / size) }, (_, index) => Math.min(size, looked - index * size));
}
