import { type Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import {
  EXCLUSION_REASONS,
  exclusionOf,
  type DeviceFacts,
  type Exclusion,
  type ExclusionReason,
  type UpdateOrder,
} from './exclusion.js';
import { namesDevices, waveText, type NamedDevices, type Wave } from './waves.js';

/** Devices about which the server knows the same facts, so that they are judged once for all. */
export interface DeviceGroup {
  readonly facts: DeviceFacts;
  readonly devices: number;
  /** Ids of some of them. */
  readonly sample: readonly string[];
  /** Their time zone, where the campaign has windows; none if they say none. */
  readonly zone?: string | undefined;
  /** The place that they share, where the campaign is spread over places. */
  readonly place?: string | undefined;
  /** Their places of each kind that has byte budgets. */
  readonly budgetPlaces?: { readonly each?: string; readonly andEach?: string } | undefined;
  /** The wave that names them, by its index. */
  readonly wave?: number | undefined;
}

/** How many devices are left out for one reason. */
export interface ExclusionCount {
  readonly reason: ExclusionReason;
  readonly devices: number;
  /** Ids of the first few. */
  readonly sample: readonly string[];
}

/** How a selection divides into devices that would get a job and devices that would not. */
export interface Tally {
  readonly eligible: number;
  /** In the order of {@link EXCLUSION_REASONS}. */
  readonly excluded: readonly ExclusionCount[];
}

/** Ids shown for each reason: examples to look up, not a complete list. */
export const SAMPLE_MAX = 5;

/** The tally before any device was judged. */
export const EMPTY_TALLY: Tally = { eligible: 0, excluded: [] };

/** The tally with more devices judged; the result does not depend on how they are grouped. */
export function tallied(tally: Tally, groups: readonly DeviceGroup[], order: UpdateOrder): Tally {
  return groups.reduce((sum, group) => withGroup(sum, group, exclusionOf(group.facts, order)), tally);
}

/** How many of the devices that would get a job each wave names, with more devices judged; undefined if no wave has a filter. */
export function namedTallied(
  before: NamedDevices | undefined,
  groups: readonly DeviceGroup[],
  { order, waves }: { readonly order: UpdateOrder; readonly waves: readonly Wave[] },
): NamedDevices | undefined {
  if (!namesDevices(waves)) return undefined;
  const named = waves.map((_, wave) => before?.[wave] ?? 0);
  for (const { wave, devices, facts } of groups)
    if (wave !== undefined && !exclusionOf(facts, order)) named[wave]! += devices;
  return named;
}

function withGroup(
  { eligible, excluded }: Tally,
  { devices, sample }: DeviceGroup,
  exclusion: Exclusion | undefined,
): Tally {
  if (!exclusion) return { eligible: eligible + devices, excluded };
  const { reason } = exclusion;
  const so = excluded.find((count) => count.reason === reason) ?? { reason, devices: 0, sample: [] };
  const count = {
    reason,
    devices: so.devices + devices,
    sample: [...so.sample, ...sample].sort().slice(0, SAMPLE_MAX),
  };
  const others = excluded.filter((other) => other !== so);
  return {
    eligible,
    excluded: [...others, count].sort(
      (a, b) => EXCLUSION_REASONS.indexOf(a.reason) - EXCLUSION_REASONS.indexOf(b.reason),
    ),
  };
}

/**
 * Fault `campaign_empty` for a selection in which no device is eligible, with the number of devices for each
 * reason.
 */
export function emptyFault({ excluded }: Tally): Fault {
  if (excluded.length === 0) return faultOf('campaign_empty', 'the selection matches no device', { devices: 0 });
  const reasons = excluded
    .map(({ reason, devices, sample }) => `${devices} × ${reason} (such as ${sample[0]})`)
    .join(', ');
  const counts = Object.fromEntries(excluded.map(({ reason, devices }) => [reason, devices]));
  const devices = excluded.reduce((sum, count) => sum + count.devices, 0);
  return faultOf('campaign_empty', `none of the ${devices} selected devices could take the release: ${reasons}`, {
    devices,
    ...counts,
  });
}

/**
 * Fault `campaign_empty` for a wave that names devices and finds none: a misspelt canary would otherwise be no canary, and
 * the next wave would begin at once. Undefined if every one finds some, or there are none.
 */
export function emptyWaveFault(waves: readonly Wave[], named: NamedDevices | undefined): Fault | undefined {
  const wave = waves.findIndex(({ filter }, at) => filter !== undefined && (named?.[at] ?? 0) === 0);
  if (wave === -1) return undefined;
  const detail = `${waveText(wave)} names no device that could take the release: ${waves[wave]!.filter}`;
  return faultOf('campaign_empty', detail, { field: `waves[${wave}].filter`, wave });
}

/**
 * Fault `devices_in_campaigns` for a selection of which other campaigns have devices, with how many; undefined if they have
 * none.
 */
export function takenFault({ excluded }: Tally): Fault | undefined {
  const taken = excluded.find(({ reason }) => reason === 'device_in_campaign');
  if (!taken) return undefined;
  const { devices, sample } = taken;
  const detail = `other campaigns have open jobs for ${devices} of its devices, such as ${sample.join(', ')}; it refuses to begin then`;
  return faultOf('devices_in_campaigns', detail, { devices });
}
