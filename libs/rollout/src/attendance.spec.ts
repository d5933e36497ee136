import { describe, expect, it } from '@jest/globals';

import { asMoved, attend, AWAY_MS, BEAT_MS, STEP_MS } from './attendance.js';

const DAY_MS = 86_400_000;
const before = { wallMs: 1_800_000_000_000, steadyMs: 5000 };
const later = (steadyMs: number, wallMs = steadyMs) =>
  attend(before, { wallMs: before.wallMs + wallMs, steadyMs: before.steadyMs + steadyMs });

describe('a process', () => {
  it('that runs without a break has nothing to tell', () => {
    expect(later(BEAT_MS)).toEqual({});
    expect(later(AWAY_MS - 1)).toEqual({});
    expect(later(BEAT_MS, BEAT_MS + STEP_MS - 1)).toEqual({});
  });

  it('that stood still was away, and its clock is right', () => {
    expect(later(5000)).toEqual({ awayMs: 5000 });
    expect(later(AWAY_MS)).toEqual({ awayMs: AWAY_MS });
  });

  it.each([DAY_MS, -DAY_MS, STEP_MS])('notices that the time of day was moved by %d ms', (ms) => {
    expect(later(BEAT_MS, BEAT_MS + ms)).toEqual({ steppedMs: ms });
  });

  it('tells both where both happened', () =>
    expect(later(60_000, 60_000 + DAY_MS)).toEqual({ awayMs: 60_000, steppedMs: DAY_MS }));
});

describe('what arrived before a clock was moved', () => {
  it('is moved with it, once', () => {
    const taken = { atMs: 50_000, movedMs: DAY_MS, deviceId: 'd' };
    expect(asMoved(taken, DAY_MS)).toBe(taken);
    const moved = asMoved(taken, -DAY_MS);
    expect(moved).toEqual({ atMs: 50_000 - 2 * DAY_MS, movedMs: -DAY_MS, deviceId: 'd' });
    expect(asMoved(moved, -DAY_MS)).toBe(moved);
  });

  it('stays as it is where nobody watched the clock', () => {
    const taken = { atMs: 50_000 };
    expect(asMoved(taken, DAY_MS)).toBe(taken);
  });
});
