/** How much may be taken at once, and how fast it is refilled. */
export interface BucketLimits {
  readonly capacity: number;
  readonly perSecond: number;
}

/**
 * An allowance that is used up and refilled with time. The cost is known only afterwards, so a bucket may be
 * overdrawn, by its capacity at most: the caller checks beforehand that something is {@link left}. Time is an
 * argument, in milliseconds; time that goes backwards changes nothing.
 */
export class TokenBucket {
  private tokens: number;

  constructor(
    private readonly limits: BucketLimits,
    private atMs: number,
  ) {
    this.tokens = limits.capacity;
  }

  /** What is left; if 0 or less, nothing may be taken now. */
  left(nowMs: number): number {
    const { capacity, perSecond } = this.limits;
    const passedMs = nowMs - this.atMs;
    this.atMs = nowMs;
    if (passedMs > 0) this.tokens = Math.min(capacity, this.tokens + (passedMs * perSecond) / 1000);
    return this.tokens;
  }

  /** Takes this much, even if less is left. */
  take(cost: number, nowMs: number): void {
    this.tokens = Math.max(-this.limits.capacity, this.left(nowMs) - cost);
  }

  /** Gives back what was taken and not used. */
  giveBack(cost: number, nowMs: number): void {
    this.tokens = Math.min(this.limits.capacity, this.left(nowMs) + cost);
  }

  /** How long until something is left; 0 if something is left now. Whole milliseconds. */
  waitMs(nowMs: number): number {
    const left = this.left(nowMs);
    return left > 0 ? 0 : Math.floor((-left * 1000) / this.limits.perSecond) + 1;
  }
}
