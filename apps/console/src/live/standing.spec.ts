import { describe, expect, it } from '@jest/globals';

import { nextStanding, NO_STREAM, type Happening, type Standing } from './standing.js';

const after = (...happenings: Happening[]): Standing =>
  happenings.reduce<Standing>(nextStanding, { state: 'connecting' });
const OPENED = { what: 'opened' } as const;
const lost = (heardMs: number, more: { beganMs?: number; answeredMs?: number } = {}): Happening => ({
  ...{ what: 'lost', heardMs, beganMs: heardMs },
  ...more,
});

describe('how the console learns what changes', () => {
  it('is stale since the last sign of the server, however often it is looked for in vain', () => {
    expect(after(OPENED)).toEqual({ state: 'live' });
    expect(after(OPENED, lost(10), lost(20))).toEqual({ state: 'stale', sinceMs: 10 });
    expect(after(OPENED, lost(10), OPENED)).toEqual({ state: 'live' });
  });

  it('is not stale while other requests are answered, and says why it asks', () => {
    expect(after(OPENED, lost(10), { what: 'answered' })).toEqual({ state: 'polling', code: NO_STREAM });
    expect(after({ what: 'refused', code: 'overloaded' }, { what: 'answered' })).toEqual({
      state: 'polling',
      code: 'overloaded',
    });
    expect(after(OPENED, { what: 'answered' })).toEqual({ state: 'live' });
    expect(after({ what: 'refused', code: 'overloaded' }, lost(30))).toEqual({ state: 'stale', sinceMs: 30 });
  });

  it('stays the same where the stream is tried in vain and other requests are answered meanwhile', () => {
    const polling = after(OPENED, lost(10), { what: 'answered' });
    expect(nextStanding(polling, lost(10, { beganMs: 20, answeredMs: 25 }))).toBe(polling);
    expect(nextStanding(polling, lost(10, { beganMs: 30, answeredMs: 25 }))).toEqual({ state: 'stale', sinceMs: 25 });
    expect(after(OPENED, lost(10, { beganMs: 5, answeredMs: 15 }))).toEqual({ state: 'stale', sinceMs: 15 });
  });

  it('rests while nobody looks, and begins anew', () => {
    expect(after(OPENED, { what: 'slept' })).toEqual({ state: 'asleep' });
    expect(after(OPENED, { what: 'slept' }, { what: 'woke' })).toEqual({ state: 'connecting' });
    expect(after(OPENED, { what: 'woke' })).toEqual({ state: 'live' });
  });
});
