import { lnChoose } from './beta-function.js';
import { checkCounts, type Counts } from './counts.js';
import { wilsonBounds, type RateBounds } from './proportion.js';

/** What is compared: devices with the update, and a control group without it. */
export interface Groups<T> {
  readonly treated: T;
  readonly control: T;
}

/**
 * How much higher the failure rate of the treated is than that of the control group: Newcombe's bounds of the difference, from Wilson's (method 10). From −1 to 1 without
 * any ended attempt [Newcombe 1998]. The update is *not worse* by more than a margin if `upper` is below that margin.
 *
 * @param confidence of each bound, 0.5 to below 1
 */
export function differenceBounds({ treated, control }: Groups<Counts>, confidence: number): RateBounds {
  const [of, than] = [wilsonBounds(treated, confidence), wilsonBounds(control, confidence)];
  const [rate, other] = [rateOf(treated, of), rateOf(control, than)];
  return {
    lower: rate - other - Math.hypot(rate - of.lower, than.upper - other),
    upper: rate - other + Math.hypot(of.upper - rate, other - than.lower),
  };
}

/** Without any ended attempt, the middle of all rates, so that the bounds reach all of them. */
const rateOf = ({ failed, ended }: Counts, { lower, upper }: RateBounds): number =>
  ended === 0 ? (lower + upper) / 2 : failed / ended;

/**
 * How probable it is that as many of the treated fail as did, or more, if the update changes nothing: Fisher's exact test, one-sided. Small values say that the update is worse. Exact
 * for any numbers; 1 if a group is empty.
 */
export function worseByChance({ treated, control }: Groups<Counts>): number {
  checkCounts(treated);
  checkCounts(control);
  const failed = treated.failed + control.failed;
  const ended = treated.ended + control.ended;
  const lnAll = lnChoose(ended, failed);
  let sum = 0;
  for (let count = treated.failed; count <= Math.min(failed, treated.ended); count++) {
    if (failed - count > control.ended) continue;
    sum += Math.exp(lnChoose(treated.ended, count) + lnChoose(control.ended, failed - count) - lnAll);
  }
  return Math.min(1, sum);
}
