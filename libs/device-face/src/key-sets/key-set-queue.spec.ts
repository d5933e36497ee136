import { describe, expect, it } from '@jest/globals';

import { KeySetQueue } from './key-set-queue.js';

describe('the queue of devices that may lack a key set', () => {
  it('gives those out first who have waited longest, each once', () => {
    const queue = new KeySetQueue(10);
    for (const id of ['a', 'b', 'a', 'c']) queue.add(id);
    expect([queue.size, queue.take(2), queue.take(2), queue.take(2)]).toEqual([3, ['a', 'b'], ['c'], []]);
  });

  it('has an end: who comes later is left to the next look', () => {
    const queue = new KeySetQueue(2);
    for (const id of ['a', 'b', 'c', 'a']) queue.add(id);
    expect([queue.size, queue.lost, queue.take(9)]).toEqual([2, 1, ['a', 'b']]);
  });
});
