import { DELIVERY_LIMITS } from './delivery-limits.js';

const PROBE_MS = 100;
/** Share of a new measurement in the running mean of the rate. */
const WEIGHT = 0.1;

/** How busy this server is: lateness of its event loop, and how fast it sends. */
export class LoadGauge {
  private lagMs = 0;
  private bytesPerMs = 50_000;
  private timer: NodeJS.Timeout | undefined;

  start(): void {
    let dueMs = performance.now() + PROBE_MS;
    this.timer = setInterval(() => {
      const nowMs = performance.now();
      this.lagMs = Math.max(0, nowMs - dueMs);
      dueMs = nowMs + PROBE_MS;
    }, PROBE_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** So many bytes took so long, line and other work included. */
  sent(bytes: number, ms: number): void {
    if (ms > 0) this.bytesPerMs += WEIGHT * (bytes / ms - this.bytesPerMs);
  }

  /** Whether a device that wants something now is better told to come back. */
  overloaded(pendingBytes: number): boolean {
    return this.lagMs > DELIVERY_LIMITS.loopLagMs || pendingBytes > DELIVERY_LIMITS.pendingBytes;
  }

  /** When it should come back: about when what is in line will have been sent, spread by a random number in [0, 1). */
  retryAfterMs(pendingBytes: number, random: number): number {
    const waitMs = pendingBytes / this.bytesPerMs + this.lagMs;
    const { laterMinMs, laterMaxMs } = DELIVERY_LIMITS;
    return Math.round(Math.min(laterMaxMs, Math.max(laterMinMs, waitMs)) * (1 + random / 2));
  }
}
