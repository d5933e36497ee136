import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { VirtualQueue } from './virtual-queue.js';

describe('a queue in virtual time', () => {
  it('gives everything back by time, and in order of arrival at the same time', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (times) => {
        const queue = new VirtualQueue<number>();
        times.forEach((atUs, i) => queue.push(atUs, i));
        const expected = times.map((atUs, what) => ({ atUs, what })).sort((a, b) => a.atUs - b.atUs || a.what - b.what);
        const popped = times.map(() => queue.pop()!).map(({ atUs, what }) => ({ atUs, what }));
        expect(popped).toEqual(expected);
        expect(queue.pop()).toBeUndefined();
      }),
    );
  });
});
