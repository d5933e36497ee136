import {
  exclusionOf,
  type DeviceFacts,
  type ExclusionReason,
  type ReleaseFacts,
  type UpdateOrder,
} from '../exclusion.js';
import { SAMPLE_MAX, type DeviceGroup } from '../tally.js';

/**
 * Why a device could not go back from a release: the server does not know what it runs, or as a release; or it would refuse
 * the release before.
 */
export type WayBackObstacle = 'previous_unknown' | ExclusionReason;

/** Devices that could not go back, for one reason. */
export interface StrandedCount {
  readonly reason: WayBackObstacle;
  readonly devices: number;
  /** Ids of the first few. */
  readonly sample: readonly string[];
}

/** How the devices that would get a release could be brought back from it. */
export interface WayBack {
  /** By a swap: the release before stays in their other bank. */
  readonly bySwap: number;
  readonly byDownload: number;
  /** Not at all; the most devices first. */
  readonly stranded: readonly StrandedCount[];
}

/** Before any device was looked at. */
export const NO_WAY_BACK: WayBack = { bySwap: 0, byDownload: 0, stranded: [] };

/** What is known of releases that devices may run. */
export type KnownReleases = ReadonlyMap<string, ReleaseFacts>;

/**
 * Adds more devices. A device that would not get the release is not counted. Says what holds when the device has taken the
 * release and confirmed it: its counter is then that of the release, if that is higher. The way back is a reset, as in a roll-back (docs/campaigns.md).
 *
 * @param known by the digest of their code section
 */
export function waysBack(
  before: WayBack,
  groups: readonly DeviceGroup[],
  order: UpdateOrder,
  known: KnownReleases,
): WayBack {
  return groups.reduce(
    (sum, group) => (exclusionOf(group.facts, order) ? sum : withGroup(sum, group, wayOf(group.facts, order, known))),
    before,
  );
}

type Way = 'bySwap' | 'byDownload' | { readonly obstacle: WayBackObstacle };

/** Over releases in between a device goes back to the last of them: it is what its other bank then holds. */
function wayOf(device: DeviceFacts, order: UpdateOrder, known: KnownReleases): Way {
  const { release, terms, running, ways } = order;
  const between = ways?.(device)?.at(-2)?.facts;
  const previous = between ?? (device.digest === undefined ? undefined : known.get(device.digest));
  if (previous === undefined) return { obstacle: 'previous_unknown' };
  const keeps = terms.policy === 'keep-previous';
  const after: DeviceFacts = {
    ...device,
    version: release.version,
    digest: release.codeDigest,
    otherDigest: keeps ? previous.codeDigest : release.codeDigest,
    counter: Math.max(device.counter ?? 0, release.counter),
    openCampaign: undefined,
  };
  const { kind: _forward, ...same } = terms;
  const back = { ...same, mode: 'reset' as const, ...(keeps && { kind: 'revert' as const }) };
  const exclusion = exclusionOf(after, { release: previous, terms: back, running });
  if (exclusion) return { obstacle: exclusion.reason };
  return keeps ? 'bySwap' : 'byDownload';
}

function withGroup(before: WayBack, { devices, sample }: DeviceGroup, way: Way): WayBack {
  if (typeof way === 'string') return { ...before, [way]: before[way] + devices };
  const so = before.stranded.find(({ reason }) => reason === way.obstacle) ?? { devices: 0, sample: [] };
  const count: StrandedCount = {
    reason: way.obstacle,
    devices: so.devices + devices,
    sample: [...so.sample, ...sample].sort().slice(0, SAMPLE_MAX),
  };
  const stranded = [...before.stranded.filter(({ reason }) => reason !== way.obstacle), count];
  return { ...before, stranded: stranded.sort((a, b) => b.devices - a.devices || (a.reason < b.reason ? -1 : 1)) };
}
