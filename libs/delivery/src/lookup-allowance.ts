import { LRUCache } from 'lru-cache';

import { TokenBucket } from '@twinbank/primitives';

import { DELIVERY_LIMITS } from './delivery-limits.js';

/** How often a device may make the server look up a transfer: each made-up number costs a query. */
export class LookupAllowance {
  private readonly devices = new LRUCache<string, TokenBucket>({ max: DELIVERY_LIMITS.transfers });

  /** 0 if the lookup may be made (it is then counted); else how long until one may be made. */
  waitMs(deviceId: string, nowMs: number): number {
    let bucket = this.devices.get(deviceId);
    if (!bucket) this.devices.set(deviceId, (bucket = new TokenBucket(DELIVERY_LIMITS.lookups, nowMs)));
    const waitMs = bucket.waitMs(nowMs);
    if (waitMs === 0) bucket.take(1, nowMs);
    return waitMs;
  }
}
