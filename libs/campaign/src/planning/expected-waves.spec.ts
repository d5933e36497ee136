import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { PLACE_KEYS, placeOf, waveEnds, type Wave } from '../waves.js';
import { expectedWave, expectsWaves, nextMove } from './expected-waves.js';

const WAVES: readonly Wave[] = [{ percent: 10 }, { percent: 50 }];

describe('the wave in which a device is to be expected', () => {
  it('is that of its share of all keys, and none behind the last one', () => {
    const at = (share: number): number | undefined => expectedWave(Math.floor(share * PLACE_KEYS), WAVES);
    expect([0, 0.0999, 0.1001, 0.4999, 0.5001, 0.9999].map(at)).toEqual([0, 0, 1, 1, undefined, undefined]);
    expect(expectedWave(PLACE_KEYS - 1, [{ percent: 100 }])).toBe(0);
  });

  it('is never one by number, whose share nobody knows yet', () => {
    expect(expectedWave(0, [{ count: 5 }, { percent: 100 }])).toBe(1);
    expect(expectedWave(0, [{ count: 5 }])).toBeUndefined();
  });

  it('is not asked for where waves name their devices or some are held back', () => {
    expect(expectsWaves({ waves: WAVES })).toBe(true);
    expect(expectsWaves({ waves: [...WAVES, { filter: 'tags==canary' }] })).toBe(false);
    expect(expectsWaves({ waves: WAVES, control: { percent: 5 } })).toBe(false);
  });

  it('is the right one for nearly all of a large fleet', () => {
    const devices = 20_000;
    const waves = [{ percent: 1 }, { percent: 30 }, { percent: 100 }];
    const sizes = [0, 0, 0, 0];
    for (let device = 0; device < devices; device++)
      sizes[expectedWave(placeOf('7', `pump-${device}`), waves) ?? 3]! += 1;
    expect(moved(devices, sizes, waves).jobs).toBeLessThan(4 * Math.sqrt(devices));
  });
});

/** Carries all moves out over numbers alone. */
function moved(
  chosen: number,
  before: readonly number[],
  waves: readonly Wave[],
): { readonly sizes: readonly number[]; readonly jobs: number; readonly moves: number } {
  const sizes = [...before];
  let jobs = 0;
  for (let moves = 0; moves < 100; moves++) {
    const move = nextMove(chosen, sizes, waves);
    if (move === undefined) return { sizes, jobs, moves };
    expect(move.jobs).toBeGreaterThan(0);
    sizes[move.from ?? waves.length]! -= move.jobs;
    sizes[move.to ?? waves.length]! += move.jobs;
    jobs += move.jobs;
  }
  throw new Error('the moves do not end');
}

describe('jobs in another wave than theirs', () => {
  const wave = fc.oneof(
    fc.record({ percent: fc.integer({ min: 1, max: 100 }) }),
    fc.record({ count: fc.integer({ min: 1, max: 60 }) }),
  );

  it('move until every wave has its size, in few moves, and the campaign’s order holds', () => {
    fc.assert(
      fc.property(
        fc.array(wave, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(40), { minLength: 6, maxLength: 6 }),
        (waves, given) => {
          const before = given.slice(0, waves.length + 1);
          const chosen = before.reduce((sum, size) => sum + size, 0);
          const { sizes, moves } = moved(chosen, before, waves);
          const ends = waveEnds(chosen, waves);
          expect(sizes.slice(0, -1)).toEqual(ends.map((end, at) => end - (ends[at - 1] ?? 0)));
          expect(sizes.at(-1)).toBe(chosen - (ends.at(-1) ?? 0));
          expect(moves).toBeLessThanOrEqual(2 * waves.length + 6);
        },
      ),
    );
  });

  it('come from the next wave that has any, and go to the next one: only the ends of waves are touched', () => {
    expect(nextMove(10, [3, 7, 0], [{ percent: 20 }, { percent: 100 }])).toEqual({
      ...{ from: 0, to: 1, which: 'last', jobs: 1 },
    });
    expect(nextMove(10, [1, 0, 9], [{ percent: 20 }, { percent: 50 }])).toEqual({
      ...{ from: undefined, to: 0, which: 'first', jobs: 1 },
    });
    expect(nextMove(10, [2, 8, 0], [{ percent: 20 }, { percent: 50 }])).toEqual({
      ...{ from: 1, to: undefined, which: 'last', jobs: 5 },
    });
  });

  it('are none where the last wave has too few because a job has ended meanwhile', () => {
    expect(nextMove(10, [2, 7, 0], [{ percent: 20 }, { percent: 100 }])).toBeUndefined();
  });
});
