import { LRUCache } from 'lru-cache';

/** So many takeovers within the time are no bad line any more, where a device waits longer before each try. */
const TAKEOVERS = 5;
const WITHIN_MS = 60_000;
/** Devices whose takeovers are remembered. */
const DEVICES_MAX = 10_000;

/**
 * Notices two devices with one identity: each connection that is made ends the other's, which comes back. A device alone takes
 * over from itself too, when its old connection has not been missed yet, but rarely more than once for a lost connection.
 */
export class Takeovers {
  private readonly times = new LRUCache<string, readonly number[]>({ max: DEVICES_MAX });

  /** A connection took over from one that stood; true where this happens too often, once in each such time. */
  note(deviceId: string, nowMs: number): boolean {
    const recent = [...(this.times.get(deviceId) ?? []).filter((ms) => nowMs - ms < WITHIN_MS), nowMs];
    const contested = recent.length >= TAKEOVERS;
    this.times.set(deviceId, contested ? [] : recent);
    return contested;
  }
}
