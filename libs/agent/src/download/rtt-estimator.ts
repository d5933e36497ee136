/** Bounds of the retransmission timer. */
export interface RttLimits {
  /** Shortest wait before a round trip was measured. */
  readonly firstMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/** The slowest line that is assumed before anything was measured, so that the first wait does not end too early. */
const SLOWEST_BYTES_PER_S = 500;
/** A handshake moves some hundred bytes, so the line carries at least this much in the time of the handshake. */
const HANDSHAKE_BYTES = 256;
/** The assumed length of a handshake that nobody measured. */
const HANDSHAKE_US = 1_500_000;

/**
 * How long to wait for an answer before the device asks again. From the measured round trips: smoothed mean and mean
 * deviation [RFC 6298 §2], doubled at each timeout until an answer comes [RFC 6298 §5.5]. A block that was asked for
 * twice gives no sample, because nobody knows which want it answers [RFC 6298 §3]. On a steady line the deviation goes
 * to zero, so it is kept at half of the mean at least.
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

  /**
   * Begins again on a connection of which only the handshake is known.
   *
   * @param bytes size of the first want's blocks
   * @param handshakeUs from CONNECT to the broker's answer; undefined if it was not measured
   */
  begin(bytes: number, handshakeUs = HANDSHAKE_US): void {
    const usPerByte = Math.min(1e6 / SLOWEST_BYTES_PER_S, handshakeUs / HANDSHAKE_BYTES);
    this.smoothedUs = 0;
    this.deviationUs = 0;
    this.timeoutUs = Math.min(
      Math.max(2 * handshakeUs + bytes * usPerByte, this.limits.firstMs * 1000),
      this.limits.maxMs * 1000,
    );
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
    this.timeoutUs = this.bounded(this.smoothedUs + Math.max(4 * this.deviationUs, this.smoothedUs / 2));
  }

  /** Nothing came in time. */
  timedOut(): void {
    this.timeoutUs = this.bounded(this.timeoutUs * 2);
  }

  private bounded(us: number): number {
    return Math.min(Math.max(us, this.limits.minMs * 1000), this.limits.maxMs * 1000);
  }
}
