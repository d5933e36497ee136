import { LRUCache } from 'lru-cache';
import { TokenBucket } from '@twinbank/primitives';
import { BROKER_LIMITS } from '../broker-limits.js';

/** What each device may still send: kept by its id, so that connecting again gives nothing back. Bounded; who is pushed out begins anew. */
export class DeviceAllowances {
  private readonly buckets = new LRUCache<string, TokenBucket>({ max: BROKER_LIMITS.devicesRemembered });

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** The allowance of an admitted device. */
  of(deviceId: string): TokenBucket {
    let bucket = this.buckets.get(deviceId);
    if (!bucket) this.buckets.set(deviceId, (bucket = new TokenBucket(BROKER_LIMITS.deviceTokens, this.nowMs())));
    return bucket;
  }

  /** Whether a device that has proved who it is may connect now: it may not where it has sent too much. */
  mayConnect(deviceId: string): boolean {
    return this.of(deviceId).left(this.nowMs()) > 0;
  }

  /** A device does something that costs more than its packet tells. */
  charge(deviceId: string, tokens: number): void {
    this.of(deviceId).take(tokens, this.nowMs());
  }
}
