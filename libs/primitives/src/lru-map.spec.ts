import { describe, expect, it } from '@jest/globals';

import { LruMap } from './lru-map.js';

describe('LruMap', () => {
  it('forgets what was not used for longest', () => {
    const map = new LruMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.get('a');
    map.set('c', 3);
    expect([...map]).toEqual([
      ['a', 1],
      ['c', 3],
    ]);
    expect(map.get('b')).toBeUndefined();
    map.delete('a');
    expect(map.size).toBe(1);
  });
});
