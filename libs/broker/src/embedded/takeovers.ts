import { LRUCache } from 'lru-cache';

/**
 * This many takeovers within the time are not explained by a bad link, because a device waits longer before each
 * retry.
 */
const TAKEOVERS = 5;
const WITHIN_MS = 60_000;
/** Devices whose takeovers are remembered. */
const DEVICES_MAX = 10_000;

/**
 * Notices two devices with one identity: each new connection ends the other device's, which then reconnects. A
 * single device also takes over from itself, when the loss of its old connection has not been noticed yet, but
 * rarely more than once for each lost connection.
 */
export class Takeovers {
  private readonly times = new LRUCache<string, readonly number[]>({ max: DEVICES_MAX });

  /**
   * Records that a connection replaced an existing one. True if this happens too often; at most once in each such
   * period.
   */
  note(deviceId: string, nowMs: number): boolean {
    const recent = [...(this.times.get(deviceId) ?? []).filter((ms) => nowMs - ms < WITHIN_MS), nowMs];
    const contested = recent.length >= TAKEOVERS;
    this.times.set(deviceId, contested ? [] : recent);
    return contested;
  }
}
