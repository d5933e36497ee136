import { describe, expect, it } from '@jest/globals';

import { DELIVERY_LIMITS } from './delivery-limits.js';
import { LookupAllowance } from './lookup-allowance.js';

describe('LookupAllowance', () => {
  it("lets a device look up a burst at once, then a steady number each second, at no other device's expense", () => {
    const { capacity, perSecond } = DELIVERY_LIMITS.lookups;
    const allowance = new LookupAllowance();
    const lookups = (nowMs: number): number => {
      let made = 0;
      while (made < 1000 && allowance.waitMs('a', nowMs) === 0) made++;
      return made;
    };
    expect([lookups(0), allowance.waitMs('a', 0) > 0, allowance.waitMs('b', 0)]).toEqual([capacity, true, 0]);
    expect(lookups(10_001)).toBe(Math.min(capacity, 10 * perSecond + 1));
  });
});
