import { describe, expect, it } from '@jest/globals';

import { PART_SPECS } from '@twinbank/parts';
import { McuClock } from './clock.js';

const aClock = (): McuClock => new McuClock(PART_SPECS.STM32G474.clock);

describe('McuClock', () => {
  it('arrives at the same time by many short steps and by one long one', () => {
    const [steps, leap] = [aClock(), aClock()];
    for (let i = 0; i < 1000; i++) steps.advanceUs(81.7);
    leap.advanceUs(81_700);
    expect(steps.nowNs).toBe(leap.nowNs);
  });

  it('never goes back', () => {
    const clock = aClock();
    clock.advanceTo(500);
    clock.advanceTo(100);
    clock.advanceUs(-5);
    expect(clock.nowUs).toBe(500);
  });

  it('counts cycles at the present clock, and takes the PLL time to raise it', () => {
    const clock = aClock();
    clock.advanceCycles(16);
    expect(clock.nowUs).toBe(1);
    expect(clock.waitStates).toBe(0);
    clock.setHclk(170_000_000);
    expect(clock.nowUs).toBe(101);
    expect(clock.waitStates).toBe(4);
    clock.advanceCycles(170);
    expect(clock.nowUs).toBe(102);
    clock.setHclk(16_000_000);
    expect(clock.nowUs).toBe(102);
  });

  it('refuses a clock above the maximum', () => {
    expect(() => aClock().setHclk(170_000_001)).toThrow(/HCLK/);
  });
});
