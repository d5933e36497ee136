import { describe, expect, it } from '@jest/globals';

import { emptyTally, endedCount, fellBackCounts, goodput, reachedCount, sumTallies } from './tally.js';

describe('tallies', () => {
  const one = {
    ...emptyTally(),
    devices: 3,
    connected: 2,
    stages: { downloading: 1, done: 1, reverted: 1 },
    bytes: 1000,
    firstBlockMs: 50,
    lastBlockMs: 90,
  };
  const two = {
    ...emptyTally(),
    devices: 2,
    stages: { idle: 1, done: 1 },
    bytes: 500,
    firstBlockMs: 40,
    lastBlockMs: 60,
  };

  it('joins the shares of workers', () => {
    const sum = sumTallies([one, two, emptyTally()]);
    expect(sum).toMatchObject({
      devices: 5,
      connected: 2,
      bytes: 1500,
      firstBlockMs: 40,
      lastBlockMs: 90,
      stages: { downloading: 1, done: 2, reverted: 1, idle: 1 },
    });
  });

  it('counts a finished device as having reached every earlier stage', () => {
    const sum = sumTallies([one, two]);
    expect(reachedCount(sum, 'accepted')).toBe(3);
    expect(reachedCount(sum, 'checked')).toBe(2);
    expect(reachedCount(sum, 'done')).toBe(2);
  });

  it('counts devices that fell back separately', () => {
    expect(fellBackCounts(one)).toEqual([['reverted', 1]]);
    expect(endedCount(one)).toBe(2);
  });

  it('computes goodput from the first block of any worker to the last of any', () => {
    expect(goodput(sumTallies([one, two]))).toBe(1500 / 0.05);
    expect(goodput(emptyTally())).toBe(0);
  });
});
