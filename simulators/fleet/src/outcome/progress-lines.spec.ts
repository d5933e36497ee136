import { describe, expect, it } from '@jest/globals';

import { bar, progressLine, progressPicture } from './progress-lines.js';
import { emptyTally } from './tally.js';

describe('progress', () => {
  const tally = {
    ...emptyTally(),
    devices: 4,
    connected: 3,
    stages: { checked: 1, done: 2, reverted: 1 },
    blocks: 1200,
    bytes: 4_800_000,
  };

  it('fills a bar by share and no further', () => {
    expect(bar(0.5, 4)).toBe('██░░');
    expect(bar(7, 4)).toBe('████');
    expect(bar(-1, 4)).toBe('░░░░');
  });

  it('shows each milestone with the devices that are there or beyond it', () => {
    const picture = progressPicture(tally, 12_340, 2_000_000);
    expect(picture.find((line) => line.includes('downloaded'))).toContain('3/4');
    expect(picture.find((line) => line.includes('swapped'))).toContain('2/4');
    expect(picture.at(-1)).toBe('  12.3 s · 1 200 blocks · 4.8 MB · 2.0 MB/s · 1 reverted');
  });

  it('says the same in one line', () => {
    expect(progressLine({ ...tally, faults: { ...tally.faults, lost: 7, powerCuts: 1 } }, 1000, 0)).toBe(
      '1.0 s  connected 3/4, accepted 3, downloaded 3, swapped 2, confirmed 2, done 2  4.8 MB 0 B/s · 1 reverted · 7 blocks lost · 1 power cuts',
    );
  });

  it('says why devices are not connected, as long as any is not', () => {
    const trouble = 'connect ECONNREFUSED 127.0.0.1:1883';
    expect(progressLine({ ...tally, trouble }, 1000, 0)).toMatch(
      / · not connected: connect ECONNREFUSED 127\.0\.0\.1:1883$/,
    );
    expect(progressLine({ ...tally, connected: 4, trouble }, 1000, 0)).not.toContain('ECONNREFUSED');
  });

  it('draws an empty fleet', () => {
    expect(progressPicture(emptyTally(), 0, 0)[0]).toContain('0/0');
  });
});
