import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { assignWaves, waveEnds } from './waves.js';

const ids = fc.uniqueArray(fc.stringMatching(/^[a-z0-9-]{1,12}$/), { minLength: 1, maxLength: 200 });
const percents = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 5 })
  .map((list) => [...list.sort((a, b) => a - b), 100]);
const wavesOf = (list: readonly number[]): { percent: number }[] => list.map((percent) => ({ percent }));

describe('assignWaves', () => {
  it('gives every device exactly one place if the last wave is 100 %', () => {
    fc.assert(
      fc.property(ids, percents, (devices, list) => {
        const placed = assignWaves('salt', devices, wavesOf(list));
        expect(placed.map(({ deviceId }) => deviceId).sort()).toEqual([...devices].sort());
        expect(placed.map(({ ordinal }) => ordinal)).toEqual(devices.map((_, index) => index));
      }),
    );
  });

  it('fills each wave to its share, rounded up, and in the order of the waves', () => {
    fc.assert(
      fc.property(ids, percents, (devices, list) => {
        const placed = assignWaves('salt', devices, wavesOf(list));
        list.forEach((percent, wave) =>
          expect(placed.filter((place) => place.wave <= wave)).toHaveLength(
            Math.ceil((devices.length * percent) / 100),
          ),
        );
        expect(placed.every(({ wave }, index) => wave >= (placed[index - 1]?.wave ?? 0))).toBe(true);
      }),
    );
  });

  it('contains a smaller share in a larger one: 5 % ⊂ 10 % ⊂ 25 %', () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }), (devices, a, b) => {
        const chosen = (percent: number): Set<string> =>
          new Set(assignWaves('salt', devices, wavesOf([percent])).map(({ deviceId }) => deviceId));
        const [small, large] = [chosen(Math.min(a, b)), chosen(Math.max(a, b))];
        for (const device of small) expect(large.has(device)).toBe(true);
      }),
    );
  });

  it('does not depend on the order in which devices are listed', () => {
    fc.assert(
      fc.property(ids, percents, (devices, list) => {
        expect(assignWaves('salt', [...devices].reverse(), wavesOf(list))).toEqual(
          assignWaves('salt', devices, wavesOf(list)),
        );
      }),
    );
  });

  it('tries other devices first in another campaign', () => {
    const devices = Array.from({ length: 1000 }, (_, index) => `device-${index}`);
    const first = (salt: string): Set<string> =>
      new Set(assignWaves(salt, devices, wavesOf([5])).map(({ deviceId }) => deviceId));
    const [one, other] = [first('1'), first('2')];
    expect(one.size).toBe(50);
    expect([...one].filter((device) => other.has(device)).length).toBeLessThan(15);
  });

  it('leaves out devices beyond the last share, and has no place if there is no device', () => {
    expect(assignWaves('salt', ['a', 'b', 'c', 'd'], wavesOf([50]))).toHaveLength(2);
    expect(assignWaves('salt', [], wavesOf([100]))).toEqual([]);
  });
});

describe('waveEnds', () => {
  it.each<[string, number, Parameters<typeof waveEnds>[1], number[]]>([
    ['numbers of devices', 100, [{ count: 3 }, { count: 50 }, { percent: 100 }], [3, 50, 100]],
    ['no more than there are', 10, [{ count: 3 }, { count: 50 }], [3, 10]],
    [
      'a number below the share before it, which has no device',
      1000,
      [{ percent: 5 }, { count: 20 }, { count: 80 }],
      [50, 50, 80],
    ],
    ['a share below the number before it', 10, [{ count: 5 }, { percent: 20 }, { percent: 100 }], [5, 5, 10]],
  ])('takes %s', (_what, devices, waves, ends) => {
    expect(waveEnds(devices, waves)).toEqual(ends);
  });
});
