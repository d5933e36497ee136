import type { CountRule } from './counts.js';

/** One look at the counts, and how probable it is that the rule decides there. */
export interface Look {
  /** How many attempts have ended by then. */
  readonly ended: number;
  readonly accepted: number;
  readonly rejected: number;
  /** The mean number of failures by then if it rejects there; 0 if it never does. */
  readonly failedWhenRejected: number;
}

/** When a rule decides, for one true failure rate. All probabilities together are 1. */
export interface StopDistribution {
  readonly looks: readonly Look[];
  readonly accepted: number;
  readonly rejected: number;
  /** How probable it is that it has not decided when the last batch has ended. */
  readonly undecided: number;
}

/** Limits of an exact computation. */
export const STOP_LIMITS = {
  /** Time grows with the square root of the cube of this: about a second at the most. A rule that has not decided by then will hardly do. */
  endedMax: 20_000,
} as const;

/** What has come down to this is left undecided: it would only cost time. */
const NEGLIGIBLE = 1e-12;
/** At the rim, what is less probable than this is left out. */
const RIM = 1e-22;

/**
 * When a rule decides, exactly: the distribution of the number of failures is carried from look to look, and what decides is taken out [dynamic programming over the number of failures].
 * Attempts fail independently, with the same probability.
 *
 * @param rule asked when each batch has ended
 * @param failureRate 0 to 1
 * @param batchSizes how many attempts end between two looks; at most {@link STOP_LIMITS.endedMax} in all, otherwise a RangeError
 */
export function stopDistribution(
  rule: CountRule,
  failureRate: number,
  batchSizes: readonly number[],
): StopDistribution {
  const total = batchSizes.reduce((sum, size) => sum + size, 0);
  if (!(failureRate >= 0 && failureRate <= 1)) throw new RangeError(`${failureRate} is no rate`);
  if (!batchSizes.every((size) => Number.isInteger(size) && size > 0) || total > STOP_LIMITS.endedMax)
    throw new RangeError(`batches are whole numbers from 1, at most ${STOP_LIMITS.endedMax} together`);
  const failures = new Failures(total);
  const looks: Look[] = [];
  for (const size of batchSizes) {
    failures.add(size, failureRate);
    looks.push(failures.decide(rule));
    if (failures.left() < NEGLIGIBLE) break;
  }
  const sumOf = (what: 'accepted' | 'rejected'): number => looks.reduce((sum, look) => sum + look[what], 0);
  return { looks, accepted: sumOf('accepted'), rejected: sumOf('rejected'), undecided: failures.left() };
}

/** How probable each number of failures is, of what is still undecided. */
class Failures {
  private readonly mass: Float64Array;
  private low = 0;
  private high = 0;
  private ended = 0;

  constructor(total: number) {
    this.mass = new Float64Array(total + 2);
    this.mass[0] = 1;
  }

  /** So many attempts more end. */
  add(attempts: number, failureRate: number): void {
    const { mass } = this;
    for (let attempt = 0; attempt < attempts; attempt++) {
      this.high++;
      for (let failed = this.high; failed > this.low; failed--)
        mass[failed] = mass[failed]! * (1 - failureRate) + mass[failed - 1]! * failureRate;
      mass[this.low]! *= 1 - failureRate;
      this.trim();
    }
    this.ended += attempts;
  }

  /** Takes out what the rule decides. */
  decide(rule: CountRule): Look {
    let accepted = 0;
    let rejected = 0;
    let failures = 0;
    for (let failed = this.low; failed <= this.high; failed++) {
      const mass = this.mass[failed]!;
      const verdict = mass === 0 ? 'undecided' : rule({ failed, ended: this.ended });
      if (verdict === 'undecided') continue;
      this.mass[failed] = 0;
      if (verdict === 'accept') accepted += mass;
      else {
        rejected += mass;
        failures += mass * failed;
      }
    }
    this.trim();
    return { ended: this.ended, accepted, rejected, failedWhenRejected: rejected > 0 ? failures / rejected : 0 };
  }

  left(): number {
    let sum = 0;
    for (let failed = this.low; failed <= this.high; failed++) sum += this.mass[failed]!;
    return sum;
  }

  private trim(): void {
    while (this.high > this.low && this.mass[this.high]! < RIM) this.mass[this.high--] = 0;
    while (this.low < this.high && this.mass[this.low]! < RIM) this.mass[this.low++] = 0;
  }
}
