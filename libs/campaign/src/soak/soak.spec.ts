import { describe, expect, it } from '@jest/globals';

import { problemsOfSoak, seenWithinMs, SOAK_LIMITS, type Soak } from './soak.js';

const MINUTE = 60_000;
const problems = (given: object): string[] => problemsOfSoak({ durationMs: MINUTE, ...given } as Soak);

describe('a soak', () => {
  it('may say how long only, and everything that it judges by', () => {
    expect(problemsOfSoak(undefined)).toEqual([]);
    expect(problems({})).toEqual([]);
    const limits = [
      { name: 'driveTemperature', above: 70 },
      { name: 'voltage', below: 22, above: 28 },
    ];
    expect(
      problems({ seenWithinMs: 5000, allowance: { resets: 0, watchdogResets: 1, missedDeadlines: 9 }, limits }),
    ).toEqual([]);
  });

  it.each([
    [{ durationMs: 999 }, 'soak.durationMs is a whole number from 1000 to 2592000000'],
    [{ durationMs: 1500.5 }, 'soak.durationMs is a whole number from 1000 to 2592000000'],
    [{ seenWithinMs: MINUTE + 1 }, 'soak.seenWithinMs is at most soak.durationMs'],
    [{ seenWithinMs: 1 }, 'soak.seenWithinMs is a duration'],
    [{ allowance: 3 }, 'soak.allowance has resets, watchdogResets, missedDeadlines, from 0'],
    [{ allowance: null }, 'soak.allowance has resets, watchdogResets, missedDeadlines, from 0'],
    [{ allowance: { boots: 1 } }, 'soak.allowance has resets, watchdogResets, missedDeadlines, from 0'],
    [{ allowance: { resets: -1 } }, 'soak.allowance has resets, watchdogResets, missedDeadlines, from 0'],
    [{ limits: {} }, 'soak.limits has at most 16 entries'],
    [{ limits: [null] }, 'soak.limits[0].name is that of a number of health'],
    [{ limits: [{ name: '9', above: 1 }] }, 'soak.limits[0].name is that of a number of health'],
    [{ limits: [{ name: 'a' }] }, 'soak.limits[0].has above, below or both'],
    [{ limits: [{ name: 'a', above: Infinity }] }, 'soak.limits[0].above and below are numbers'],
    [{ limits: [{ name: 'a', above: 1, below: 1 }] }, 'soak.limits[0].below is less than above'],
    [
      {
        limits: [
          { name: 'a', above: 1 },
          { name: 'a', below: 0 },
        ],
      },
      'soak.limits[].name is different in each',
    ],
  ])('that is %p has a problem', (given, problem) => expect(problems(given)).toContain(problem));

  it('that cannot be read is a problem, whatever it is', () => {
    for (const soak of [null, 7, 'an hour'])
      expect(problemsOfSoak(soak as unknown as Soak)).toEqual(['soak is an object']);
    const limits = Array.from({ length: SOAK_LIMITS.limitsMax + 1 }, (_, at) => ({ name: `n${at}`, above: 1 }));
    expect(problems({ limits })).toEqual(['soak.limits has at most 16 entries']);
  });

  it('wants a device to have been seen in its second half, unless it says otherwise', () => {
    expect(seenWithinMs({ durationMs: MINUTE })).toBe(30_000);
    expect(seenWithinMs({ durationMs: MINUTE, seenWithinMs: 1000 })).toBe(1000);
  });
});
