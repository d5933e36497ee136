import type { BudgetTally } from '../budgets/budget-tally.js';
import { budgetWaits, type BudgetWait } from '../budgets/budget-waits.js';
import type { CampaignConfig } from '../config.js';
import { SUPPOSED_ATTEMPT_MS } from '../pace/duration.js';
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
  /** How many of those that would get a job have to take a newer key set first, if any: they are held for it at their turn. */
  readonly keysAwaited?: number;
  /** The byte budgets by which devices would wait for one another, the slowest first, if any. */
  readonly budgetWaits?: readonly BudgetWait[];
  /** Where its devices are, if it is spread over places, and there are not too many. */
  readonly places?: PlacesOutline;
}

/** How a selection divides, and how many of those that would get a job waves name. */
type DraftTally = Tally & {
  readonly named?: NamedDevices | undefined;
  readonly hops?: HopTally;
  readonly keysAwaited?: number;
  readonly budgetsAt?: BudgetTally;
};

/** Outlines the plan of a draft. @param imageBytes length of the stored image @param at how many devices are at each place */
export function outlineOf(config: CampaignConfig, tally: DraftTally, imageBytes: number, at?: PlaceTally): PlanOutline {
  const devices = plannedDevices(tally);
  const ends = waveEnds(treatedSize(tally.eligible, config.control, tally.named), config.waves, tally.named);
  const each = config.terms.kind === 'revert' ? 0 : imageBytes;
  const places = placesOutline(config.spread, at);
  const last = ends.at(-1) ?? 0;
  const { hops, keysAwaited = 0, eligible, budgetsAt } = tally;
  const bytes = hops ? Math.round((hops.bytes * last) / Math.max(1, eligible)) : each * last;
  const known = { devices: eligible, bytes, at: budgetsAt, attemptMs: SUPPOSED_ATTEMPT_MS };
  const waits = budgetWaits(config.budgets, known);
  return {
    devices,
    devicesMost: approvedMost(devices),
    waves: ends.map((end, at) => end - (ends[at - 1] ?? 0)),
    imageBytes: each,
    bytes,
    ...(hops && { hops: hops.ways }),
    ...(keysAwaited > 0 && { keysAwaited }),
    ...(waits.length > 0 && { budgetWaits: waits }),
    ...(places && { places }),
  };
}
