import { describe, expect, it } from '@jest/globals';

import { startingAt, totalsOf } from './path-text.js';

const path = (devices: number, ...hops: string[]) => ({ from: '1.0.0', hops, devices, sample: [] });

describe('the paths of a fleet', () => {
  it('are counted by how many updates they take', () => {
    const without = [{ reason: 'no_room' as const, detail: 'x', devices: 7, sample: [] }];
    const paths = [path(3, '2.0.0'), path(20, '1.1.0', '2.0.0'), path(1, '1.1.0', '1.2.0', '2.0.0')];
    expect(totalsOf({ installed: 100, paths, without })).toEqual({
      installed: 100,
      atOnce: 3,
      byOthers: 21,
      without: 7,
    });
  });

  it('begin at devices that can be selected, also at those that never said what they run', () => {
    expect(startingAt('pump', '1.0.0')).toBe('product=="pump";version=="1.0.0"');
    expect(startingAt('pump', undefined)).toBe('product=="pump";version=null=true');
  });
});
