/** Bounds of the retransmission timer. */
export interface RttLimits {
  readonly firstMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait for an answer before asking again, from the round trips seen: smoothed mean and mean deviation
 * [RFC 6298 §2], doubled at each timeout until an answer comes [RFC 6298 §5.5]. Blocks asked for twice give no sample,
 * since nobody knows which want they answer [RFC 6298 §3].
 */
export class RttEstimator {
  private smoothedUs = 0;
  private deviationUs = 0;
  private timeoutUs: number;

  constructor(private readonly limits: RttLimits) {
    this.timeoutUs = limits.firstMs * 1000;
  }

  /** The time to wait, in microseconds. */
  get waitUs(): number {
    return this.timeoutUs;
  }

  /** Takes a round trip into account. */
  sample(roundTripUs: number): void {
    if (this.smoothedUs === 0) {
      this.smoothedUs = roundTripUs;
      this.deviationUs = roundTripUs / 2;
    } else {
      this.deviationUs += (Math.abs(this.smoothedUs - roundTripUs) - this.deviationUs) / 4;
      this.smoothedUs += (roundTripUs - this.smoothedUs) / 8;
    }
    this.timeoutUs = this.bounded(this.smoothedUs + 4 * this.deviationUs);
  }

  /** Nothing came in time. */
  timedOut(): void {
    this.timeoutUs = this.bounded(this.timeoutUs * 2);
  }

  private bounded(us: number): number {
    return Math.min(Math.max(us, this.limits.minMs * 1000), this.limits.maxMs * 1000);
  }
}
