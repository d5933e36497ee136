import { describe, expect, it } from '@jest/globals';

import { aWave } from '@twinbank/testkit/campaign-specimens';
import { standingOf } from './standing.js';

const WAVES = [
  aWave(1, { waiting: 3, backoff: 1 }),
  aWave(0, {
    offered: 1,
    running: 2,
    soaking: 2,
    succeeded: 5,
    failed: 1,
    rejected: 1,
    timed_out: 1,
    cancelled: 9,
    excluded: 9,
  }),
];

describe('standingOf', () => {
  it('sums the waves up to one, in whatever order they come', () => {
    expect(standingOf(WAVES, 0)).toEqual({
      open: 5,
      active: 3,
      soaking: 2,
      succeeded: 5,
      failed: 3,
      ended: 8,
      counted: 13,
    });
    expect(standingOf(WAVES, 1)).toEqual({
      open: 9,
      active: 3,
      soaking: 2,
      succeeded: 5,
      failed: 3,
      ended: 8,
      counted: 17,
    });
  });

  it('is nothing for no waves', () => {
    expect(standingOf([], 5)).toEqual({
      open: 0,
      active: 0,
      soaking: 0,
      succeeded: 0,
      failed: 0,
      ended: 0,
      counted: 0,
    });
  });
});
