import { describe, expect, it } from '@jest/globals';

import { endingOf } from './ending.js';

const OTHER = { current: false };

describe('what ending sessions does', () => {
  it('is said with the number of browsers, and whether this one is among them', () => {
    expect(endingOf({ seen: [OTHER], hasMore: false })).toEqual({
      count: '1',
      effects: [expect.stringMatching(/^One browser is signed out/), 'Tokens go on.'],
    });
    const { effects } = endingOf({ seen: [OTHER, { current: true }], hasMore: false });
    expect([effects[0], effects[2]]).toEqual([
      expect.stringMatching(/^2 browsers are signed out/),
      expect.stringContaining('This browser'),
    ]);
  });

  it('is said to be more where there are more than were seen', () => {
    const { count, effects } = endingOf({ seen: Array(100).fill(OTHER), hasMore: true });
    expect(count).toBe('100+');
    expect(effects[0]).toMatch(/^100\+ browsers are/);
    expect(effects.at(-1)).toContain('may be among them');
  });
});
