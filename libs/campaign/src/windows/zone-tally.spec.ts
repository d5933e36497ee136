import { describe, expect, it } from '@jest/globals';

import { aFact, anOrder, NEW } from '@twinbank/testkit/campaign-specimens';

import { judgedZones, ZONES_COUNTED_MAX, zonesTallied } from './zone-tally.js';

const group = (zone: string | undefined, devices: number, digest?: string) => ({
  ...{ facts: aFact(digest === undefined ? {} : { digest }), devices, sample: [] },
  ...(zone !== undefined && { zone }),
});

describe('the zones of those that would get a job', () => {
  it('are counted slice by slice, without those that are left out', () => {
    const first = zonesTallied(
      new Map(),
      [group('UTC', 2), group(undefined, 3), group('UTC', 9, NEW.digest)],
      anOrder(),
    );
    expect([...zonesTallied(first, [group('UTC', 1), group('Asia/Tokyo', 4)], anOrder())!]).toEqual([
      ['UTC', 3],
      ['', 3],
      ['Asia/Tokyo', 4],
    ]);
  });

  it('are not counted where they are too many', () => {
    const groups = Array.from({ length: ZONES_COUNTED_MAX }, (_, nth) => group(`zone-${nth}`, 1));
    const most = zonesTallied(new Map(), groups, anOrder());
    expect(most!.size).toBe(ZONES_COUNTED_MAX);
    expect(zonesTallied(most, [group('one more', 1)], anOrder())).toBeUndefined();
    expect(zonesTallied(undefined, groups, anOrder())).toBeUndefined();
  });

  it('are judged as windows are: by their own, else by that of the campaign', () => {
    const tally = new Map([
      ['', 2],
      ['UTC', 3],
    ]);
    expect(judgedZones(tally, 'UTC')).toEqual(new Map([['UTC', 5]]));
    expect(judgedZones(tally, undefined)).toEqual(
      new Map([
        [undefined, 2],
        ['UTC', 3],
      ]),
    );
  });
});
