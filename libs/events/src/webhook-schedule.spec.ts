import { describe, expect, it } from '@jest/globals';

import { afterAttempt, afterTurn, type Attempt } from './webhook-schedule.js';

const HOUR_MS = 3600 * 1000;
const taken: Attempt = { taken: true, status: 204 };
const refused: Attempt = { taken: false, status: 500, fault: 'webhook_refused' };

describe('a delivery', () => {
  it('ends with the first attempt that is taken', () => {
    expect(afterAttempt(3, taken, 0.5)).toEqual({ state: 'delivered', attempts: 4 });
  });

  it.each([0, 0.5, 0.999])(
    'is tried for about a day, with longer and longer pauses, and is dead then (%f)',
    (random) => {
      const pauses: number[] = [];
      let next = afterAttempt(0, refused, random);
      for (; next.state === 'waiting'; next = afterAttempt(next.attempts, refused, random)) pauses.push(next.delayMs!);
      expect(next).toEqual({ state: 'dead', attempts: 11 });
      expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
      expect(pauses[0]).toBeLessThanOrEqual(6000);
      const allMs = pauses.reduce((sum, pause) => sum + pause, 0);
      expect(allMs).toBeGreaterThan(20 * HOUR_MS);
      expect(allMs).toBeLessThan(31 * HOUR_MS);
    },
  );

  it('is not tried again at the same moment as all others', () => {
    expect(afterAttempt(0, refused, 0).delayMs).toBe(4000);
    expect(afterAttempt(0, refused, 1).delayMs).toBe(6000);
  });
});

describe('a webhook', () => {
  it('is good again as soon as something was taken', () => {
    expect(afterTurn({ failures: 7, failingForMs: 1e12 }, [refused, taken])).toEqual({ failures: 0, restMs: 0 });
  });

  it('rests for longer and longer while nothing is taken, up to a minute', () => {
    expect(afterTurn({ failures: 0 }, [refused])).toEqual({ failures: 1, restMs: 500 });
    expect(afterTurn({ failures: 3 }, [refused])).toEqual({ failures: 4, restMs: 4000 });
    expect(afterTurn({ failures: 1000 }, [refused])).toEqual({ failures: 1001, restMs: 60_000 });
  });

  it('rests after a turn in which it hung, even if it took something, or answered at last', () => {
    const hung: Attempt = { taken: false, fault: 'webhook_timeout', hung: true };
    expect(afterTurn({ failures: 7 }, [taken, hung, taken])).toEqual({ failures: 0, restMs: 5000 });
    expect(afterTurn({ failures: 0 }, [{ ...taken, hung: true }])).toEqual({ failures: 0, restMs: 5000 });
    expect(afterTurn({ failures: 0 }, [hung])).toEqual({ failures: 1, restMs: 5000 });
    expect(afterTurn({ failures: 1000 }, [hung])).toEqual({ failures: 1001, restMs: 60_000 });
  });

  it('stays as it is where nothing was tried', () => {
    expect(afterTurn({ failures: 2, failingForMs: 1e12 }, [])).toEqual({ failures: 2, restMs: 0 });
  });

  it('is disabled once it has failed for three days, and at once where it is gone', () => {
    expect(afterTurn({ failures: 9, failingForMs: 72 * HOUR_MS - 1 }, [refused]).disable).toBeUndefined();
    expect(afterTurn({ failures: 9, failingForMs: 72 * HOUR_MS }, [refused]).disable).toBe('failing');
    expect(afterTurn({ failures: 0 }, [taken, { taken: false, status: 410 }]).disable).toBe('gone');
  });
});
