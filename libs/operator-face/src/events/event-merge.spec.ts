import { describe, expect, it } from '@jest/globals';

import { EventMerge } from './event-merge.js';

describe('the merge of past and live events', () => {
  it('lets what came live wait for the past to end, in order', () => {
    const merge = new EventMerge();
    expect([merge.live(2, 'two'), merge.live(undefined, 'passing'), merge.live(1, 'one')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(merge.waitingBytes).toBe(13);
    expect(merge.join()).toEqual(['two', 'passing', 'one']);
    expect([merge.waitingBytes, merge.live(3, 'three')]).toEqual([0, true]);
  });

  it('takes out again what the past holds too', () => {
    const merge = new EventMerge();
    merge.live(7, 'é');
    merge.live(8, 'late');
    merge.past(7, 9);
    expect([merge.waitingBytes, merge.join()]).toEqual([4, ['late']]);
  });

  it('does not show again what the past showed first, before or after it ended', () => {
    const merge = new EventMerge();
    merge.past(5, 4);
    merge.past(6, 4);
    expect([merge.live(5, 'five'), merge.join()]).toEqual([false, []]);
    expect([merge.live(6, 'six'), merge.live(7, 'seven')]).toEqual([false, true]);
  });

  it('shows a late row with a lower id than the past showed', () => {
    const merge = new EventMerge();
    merge.past(6, 4);
    expect([merge.live(5, 'five'), merge.join()]).toEqual([false, ['five']]);
  });

  it('remembers nothing of a past that cannot come live any more', () => {
    const merge = new EventMerge();
    for (let id = 1; id <= 1000; id++) merge.past(id, 999);
    expect(Reflect.get(merge, 'ahead')).toEqual(new Set([1000]));
  });
});
