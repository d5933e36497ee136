import { exclusionOf, type UpdateOrder } from '../exclusion.js';
import type { DeviceGroup } from '../tally.js';

/** Zones that are counted of a draft: there are forty offsets, and a fleet is in a few of them. */
export const ZONES_COUNTED_MAX = 40;

/** How many devices that would get a job have each time zone of their own, `''` for those without; undefined once there are more zones than are counted. */
export type ZoneTally = ReadonlyMap<string, number> | undefined;

/** The zones with more devices counted. */
export function zonesTallied(tally: ZoneTally, groups: readonly DeviceGroup[], order: UpdateOrder): ZoneTally {
  if (tally === undefined) return undefined;
  const zones = new Map(tally);
  for (const { zone = '', facts, devices } of groups)
    if (!exclusionOf(facts, order)) zones.set(zone, (zones.get(zone) ?? 0) + devices);
  return zones.size > ZONES_COUNTED_MAX ? undefined : zones;
}

/**
 * How many devices are judged by each zone: their own, else that of the campaign; `undefined` if there is neither, and then only windows that name a zone open.
 *
 * @param zone that of the campaign
 */
export function judgedZones(
  tally: ReadonlyMap<string, number>,
  zone: string | undefined,
): ReadonlyMap<string | undefined, number> {
  const judged = new Map<string | undefined, number>();
  for (const [own, devices] of tally) {
    const by = own === '' ? zone : own;
    judged.set(by, (judged.get(by) ?? 0) + devices);
  }
  return judged;
}
