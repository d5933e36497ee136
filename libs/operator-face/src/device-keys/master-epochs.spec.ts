import { describe, expect, it } from '@jest/globals';

import { masterEpochs } from './master-epochs.js';

const count = (epoch: number, nextEpoch: number | null, devices: number) => ({ epoch, nextEpoch, devices });

describe('the master keys of a ring', () => {
  it('are shown newest first, the newest as the one that new keys come from', () => {
    expect(masterEpochs([1, 2], [count(1, null, 3)])).toEqual([
      { epoch: 2, isCurrent: true, devices: 0, moving: 0 },
      { epoch: 1, isCurrent: false, devices: 3, moving: 0 },
    ]);
  });

  it('count devices under the key that they use, and say how many of them wait for one of the newest', () => {
    const counts = [count(1, null, 5), count(1, 1, 1), count(1, 2, 4), count(2, null, 7), count(2, 2, 2)];
    expect(masterEpochs([1, 2], counts)).toEqual([
      { epoch: 2, isCurrent: true, devices: 9, moving: 0 },
      { epoch: 1, isCurrent: false, devices: 10, moving: 4 },
    ]);
  });

  it('that devices have and the ring lacks are seen, and never taken for the newest', () => {
    expect(masterEpochs([2], [count(3, null, 1)])).toEqual([
      { epoch: 3, isCurrent: false, devices: 1, moving: 0 },
      { epoch: 2, isCurrent: true, devices: 0, moving: 0 },
    ]);
  });
});
