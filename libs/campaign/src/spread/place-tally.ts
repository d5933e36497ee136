import { exclusionOf, type UpdateOrder } from '../exclusion.js';
import type { DeviceGroup } from '../tally.js';
import { atOnce } from './places.js';
import type { Spread } from './spread.js';

/** How many devices that would get a job are at each place; undefined once there are more places than are counted. */
export type PlaceTally = ReadonlyMap<string, number> | undefined;

/** Places that are counted of a draft, and that a campaign may have: its server looks at all of them each second. With more, `by` is no place but something of each device. */
export const PLACES_COUNTED_MAX = 10_000;
/** Places that an outline names. */
const PLACES_NAMED = 5;

/** The places of a draft, as far as it is known before the start. */
export interface PlacesOutline {
  readonly count: number;
  /** How many devices may be under way at the same time, over all places. */
  readonly atOnce: number;
  /** Those with the most devices. */
  readonly largest: readonly { readonly place: string; readonly devices: number; readonly atOnce: number }[];
}

/** The places with more devices counted. */
export function placesTallied(tally: PlaceTally, groups: readonly DeviceGroup[], order: UpdateOrder): PlaceTally {
  if (tally === undefined) return undefined;
  const places = new Map(tally);
  for (const { place, facts, devices } of groups)
    if (place !== undefined && !exclusionOf(facts, order)) places.set(place, (places.get(place) ?? 0) + devices);
  return places.size > PLACES_COUNTED_MAX ? undefined : places;
}

/** What is wrong with a campaign that has more places than are counted. */
export const tooManyPlaces = ({ by }: Pick<Spread, 'by'>): string =>
  `spread.by: ${by} divides the devices over more than ${PLACES_COUNTED_MAX} places, which is more than are counted: name something that several share, such as site`;

/** Outlines the places of a draft; undefined if it has none, or too many. */
export function placesOutline(spread: Spread | undefined, tally: PlaceTally): PlacesOutline | undefined {
  if (spread === undefined || tally === undefined) return undefined;
  const places = [...tally].map(([place, devices]) => ({ place, devices, atOnce: atOnce(spread, devices) }));
  return {
    count: places.length,
    atOnce: places.reduce((sum, one) => sum + one.atOnce, 0),
    largest: places.sort((a, b) => b.devices - a.devices || (a.place < b.place ? -1 : 1)).slice(0, PLACES_NAMED),
  };
}
