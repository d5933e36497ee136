import { describe, expect, it } from '@jest/globals';

import { waitBeforeTry } from './tries.js';

describe('the next try', () => {
  it('comes the later the more often it failed, half a minute later at most', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 1000].map((failures) => waitBeforeTry(failures, 0.999_999))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('comes in each browser at another moment', () => {
    expect([waitBeforeTry(6, 0), waitBeforeTry(6, 0.5)]).toEqual([22_500, 26_250]);
  });
});
