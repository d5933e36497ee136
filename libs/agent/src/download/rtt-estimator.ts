/** Bounds of the retransmission timer. */
export interface RttLimits {
  /** The wait before any round trip was seen is no shorter than this. */
  readonly firstMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/** What a line is trusted to carry at least, before anything was measured: so the first wait is no reason to ask again. */
const SLOWEST_BYTES_PER_S = 500;
/** A handshake moves some hundred bytes, so the line carries this much in its time at least. */
const HANDSHAKE_BYTES = 256;
/** What a handshake is taken to last where nobody measured it. */
const HANDSHAKE_US = 1_500_000;

/**
 * How long to wait for an answer before asking again, from the round trips seen: smoothed mean and mean deviation
 * [RFC 6298 §2], doubled at each timeout until an answer comes [RFC 6298 §5.5]. Blocks asked for twice give no sample,
 * since nobody knows which want they answer [RFC 6298 §3]. A steady line has no deviation: half of the mean is kept.
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
   * Begins anew on a connection of which only the handshake is known.
   *
   * @param bytes of the first want's blocks
   * @param handshakeUs from the first word to the broker's answer; undefined where it was not measured
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
