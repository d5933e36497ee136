import { DELIVERY_LIMITS } from './delivery-limits.js';

/** Share of a new measurement in the running mean of the rate. */
const WEIGHT = 0.1;
/** A device adds a random part of up to a half to what it is told: told this share of the wait, it is back in time in the mean. */
const TOLD_SHARE = 0.8;

/** How busy this server is: lateness of its event loop, how fast it sends while devices stand in line, and when whom it sent away comes back. */
export class LoadGauge {
  private lagMs = 0;
  private bytesPerMs = 50_000;
  /** When all will have been sent that stands in line or was told to come back. */
  private promisedMs = 0;

  /** How late the event loop is now. */
  late(lagMs: number): void {
    this.lagMs = lagMs;
  }

  /** So many bytes took so long, other work included, while more stood in line: less would say nothing of how fast it could be. */
  sent(bytes: number, ms: number): void {
    if (ms > 0) this.bytesPerMs += WEIGHT * (bytes / ms - this.bytesPerMs);
  }

  /** Whether a device that wants something now is better told to come back. */
  overloaded(lineBytes: number): boolean {
    return this.lagMs > DELIVERY_LIMITS.loopLagMs || this.waitMs(lineBytes) > DELIVERY_LIMITS.lineMs;
  }

  /**
   * When a device should come back that wants so many bytes: when its turn comes after all that stands in line and all that was told
   * to come back before, while half of the line is still there. So they come back as fast as they are served, and not at once.
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
