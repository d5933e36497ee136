import { describe, expect, it } from '@jest/globals';

import { Flight } from './flight.js';

/** Blocks of wants 1, 2 and 3: 0 to 4, 5 to 6, 7. */
function flight(): Flight {
  const all = new Flight();
  for (const [block, want] of [
    [0, 1],
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 1],
    [5, 2],
    [6, 2],
    [7, 3],
  ] as const)
    all.depart({ block, want, askedUs: want * 10, again: false });
  return all;
}

function lostAfter(blocks: readonly number[], all = flight()): number[] {
  return blocks.flatMap((block) => all.passedBy(all.remove(block)!));
}

describe('the blocks on their way', () => {
  it('know how many they were, which is the newest, and since when the oldest is out', () => {
    const all = flight();
    expect([all.size, all.newest?.block, all.newest?.onTheWay, all.oldestUs]).toEqual([8, 7, 8, 10]);
    expect([all.remove(9), all.clear().length, all.size, all.oldestUs]).toEqual([undefined, 8, 0, Infinity]);
  });

  it('are not lost where neighbours changed places', () => {
    expect(lostAfter([1, 0, 3, 2, 4, 6, 5, 7])).toEqual([]);
  });

  it('are lost where three later blocks of their want came first', () => {
    expect(lostAfter([1, 2])).toEqual([]);
    expect(lostAfter([1, 2, 3])).toEqual([0]);
  });

  it('are lost where two later wants came first, but not where it was one', () => {
    expect(lostAfter([5, 6])).toEqual([]);
    expect(lostAfter([5, 7])).toEqual([0, 1, 2, 3, 4]);
  });

  it('say nothing of others where they were asked for twice, nor of higher ones', () => {
    const all = flight();
    for (const want of [4, 5, 6]) {
      all.depart({ block: 8, want, askedUs: 50, again: true });
      expect(all.passedBy(all.remove(8)!)).toEqual([]);
    }
    expect(lostAfter([0, 1, 2, 3], flight())).toEqual([]);
  });
});
