import { describe, expect, it } from '@jest/globals';

import { aCampaign, aConfig, aWave } from '@twinbank/testkit/campaign-specimens';

import type { WaveCounts } from '../counts.js';
import { observe, offers } from '../testing/stepping.js';

describe('the room of a campaign', () => {
  const onward = (wave: number, due: number, count: number) => ({ ...aWave(wave, { held: due }, due), onward: count });
  const offered = (concurrency: number, ...waves: WaveCounts[]) =>
    offers(observe(aCampaign({ currentWave: 1, config: aConfig({ concurrency }) }), ...waves));

  it('is first for devices that stand on a release in between, in whatever wave, then for earlier waves', () => {
    expect(offered(4, aWave(0, { waiting: 5 }), onward(1, 3, 2))).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect(offered(1, aWave(0, { waiting: 5 }), onward(1, 3, 1))).toEqual([[1, 1]]);
    expect(offered(1, onward(0, 2, 1), onward(1, 3, 1))).toEqual([[0, 1]]);
    expect(offered(3, onward(0, 2, 1), onward(1, 3, 1))).toEqual([
      [0, 2],
      [1, 1],
    ]);
    expect(offered(9, onward(0, 2, 0), onward(1, 3, 1))).toEqual([
      [0, 2],
      [1, 3],
    ]);
    // A wave that has not begun keeps no room.
    expect(offered(2, aWave(0, { waiting: 5 }), onward(2, 3, 3))).toEqual([[0, 2]]);
  });
});
