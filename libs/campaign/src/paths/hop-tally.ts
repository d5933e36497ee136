import { exclusionOf, type UpdateOrder } from '../exclusion.js';
import type { DeviceGroup } from '../tally.js';

/** How many devices need so many updates. */
export interface HopCount {
  /** The last, that to the release itself, included: 1 for a device that needs none in between. */
  readonly updates: number;
  readonly devices: number;
}

/** What brings the devices that would get a job to the release, as far as it is known before the start. */
export interface HopTally {
  /** Fewest updates first. */
  readonly ways: readonly HopCount[];
  /** Bytes of all their images, each downloaded once, whole. */
  readonly bytes: number;
}

/** Before any device was looked at. */
export const NO_HOPS: HopTally = { ways: [], bytes: 0 };

/**
 * The updates of more devices counted; the result does not depend on how they are grouped. Of a device that another campaign has, by what it
 * runs now: it may run something else when its turn has come.
 */
export function hopsTallied(before: HopTally, groups: readonly DeviceGroup[], order: UpdateOrder): HopTally {
  const ways = new Map(before.ways.map(({ updates, devices }) => [updates, devices]));
  let { bytes } = before;
  for (const { facts, devices } of groups) {
    if (exclusionOf(facts, order)) continue;
    const way = order.ways?.({ ...facts, openCampaign: undefined })?.map((release) => release.facts) ?? [order.release];
    ways.set(way.length, (ways.get(way.length) ?? 0) + devices);
    bytes += devices * way.reduce((sum, { codeLength }) => sum + codeLength, 0);
  }
  const counts = [...ways].map(([updates, count]) => ({ updates, devices: count }));
  return { ways: counts.sort((a, b) => a.updates - b.updates), bytes };
}

/** How many updates they are in all. */
export const updatesOf = (ways: readonly HopCount[]): number =>
  ways.reduce((sum, { updates, devices }) => sum + updates * devices, 0);

/** How many updates a device needs on average; one where nothing is known. */
export function updatesOfEach(ways: readonly HopCount[] = []): number {
  const devices = ways.reduce((sum, way) => sum + way.devices, 0);
  return devices === 0 ? 1 : updatesOf(ways) / devices;
}

/** How many updates the device with the most needs; one where nothing is known. */
export const longestOf = (ways: readonly HopCount[] = []): number =>
  ways.reduce((most, { updates }) => Math.max(most, updates), 1);

/** What quotients may be off by. */
const ROUNDING = 1e-9;

/** Divides a count by these shares, without a remainder; none gets more than its share rounded up. Shares that are all 0 get nothing. */
export function divided(count: number, shares: readonly number[]): readonly number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let before = 0;
  let given = 0;
  return shares.map((share) => {
    before += share;
    const upTo = total === 0 ? 0 : Math.floor((count * before) / total + ROUNDING);
    const part = upTo - given;
    given = upTo;
    return part;
  });
}
