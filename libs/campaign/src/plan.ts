import { treatedSize, type ControlGroup } from './control/control-group.js';
import { exclusionOf, EXCLUSIONS, type DeviceFacts, type Exclusion, type UpdateOrder } from './exclusion.js';
import type { ImageId } from './job/job.js';
import { expectedWave } from './planning/expected-waves.js';
import type { SliceKey } from './rules/stop-rule.js';
import { placeBy, type Spread } from './spread/spread.js';
import {
  namesDevices,
  PLACE_KEYS,
  placeOf,
  placeWithin,
  waveAt,
  waveEnds,
  waveOfKey,
  type NamedDevices,
  type Wave,
} from './waves.js';

/**
 * How far the planning of a starting campaign has come. It is done in slices, each in its own transaction, so that
 * nothing has to wait long for it and any server can continue where another stopped. A percentage needs the total,
 * so devices are visited twice: first all are *chosen* (judged, and reserved for the campaign by a job), then the chosen ones
 * are *placed*, in the campaign's order. Unless waves name devices or a control group is held back, a job has the wave from the
 * beginning in which its share of the order lets it be expected (none if only a wave by number would have it), and only those near the
 * end of a wave are visited again.
 */
export interface Plan {
  readonly phase: 'choosing' | 'placing';
  /** Devices up to and including this id have been visited. */
  readonly after?: string | undefined;
  /** Counts of devices that got a job, of devices left out, and of places that were given, or kept for named devices whose jobs have ended. */
  readonly chosen: number;
  readonly excluded: number;
  readonly placed: number;
  /** How many of the chosen ones the filters of its waves name, if there are filters. */
  readonly named?: NamedDevices | undefined;
  /** Jobs were given the wave in which they are to be expected; and whether the waves have the right sizes since. Without it, they get one when they are placed. */
  readonly expected?: 'unsettled' | 'settled' | undefined;
  /**
   * Who is held back as control comes before the waves in the order, so that the group has its size also where jobs end while they are
   * placed. Plans that earlier servers began have it last.
   */
  readonly controlFirst?: true | undefined;
}

/** The plan before the first slice. */
export const NEW_PLAN: Plan = { phase: 'choosing', chosen: 0, excluded: 0, placed: 0, controlFirst: true };

/** The first ordinal of devices that join while a campaign runs: they come behind all that were there from the beginning. */
export const JOINED_ORDINAL = PLACE_KEYS;

/** The first ordinal of devices that are left out: higher than any ordinal of a campaign's jobs. */
export const EXCLUDED_ORDINAL = 2 ** 30;

/** The ordinal of a left-out device of the next slice; `number` counts from 0 within the slice. */
export const excludedOrdinal = (plan: Plan, number: number): number => EXCLUDED_ORDINAL + plan.excluded + number;

/** A device of the selection, with the facts read for it. */
export interface Candidate extends DeviceFacts {
  readonly deviceId: string;
  /** What runs on it, if known. */
  readonly previous?: ImageId | undefined;
  /** What operators have set of it, where the campaign's slices or places need it. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** What it reports of itself, where the campaign's places need it. */
  readonly reported?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** The first wave whose filter matches it, by its index. */
  readonly wave?: number | undefined;
}

/** A job to be written: with the wave in which it is to be expected, without one until it is placed, or it says why the device was left out. */
export interface PlannedJob {
  readonly deviceId: string;
  /** The sort key with which it gets its place. */
  readonly place: number;
  readonly previous?: ImageId | undefined;
  /** Its values for the campaign's slices, in their order; empty text where a value is not known. */
  readonly slices: readonly string[];
  /** The place that it shares with others, if the campaign is spread over places. */
  readonly sharedPlace?: string;
  readonly exclusion?: Exclusion;
  /** The campaign that has the device, for which the job waits. */
  readonly behind?: number;
  /** The wave that names it, by its index. */
  readonly wave?: number;
  /** The wave in which it is to be expected, where that was asked for and there is one. */
  readonly expected?: number | undefined;
}

/** What a choice is made by. */
export interface ChoiceOrder extends UpdateOrder {
  /** By what the campaign's rules divide the fleet. */
  readonly sliceKeys?: readonly SliceKey[];
  /** By what the campaign is spread over places. */
  readonly spread?: Spread | undefined;
  readonly waves?: readonly Wave[] | undefined;
  /** Whether jobs get the wave in which they are to be expected. */
  readonly expects?: boolean;
}

/** The value of a device for a slice; empty text if it is not known. */
export function sliceOf(key: SliceKey, { hardware, previous, attributes }: Candidate): string {
  if (key === 'hardware') return hardware;
  if (key === 'version') return previous?.version ?? '';
  const name = key.slice('attr.'.length);
  return attributes !== undefined && Object.hasOwn(attributes, name) ? String(attributes[name]) : '';
}

/** Divides candidates into devices that get a job and devices that are left out. */
export function choose(
  campaignId: number,
  candidates: readonly Candidate[],
  order: ChoiceOrder,
): { readonly jobs: readonly PlannedJob[]; readonly excluded: readonly PlannedJob[] } {
  const planned = candidates.map((candidate): PlannedJob => {
    const { deviceId, previous, wave } = candidate;
    const exclusion = exclusionOf(candidate, order);
    const slices = (order.sliceKeys ?? []).map((key) => sliceOf(key, candidate));
    const place = placeWithin(order.waves ?? [], wave, placeOf(String(campaignId), deviceId));
    const { openCampaign } = candidate;
    const how = exclusion ? { exclusion } : { ...(openCampaign !== undefined && { behind: openCampaign }) };
    const shared = order.spread && { sharedPlace: placeBy(order.spread, candidate) };
    const expected = order.expects && { expected: expectedWave(place, order.waves ?? []) };
    return { deviceId, previous, place, slices, ...(wave !== undefined && { wave }), ...expected, ...shared, ...how };
  });
  return {
    jobs: planned.filter(({ exclusion }) => !exclusion),
    excluded: planned.filter(({ exclusion }) => exclusion !== undefined),
  };
}

/** What was written for a slice, and the last device id in it; without `after` there are no more devices. */
export interface ChosenSlice {
  readonly chosen: number;
  /** How many of them each wave names, if waves do. */
  readonly named?: NamedDevices | undefined;
  readonly excluded: number;
  readonly after?: string | undefined;
  /** Whether they got the wave in which they are to be expected. */
  readonly expects?: boolean;
}

/** The plan after one slice of devices has been chosen. */
export function afterChoosing(plan: Plan, slice: ChosenSlice): Plan {
  const { after } = slice;
  const named = slice.named && addedTo(plan.named, slice.named);
  const sums = { chosen: plan.chosen + slice.chosen, excluded: plan.excluded + slice.excluded, placed: 0 };
  const first = plan.controlFirst && { controlFirst: plan.controlFirst };
  const counts = {
    ...sums,
    ...first,
    ...(named && { named }),
    ...(slice.expects && { expected: 'unsettled' as const }),
  };
  return after === undefined ? { phase: 'placing', ...counts } : { phase: 'choosing', after, ...counts };
}

const addedTo = (before: NamedDevices = [], more: NamedDevices): NamedDevices =>
  more.map((count, wave) => count + (before[wave] ?? 0));

/** How many of some jobs each wave names; undefined if no wave has a filter. */
export function namedBy(
  waves: readonly Wave[],
  jobs: readonly { readonly wave?: number | undefined }[],
): NamedDevices | undefined {
  if (!namesDevices(waves)) return undefined;
  const named = waves.map(() => 0);
  for (const { wave } of jobs) if (wave !== undefined) named[wave]! += 1;
  return named;
}

/** A job's place. Without a wave it is left out: the last wave ends before its turn, or its device is held back as control. Those are the last ones. */
export interface Place {
  readonly jobId: number;
  readonly wave?: number;
  readonly ordinal: number;
  readonly exclusion?: Exclusion;
}

/** A chosen job that has no place yet. */
export interface Unplaced {
  readonly jobId: number;
  /** {@link PlannedJob.place} */
  readonly key: number;
}

/**
 * The places of the next chosen jobs, which must come in the order of their keys, and the plan after them. Jobs may have ended
 * since they were chosen. What such a one leaves is taken by the next in the order, but for the places of those that a wave names:
 * nobody else gets them.
 */
export function place(
  plan: Plan,
  jobs: readonly Unplaced[],
  { waves, control }: { readonly waves: readonly Wave[]; readonly control?: ControlGroup },
): { readonly places: readonly Place[]; readonly plan: Plan } {
  const { named } = plan;
  const treated = treatedSize(plan.chosen, control, named);
  const ordinalOf = ordinals(plan, treated, waves);
  const ends = waveEnds(treated, waves, named);
  let next = plan.placed;
  const places = jobs.map(({ jobId, key }): Place => {
    next = Math.max(next, named === undefined ? 0 : namedBefore(waveOfKey(waves, key), named));
    const ordinal = ordinalOf(next++);
    const wave = ordinal < treated ? waveAt(ordinal, ends) : undefined;
    if (wave !== undefined) return { jobId, wave, ordinal };
    const reason = ordinal < treated ? 'beyond_last_wave' : 'control_group';
    return { jobId, ordinal: excludedOrdinal(plan, ordinal), exclusion: { reason, detail: EXCLUSIONS[reason] } };
  });
  return { places, plan: { ...plan, placed: next } };
}

/** How many devices are named by the waves before one; by all of them if a device is named by none. */
const namedBefore = (wave: number | undefined, named: NamedDevices): number =>
  named.slice(0, wave).reduce((sum, count) => sum + count, 0);

/**
 * The ordinal of the n-th chosen job. Jobs that waves name come first, although shares may stand before those waves: so
 * they fill the places of their own waves one after the other. Then come those that are held back, and the others fill what is left
 * of all places. Whom no wave reaches comes last.
 */
function ordinals(
  { chosen, named, controlFirst }: Plan,
  treated: number,
  waves: readonly Wave[],
): (nth: number) => number {
  const isControlFirst = controlFirst === true && treated < chosen;
  if (named === undefined && !isControlFirst) return (nth) => nth;
  const ends = [...waveEnds(treated, waves, named), treated];
  const parts = ends.map((end, wave) => ({
    from: ends[wave - 1] ?? 0,
    end,
    isNamed: waves[wave]?.filter !== undefined,
  }));
  const order = [
    ...parts.filter(({ isNamed }) => isNamed),
    ...(isControlFirst ? [{ from: treated, end: chosen }] : []),
    ...parts.filter(({ isNamed }) => !isNamed),
  ];
  return (nth) => {
    let before = 0;
    for (const { from, end } of order) {
      if (nth < before + end - from) return from + nth - before;
      before += end - from;
    }
    return nth;
  };
}

/** The plan when all waves have the right sizes: who has no wave then stands behind the last one. */
export const afterSettling = (plan: Plan, waves: readonly Wave[]): Plan => ({
  ...plan,
  expected: 'settled',
  placed: waveEnds(plan.chosen, waves).at(-1) ?? 0,
});

/** Limits and target duration of a slice. */
export interface SlicePace {
  /** How long one slice may make others wait. */
  readonly aimMs: number;
  readonly min: number;
  readonly max: number;
}

/**
 * The size of the next slice, from how long the last one took. It changes by half or double at most, so that one
 * odd measurement has little effect.
 */
export function nextSlice(size: number, tookMs: number, { aimMs, min, max }: SlicePace): number {
  const wanted = Math.round((size * aimMs) / Math.max(tookMs, 1));
  return Math.min(max, Math.max(min, Math.min(size * 2, Math.max(Math.floor(size / 2), wanted))));
}
