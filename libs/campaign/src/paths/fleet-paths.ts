import type { ExclusionReason } from '../exclusion.js';
import { SAMPLE_MAX, type DeviceGroup } from '../tally.js';
import type { ReleasePaths } from './release-paths.js';

/** Devices that run one version, or of which it is not known. */
interface Alike {
  readonly from?: string;
  readonly devices: number;
  /** Ids of the first few. */
  readonly sample: readonly string[];
}

/** Devices that come to the release by the same updates. */
export interface PathCount extends Alike {
  /** The versions to install, the release itself last. */
  readonly hops: readonly string[];
}

/** Devices that cannot come to the release, for one reason. */
export interface PathlessCount extends Alike {
  readonly reason: ExclusionReason;
  /** What is in the way of one of them. */
  readonly detail: string;
}

/** How a fleet comes to a release. */
export interface FleetPaths {
  /** Devices that run it already. */
  readonly installed: number;
  readonly paths: readonly PathCount[];
  readonly without: readonly PathlessCount[];
}

/** Before any device was looked at. */
export const NO_PATHS: FleetPaths = { installed: 0, paths: [], without: [] };

/** More devices looked at; the result does not depend on how they are grouped. */
export function fleetPaths(before: FleetPaths, groups: readonly DeviceGroup[], ways: ReleasePaths): FleetPaths {
  let { installed } = before;
  const paths = new Map(before.paths.map((count) => [keyOf(count, count.hops), count]));
  const without = new Map(before.without.map((count) => [keyOf(count, count.reason), count]));
  for (const { facts, devices, sample } of groups) {
    // What another campaign does with it now is over by the time that matters here.
    const path = ways.pathOf({ ...facts, openCampaign: undefined });
    const alike = { ...(facts.version !== undefined && { from: facts.version }), devices, sample };
    if (path.hops === undefined) {
      const { reason, detail } = path.why;
      const key = keyOf(alike, reason);
      const so = without.get(key);
      without.set(key, { ...merged(alike, so), reason, detail: so && so.detail < detail ? so.detail : detail });
    } else if (path.hops.length === 0) installed += devices;
    else {
      const key = keyOf(alike, path.hops);
      paths.set(key, { ...merged(alike, paths.get(key)), hops: path.hops });
    }
  }
  return { installed, paths: [...paths.values()].sort(byDevices), without: [...without.values()].sort(byDevices) };
}

const keyOf = ({ from }: Alike, rest: unknown): string => JSON.stringify([from, rest]);

const merged = (one: Alike, so: Alike | undefined): Alike => ({
  ...one,
  devices: one.devices + (so?.devices ?? 0),
  sample: [...(so?.sample ?? []), ...one.sample].sort().slice(0, SAMPLE_MAX),
});

/** Most devices first, then by their versions, so that the order is the same each time. */
const byDevices = (a: Alike & object, b: Alike & object): number =>
  b.devices - a.devices || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
