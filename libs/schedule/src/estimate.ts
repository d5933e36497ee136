import { burstOf, type ByteBudget } from './byte-budget.js';
import { dependsOnSuccess, isConstant, perMinuteOf, type Rate } from './rate.js';

const MINUTE_MS = 60_000;
/** Ten weeks: a rate that grows more slowly than that is taken as one that does not. */
const FOLLOWED_MINUTES_MAX = 100_000;

/** What an estimate supposes of devices. */
export interface Supposed {
  /** How long after its notification a device has succeeded. */
  readonly attemptMs: number;
  /** Which share of the devices succeeds, 0 to 1. */
  readonly successShare: number;
}

/** Supposed if nothing is known: every device succeeds within a minute. */
const BEST: Supposed = { attemptMs: MINUTE_MS, successShare: 1 };

/**
 * How long it takes until the last of so many devices is notified, if one is always ready. Exact for a constant rate. An exponential rate is followed minute by minute, its
 * growth taking effect at the next full minute; once it does not grow any more, the rest is exact.
 */
export function durationOfDevices(rate: Rate, devices: number, supposed: Supposed = BEST): number {
  if (devices <= 1) return 0;
  if (isConstant(rate)) return Math.ceil(((devices - 1) * MINUTE_MS) / rate.perMinute);
  const lagMinutes = Math.ceil(supposed.attemptMs / MINUTE_MS);
  const succeedsAtAll = supposed.successShare > 0 || !dependsOnSuccess(rate);
  // The first device comes at once; after it, each minute brings what the rate allows by then.
  const notifiedBy = [1];
  for (let minute = 0; ; minute++) {
    const notified = notifiedBy[minute]!;
    const succeeded = Math.floor((notifiedBy[minute - lagMinutes] ?? 0) * supposed.successShare);
    const perMinute = perMinuteOf(rate, { notified: Math.floor(notified), succeeded });
    const growsOn = perMinute < rate.maximumPerMinute && succeedsAtAll && minute < FOLLOWED_MINUTES_MAX;
    const isLast = devices - notified <= perMinute || !growsOn;
    if (isLast) return Math.ceil(minute * MINUTE_MS + ((devices - notified) * MINUTE_MS) / perMinute);
    notifiedBy.push(notified + perMinute);
  }
}

/** How long it takes until the last of so many bytes is sent, if the budget is full at the beginning and always used. Exact. */
export const durationOfBytes = (budget: ByteBudget, bytes: number): number =>
  Math.ceil((Math.max(0, bytes - burstOf(budget)) * 1000) / budget.bytesPerSecond);
