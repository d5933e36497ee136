import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { aFact, anOrder } from '@twinbank/testkit/campaign-specimens';

import type { PathRelease, UpdateOrder } from '../exclusion.js';
import type { DeviceGroup } from '../tally.js';
import { divided, hopsTallied, longestOf, NO_HOPS, updatesOf, updatesOfEach } from './hop-tally.js';
import { ReleasePaths } from './release-paths.js';

const release = (version: string, codeLength: number, upgradesFrom?: string): PathRelease => ({
  version,
  facts: anOrder({ release: { version, codeDigest: version, codeLength, ...(upgradesFrom && { upgradesFrom }) } })
    .release,
});
const group = (version: string, devices: number, openCampaign?: number): DeviceGroup => ({
  facts: aFact({ version, digest: version, understands: ['upgrades-from'], counter: 1, openCampaign }),
  devices,
  sample: [version],
});

describe('the updates that devices need', () => {
  const [between, target] = [release('1.1.0', 700), release('2.0.0', 1000, '1.1.0')];
  const { terms } = anOrder();
  const ways = new ReleasePaths({ target, releases: [between], terms, running: new Map() });
  const order: UpdateOrder = {
    ...{ release: target.facts, terms, running: new Map(), waits: true },
    ways: (device) => ways.over(device),
  };
  const groups = [group('1.0.0', 5), group('1.1.0', 2), group('2.0.0', 7), group('1.0.0', 4, 3), group('1.1.0', 1)];

  it('are counted with the bytes of all of them, also of devices that another campaign has, and not of those left out', () => {
    const tally = hopsTallied(NO_HOPS, groups, order);
    expect(tally).toEqual({
      ways: [
        { updates: 1, devices: 3 },
        { updates: 2, devices: 9 },
      ],
      bytes: 3 * 1000 + 9 * 1700,
    });
    expect([updatesOf(tally.ways), updatesOfEach(tally.ways), longestOf(tally.ways)]).toEqual([21, 21 / 12, 2]);
  });

  it('are the same however devices are grouped, and one of each where nothing leads over releases in between', () => {
    const inTwo = hopsTallied(hopsTallied(NO_HOPS, groups.slice(2), order), groups.slice(0, 2), order);
    expect(inTwo).toEqual(hopsTallied(NO_HOPS, groups, order));
    const { ways: _ways, ...direct } = order;
    // Those that another campaign has are judged when their turn has come.
    expect(hopsTallied(NO_HOPS, groups, direct)).toEqual({ ways: [{ updates: 1, devices: 7 }], bytes: 7000 });
    expect([updatesOfEach(), updatesOfEach([]), longestOf(), longestOf([])]).toEqual([1, 1, 1, 1]);
  });
});

describe('a count that is divided by shares', () => {
  it('is given out to the last one, and none gets more than its share rounded up', () => {
    const shares = fc.array(fc.nat(1000), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(shares, fc.nat(100), (list, percent) => {
        const total = list.reduce((sum, share) => sum + share, 0);
        const count = Math.floor((total * percent) / 100);
        const parts = divided(count, list);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(count);
        for (const [at, part] of parts.entries()) {
          expect(part).toBeGreaterThanOrEqual(0);
          expect(part).toBeLessThanOrEqual(list[at]!);
        }
      }),
    );
    expect(divided(3, [0, 0])).toEqual([0, 0]);
  });
});
