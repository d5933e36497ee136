import type { Wave } from './config.js';
import { exclusionOf, EXCLUSIONS, type DeviceFacts, type Exclusion, type UpdateOrder } from './exclusion.js';
import type { ImageId } from './job/job.js';
import { placeOf, waveAt, waveEnds } from './waves.js';

/**
 * How far the planning of a campaign that starts has come. It goes in slices, each a transaction of its own, so that nothing
 * waits for it and any server can go on where another ended. Percents need the total, so every device is looked at
 * twice: first all are *chosen* (judged, and held for the campaign by a job without a wave), then the chosen are
 * *placed*, in the campaign's order.
 */
export interface Plan {
  readonly phase: 'choosing' | 'placing';
  /** Devices up to this id have been looked at. */
  readonly after?: string | undefined;
  /** Devices that got a job, devices that were left out, and jobs that have got their place. */
  readonly chosen: number;
  readonly excluded: number;
  readonly placed: number;
}

/** Nothing is planned yet. */
export const NEW_PLAN: Plan = { phase: 'choosing', chosen: 0, excluded: 0, placed: 0 };

/** Ordinals of devices that were left out begin here: behind those of any campaign. */
export const EXCLUDED_ORDINAL = 2 ** 30;

/** The ordinal of the next device that is left out, and of those behind it in a slice. */
export const excludedOrdinal = (plan: Plan, number: number): number => EXCLUDED_ORDINAL + plan.excluded + number;

/** A device of the selection as it was found. */
export interface Candidate extends DeviceFacts {
  readonly deviceId: string;
  /** What runs on it, where that is known. */
  readonly previous?: ImageId | undefined;
}

/** A job to be written: one without a wave until it is placed, or one that says why the device was left out. */
export interface PlannedJob {
  readonly deviceId: string;
  /** What it is sorted by when it gets its place. */
  readonly place: number;
  readonly previous?: ImageId | undefined;
  readonly exclusion?: Exclusion;
}

/** Whom the campaign takes, and whom it leaves out. */
export function choose(
  campaignId: number,
  candidates: readonly Candidate[],
  order: UpdateOrder,
): { readonly jobs: readonly PlannedJob[]; readonly excluded: readonly PlannedJob[] } {
  const planned = candidates.map((candidate): PlannedJob => {
    const { deviceId, previous } = candidate;
    const exclusion = exclusionOf(candidate, order);
    return { deviceId, previous, place: placeOf(String(campaignId), deviceId), ...(exclusion && { exclusion }) };
  });
  return {
    jobs: planned.filter(({ exclusion }) => !exclusion),
    excluded: planned.filter(({ exclusion }) => exclusion !== undefined),
  };
}

/** What was written of a slice, and where it ended; no `after` means that there are no more devices. */
export interface ChosenSlice {
  readonly chosen: number;
  readonly excluded: number;
  readonly after?: string | undefined;
}

/** The plan after a slice of devices was looked at. */
export function afterChoosing(plan: Plan, slice: ChosenSlice): Plan {
  const { after } = slice;
  const counts = { chosen: plan.chosen + slice.chosen, excluded: plan.excluded + slice.excluded, placed: 0 };
  return after === undefined ? { phase: 'placing', ...counts } : { phase: 'choosing', after, ...counts };
}

/** A job's place; without a wave the last wave ends before its turn, and it is left out. */
export interface Place {
  readonly jobId: number;
  readonly wave?: number;
  readonly ordinal: number;
  readonly exclusion?: Exclusion;
}

/** The places of the next chosen jobs, which come in the campaign's order. */
export function place(plan: Plan, jobIds: readonly number[], waves: readonly Wave[]): readonly Place[] {
  const ends = waveEnds(plan.chosen, waves);
  return jobIds.map((jobId, at) => {
    const ordinal = plan.placed + at;
    const wave = waveAt(ordinal, ends);
    if (wave !== undefined) return { jobId, wave, ordinal };
    return {
      jobId,
      ordinal: excludedOrdinal(plan, ordinal),
      exclusion: { reason: 'beyond_last_wave', detail: EXCLUSIONS.beyond_last_wave },
    };
  });
}

/** The plan after so many jobs got their place. */
export const afterPlacing = (plan: Plan, placed: number): Plan => ({ ...plan, placed: plan.placed + placed });

/** Limits and aim of a slice. */
export interface SlicePace {
  /** How long one slice may hold others up. */
  readonly aimMs: number;
  readonly min: number;
  readonly max: number;
}

/** How many devices the next slice takes, by how long one took: half or double at most, so that one odd measurement does little. */
export function nextSlice(size: number, tookMs: number, { aimMs, min, max }: SlicePace): number {
  const wanted = Math.round((size * aimMs) / Math.max(tookMs, 1));
  return Math.min(max, Math.max(min, Math.min(size * 2, Math.max(Math.floor(size / 2), wanted))));
}
