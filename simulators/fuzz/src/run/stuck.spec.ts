import { describe, expect, it } from '@jest/globals';

import { Stuck, STUCK_CPU_MS, STUCK_WAITING_MS } from './stuck.js';

describe('an input that is read without end', () => {
  it('is one that was computed on for too long, however slow the machine', () => {
    const stuck = new Stuck();
    expect(stuck.sees({ turn: 5, cpuMs: 1000, nowMs: 0 })).toBe(false);
    expect(stuck.sees({ turn: 5, cpuMs: 1000 + STUCK_CPU_MS, nowMs: 300_000 })).toBe(false);
    expect(stuck.sees({ turn: 5, cpuMs: 1001 + STUCK_CPU_MS, nowMs: 300_001 })).toBe(true);
  });

  it('is one that waits for something', () => {
    const stuck = new Stuck();
    expect(stuck.sees({ turn: 1, cpuMs: 0, nowMs: 0 })).toBe(false);
    expect(stuck.sees({ turn: 1, cpuMs: 10, nowMs: STUCK_WAITING_MS + 1 })).toBe(true);
  });

  it('is not another input, nor the time between two', () => {
    const stuck = new Stuck();
    const later = { cpuMs: 10 * STUCK_CPU_MS, nowMs: 10 * STUCK_WAITING_MS };
    expect(stuck.sees({ turn: 3, cpuMs: 0, nowMs: 0 })).toBe(false);
    expect(stuck.sees({ turn: 7, ...later })).toBe(false);
    expect(stuck.sees({ turn: 8, ...later })).toBe(false);
    expect(stuck.sees({ turn: 8, cpuMs: 2 * later.cpuMs, nowMs: 2 * later.nowMs })).toBe(false);
  });
});
