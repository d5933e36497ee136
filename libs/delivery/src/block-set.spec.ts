import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { BlockSet } from './block-set.js';

const blocks = fc.array(fc.nat(511), { maxLength: 100 });

describe('BlockSet', () => {
  it('returns what was added, each block once and in rising order, however it is taken', () => {
    fc.assert(
      fc.property(blocks, blocks, fc.integer({ min: 1, max: 40 }), (first, second, atMost) => {
        const set = new BlockSet();
        const expected = new Set<number>();
        const taken: number[][] = [];
        for (const block of first) expect(set.add(block)).toBe(!expected.has(block) && !!expected.add(block));
        taken.push(set.take(atMost));
        taken[0]!.forEach((block) => expected.delete(block));
        for (const block of second) {
          set.add(block);
          expected.add(block);
        }
        expect(set.size).toBe(expected.size);
        const rest: number[] = [];
        while (set.size > 0) rest.push(...set.take(atMost));
        expect(rest).toEqual([...expected].sort((a, b) => a - b));
        expect(taken[0]).toEqual([...taken[0]!].sort((a, b) => a - b));
      }),
    );
  });
});
