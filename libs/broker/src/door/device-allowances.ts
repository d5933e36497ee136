import { LRUCache } from 'lru-cache';
import { TokenBucket } from '@twinbank/primitives';
import { BROKER_LIMITS } from '../broker-limits.js';

/**
 * What each device may still send. Kept by device id, so that reconnecting does not restore it. The number of
 * entries is limited; a device that is dropped from it starts with a full allowance.
 */
export class DeviceAllowances {
  private readonly buckets = new LRUCache<string, TokenBucket>({ max: BROKER_LIMITS.devicesRemembered });

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** The allowance of an admitted device. */
  of(deviceId: string): TokenBucket {
    let bucket = this.buckets.get(deviceId);
    if (!bucket) this.buckets.set(deviceId, (bucket = new TokenBucket(BROKER_LIMITS.deviceTokens, this.nowMs())));
    return bucket;
  }

  /** Whether a device that has proved its identity may connect now: not if it has sent too much. */
  mayConnect(deviceId: string): boolean {
    return this.of(deviceId).left(this.nowMs()) > 0;
  }

  /** Charges a device for something that costs more than the size of its packet shows. */
  charge(deviceId: string, tokens: number): void {
    this.of(deviceId).take(tokens, this.nowMs());
  }
}
