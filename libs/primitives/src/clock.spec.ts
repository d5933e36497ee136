import { describe, expect, it } from '@jest/globals';

import { ManualClock } from './clock.js';

describe('ManualClock', () => {
  it('stands still until it is moved', () => {
    const clock = new ManualClock(1000);
    expect([clock.nowMs(), clock.nowMs()]).toEqual([1000, 1000]);
    clock.advance(250);
    clock.advance(0.5);
    expect(clock.nowMs()).toBe(1250.5);
  });

  it('begins at the epoch by default', () => expect(new ManualClock().nowMs()).toBe(0));
});
