import { describe, expect, it } from '@jest/globals';

import type { DeviceFacts } from '../exclusion.js';
import type { DeviceGroup } from '../tally.js';
import { aCampaign } from '@twinbank/testkit/campaign-specimens';
import { outlineOf } from '../approval/plan-outline.js';
import { PLACES_COUNTED_MAX, placesOutline, placesTallied, type PlaceTally } from './place-tally.js';

const ORDER = { release: {}, terms: {}, running: new Map() } as never;
const SPREAD = { by: 'site', percent: 20 };
/** Devices that are not active are left out. */
const group = (place: string | undefined, devices: number, active = false): DeviceGroup => ({
  ...{ facts: { active } as DeviceFacts, devices, sample: [] },
  ...(place !== undefined && { place }),
});
const counted = (...places: [string, number][]): PlaceTally => new Map(places);

describe('the places of a draft', () => {
  it('are counted over all slices, without devices that are left out', () => {
    expect(
      placesTallied(counted(['lyon', 2]), [group('lyon', 5), group('hamburg', 3), group(undefined, 1)], ORDER),
    ).toEqual(counted(['lyon', 2]));
  });

  it('are not counted on once there are too many', () => {
    const many = new Map(Array.from({ length: PLACES_COUNTED_MAX + 1 }, (_, at) => [`s${at}`, 1]));
    expect(placesTallied(many, [], ORDER)).toBeUndefined();
    expect(placesTallied(undefined, [], ORDER)).toBeUndefined();
    many.delete('s0');
    expect(placesTallied(many, [], ORDER)?.size).toBe(PLACES_COUNTED_MAX);
  });

  it('are outlined with the largest first, and how many may be under way at once', () => {
    const tally = counted(['lyon', 3], ['hamburg', 10], ['', 14], ['a', 1], ['b', 1], ['c', 1]);
    expect(placesOutline(SPREAD, tally)).toEqual({
      count: 6,
      atOnce: 1 + 2 + 2 + 1 + 1 + 1,
      largest: [
        { place: '', devices: 14, atOnce: 2 },
        { place: 'hamburg', devices: 10, atOnce: 2 },
        { place: 'lyon', devices: 3, atOnce: 1 },
        { place: 'a', devices: 1, atOnce: 1 },
        { place: 'b', devices: 1, atOnce: 1 },
      ],
    });
    expect(placesOutline(undefined, tally)).toBeUndefined();
    expect(placesOutline(SPREAD, undefined)).toBeUndefined();
    const { config } = aCampaign();
    const none = { eligible: 0, excluded: [] };
    expect(outlineOf({ ...config, spread: SPREAD }, none, 1, counted(['a', 7])).places).toMatchObject({ count: 1 });
    expect(outlineOf(config, none, 1, counted(['a', 7]))).not.toHaveProperty('places');
  });
});
