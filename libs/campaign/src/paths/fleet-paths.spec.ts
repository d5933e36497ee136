import { describe, expect, it } from '@jest/globals';
import { aFact, anOrder } from '@twinbank/testkit/campaign-specimens';

import type { PathRelease } from '../exclusion.js';
import type { DeviceGroup } from '../tally.js';
import { fleetPaths, NO_PATHS } from './fleet-paths.js';
import { ReleasePaths } from './release-paths.js';

const release = (version: string, upgradesFrom?: string): PathRelease => ({
  version,
  facts: anOrder({ release: { codeDigest: version, ...(upgradesFrom !== undefined && { upgradesFrom }) } }).release,
});
const group = (version: string | undefined, devices: number, id: string, counter = 1): DeviceGroup => ({
  facts: aFact({ version, digest: version, understands: ['upgrades-from'], counter, openCampaign: 3 }),
  devices,
  sample: [id],
});

describe('how a fleet comes to a release', () => {
  const releases = [release('1.1.0', '1.0.0'), release('2.0.0', '1.1.0')];
  const ways = new ReleasePaths({ ...{ target: releases[1]!, releases }, terms: anOrder().terms, running: new Map() });
  const groups = [
    group('1.0.0', 5, 'a'),
    group('0.9.0', 2, 'b'),
    group('1.1.0', 1, 'c'),
    group('1.0.0', 4, 'd', 2),
    group('0.9.0', 1, 'e', 2),
    group('2.0.0', 7, 'f'),
    group(undefined, 3, 'g', 9),
  ];

  it('is counted by what devices run and by the updates that it takes; and who has no way, with the reason', () => {
    expect(fleetPaths(NO_PATHS, groups, ways)).toEqual({
      installed: 7,
      paths: [
        { from: '1.0.0', hops: ['1.1.0', '2.0.0'], devices: 9, sample: ['a', 'd'] },
        { from: '1.1.0', hops: ['2.0.0'], devices: 1, sample: ['c'] },
      ],
      without: [
        { reason: 'counter_too_low', detail: expect.any(String), devices: 3, sample: ['g'] },
        { from: '0.9.0', reason: 'version_too_old', detail: expect.any(String), devices: 3, sample: ['b', 'e'] },
      ],
    });
  });

  it('is the same however they are grouped', () => {
    const inTwo = fleetPaths(fleetPaths(NO_PATHS, groups.slice(3), ways), groups.slice(0, 3), ways);
    expect(inTwo).toEqual(fleetPaths(NO_PATHS, groups, ways));
  });
});
