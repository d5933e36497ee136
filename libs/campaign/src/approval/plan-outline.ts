import type { CampaignConfig } from '../config.js';
import { placesOutline, type PlacesOutline, type PlaceTally } from '../spread/place-tally.js';
import type { Tally } from '../tally.js';
import { treatedSize } from '../control/control-group.js';
import type { HopCount, HopTally } from '../paths/hop-tally.js';
import { waveEnds, type NamedDevices } from '../waves.js';
import { approvedMost, plannedDevices } from './approval.js';

/** What a draft would do if it began now, as far as the server knows. */
export interface PlanOutline {
  /** For how many devices it is approved if it is approved now. */
  readonly devices: number;
  /** A digest of whom the groups select that it names: with the same groups, the same text. Missing if it names none. */
  readonly groups?: string;
  /** How many may then get a job. */
  readonly devicesMost: number;
  /** How many devices that would get a job now are in each wave alone. */
  readonly waves: readonly number[];
  /** Bytes of the image, as a device downloads it; 0 for a swap back. */
  readonly imageBytes: number;
  /** If each device downloads it once, whole; over releases in between, those too, each wave with its share of them. */
  readonly bytes: number;
  /** Over releases in between: how many devices need how many updates. */
  readonly hops?: readonly HopCount[];
  /** Where its devices are, if it is spread over places, and there are not too many. */
  readonly places?: PlacesOutline;
}

/** How a selection divides, and how many of those that would get a job waves name. */
type DraftTally = Tally & { readonly named?: NamedDevices | undefined; readonly hops?: HopTally };

/** Outlines the plan of a draft. @param imageBytes length of the stored image @param at how many devices are at each place */
export function outlineOf(config: CampaignConfig, tally: DraftTally, imageBytes: number, at?: PlaceTally): PlanOutline {
  const devices = plannedDevices(tally);
  const ends = waveEnds(treatedSize(tally.eligible, config.control, tally.named), config.waves, tally.named);
  const each = config.terms.kind === 'revert' ? 0 : imageBytes;
  const places = placesOutline(config.spread, at);
  const last = ends.at(-1) ?? 0;
  const { hops } = tally;
  return {
    devices,
    devicesMost: approvedMost(devices),
    waves: ends.map((end, at) => end - (ends[at - 1] ?? 0)),
    imageBytes: each,
    bytes: hops ? Math.round((hops.bytes * last) / Math.max(1, tally.eligible)) : each * last,
    ...(hops && { hops: hops.ways }),
    ...(places && { places }),
  };
}
