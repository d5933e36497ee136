import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { aConfig, aWave } from '@twinbank/testkit/campaign-specimens';

import { NO_WAVE } from '../counts.js';
import { waveEnds, type Wave } from '../waves.js';
import { isFilling, problemsOfJoining, waveOfJoiner, waveSizesOf } from './joining.js';

const WAVES: readonly Wave[] = [{ percent: 5 }, { percent: 25 }, { percent: 100 }];

describe('the wave of a device that joins', () => {
  it('is the first one for the first device, and then as the shares are', () => {
    expect(waveOfJoiner([0, 0, 0], WAVES)).toBe(0);
    expect(waveOfJoiner([1, 0, 0], WAVES)).toBe(2);
    expect(waveOfJoiner([1, 0, 3], WAVES)).toBe(1);
    expect(waveOfJoiner([5, 20, 75], WAVES)).toBe(0);
    expect(waveOfJoiner([6, 20, 75], WAVES)).toBe(2);
  });

  it('fills a wave by number first', () => {
    const waves = [{ count: 3 }, { percent: 100 }];
    expect([0, 1, 2, 3].map((size) => waveOfJoiner([size, 0], waves))).toEqual([0, 0, 0, 1]);
  });

  it('is none where the last wave ends before', () => {
    expect(waveOfJoiner([3], [{ count: 3 }])).toBeUndefined();
    expect(waveOfJoiner([0, 1], [{ percent: 10 }, { percent: 50 }])).toBe(0);
    expect(waveOfJoiner([1, 0], [{ percent: 10 }, { percent: 50 }])).toBeUndefined();
  });

  it('keeps the shares of all waves, however many join', () => {
    const percents = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(percents, fc.integer({ min: 1, max: 300 }), (some, devices) => {
        const waves = [...some.sort((a, b) => a - b), 100].map((percent) => ({ percent }));
        const sizes = waves.map(() => 0);
        for (let joined = 1; joined <= devices; joined++) {
          sizes[waveOfJoiner(sizes, waves)!]! += 1;
          const ends = waveEnds(joined, waves);
          let upTo = 0;
          for (const [wave, size] of sizes.entries()) {
            upTo += size;
            // Each wave before may take one when it is behind, although they are enough together.
            expect(upTo).toBeLessThanOrEqual(ends[wave]! + wave);
            expect(upTo).toBeGreaterThanOrEqual(ends[wave]! - waves.length);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('the sizes of waves', () => {
  it('are what was planned there and not left out', () => {
    const counts = [
      aWave(0, { succeeded: 2, cancelled: 1 }),
      aWave(2, { waiting: 4, excluded: 3 }),
      aWave(NO_WAVE, { excluded: 9 }),
    ];
    expect(waveSizesOf(counts, WAVES)).toEqual([3, 0, 4]);
  });
});

describe('a wave of a dynamic campaign', () => {
  it('waits for its number of devices, and for any at all', () => {
    const waves: readonly Wave[] = [{ count: 3 }, { percent: 100 }];
    const dynamic = { dynamic: true, waves };
    expect(isFilling(dynamic, [], 0)).toBe(true);
    expect(isFilling(dynamic, [aWave(0, { succeeded: 2 })], 0)).toBe(true);
    expect(isFilling(dynamic, [aWave(0, { succeeded: 3 })], 0)).toBe(false);
    expect(isFilling({ dynamic: true, waves: WAVES }, [], 1)).toBe(true);
    expect(isFilling({ dynamic: true, waves: WAVES }, [aWave(0, { waiting: 1 })], 0)).toBe(false);
    expect(isFilling({ waves }, [], 0)).toBe(false);
  });
});

describe('problems of a dynamic campaign', () => {
  it.each<[object, number]>([
    [{}, 0],
    [{ dynamic: true }, 0],
    [{ dynamic: false }, 0],
    [{ dynamic: 'yes' }, 1],
    [{ dynamic: true, selection: { from: { campaign: 1, states: ['failed'] } } }, 1],
    [{ dynamic: false, selection: { from: { campaign: 1, states: ['failed'] } } }, 0],
  ])('%j', (given, problems) => {
    expect(problemsOfJoining(aConfig(given))).toHaveLength(problems);
  });
});
