import { DELIVERY_LIMITS } from './delivery-limits.js';

/** Weight of a new measurement in the running mean of the rate. */
const WEIGHT = 0.1;
/**
 * A device adds a random part of up to one half to the wait it is told. If it is told this share of the wait, it
 * comes back on time on average.
 */
const TOLD_SHARE = 0.8;

/**
 * How busy this server is: how late its event loop is, how fast it sends while devices are queued, and when the
 * devices that it sent away come back.
 */
export class LoadGauge {
  private lagMs = 0;
  private bytesPerMs = 50_000;
  /** When everything will have been sent that is queued or was promised to devices that come back. */
  private promisedMs = 0;

  /** Records how late the event loop is now. */
  late(lagMs: number): void {
    this.lagMs = lagMs;
  }

  /**
   * Records that these bytes took this long, other work included. Only to be called while more is queued: otherwise
   * it would not show how fast the server can be.
   */
  sent(bytes: number, ms: number): void {
    if (ms > 0) this.bytesPerMs += WEIGHT * (bytes / ms - this.bytesPerMs);
  }

  /** Whether a device that wants something now should be told to come back later. */
  overloaded(lineBytes: number): boolean {
    return this.lagMs > DELIVERY_LIMITS.loopLagMs || this.waitMs(lineBytes) > DELIVERY_LIMITS.lineMs;
  }

  /**
   * When a device that wants this many bytes should come back: after everything queued and everything promised
   * before, but while half of the queue is still there. So devices come back as fast as they can be served, and not
   * all at once.
   */
  retryAfterMs(lineBytes: number, bytes: number, nowMs: number): number {
    const { laterMinMs, laterMaxMs, lineMs } = DELIVERY_LIMITS;
    const afterMs = Math.max(this.promisedMs, nowMs + this.waitMs(lineBytes)) + bytes / this.bytesPerMs;
    this.promisedMs = Math.min(afterMs, nowMs + laterMaxMs);
    const waitMs = Math.max(this.promisedMs - nowMs - lineMs / 2, this.lagMs);
    return Math.round(Math.max(laterMinMs, TOLD_SHARE * waitMs));
  }

  private waitMs(lineBytes: number): number {
    return lineBytes / this.bytesPerMs + this.lagMs;
  }
}
