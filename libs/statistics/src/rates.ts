import { betaShare } from './beta-function.js';
import type { Groups } from './two-proportions.js';

/** How often something happened, and in how much time altogether; the unit of the time is the same for both groups. */
export interface EventCount {
  readonly events: number;
  readonly time: number;
}

/**
 * How probable it is that as many of all events fall to the treated as did, or more, if both groups have the same rate: the events are divided as the times are (the conditional
 * binomial test of two Poisson rates [Przyborowski, Wilenski 1940]), one-sided. Small values say that the treated have a higher rate. Exact where events do not cause one another; 1
 * without an event or without time.
 */
export function rateWorseByChance({ treated, control }: Groups<EventCount>): number {
  const time = treated.time + control.time;
  if (treated.events === 0 || time <= 0) return 1;
  return betaShare(treated.time / time, treated.events, control.events + 1);
}
