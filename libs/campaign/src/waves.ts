import { hash32 } from '@twinbank/primitives';

import { CONFIG_LIMITS, isWithin, type NumberRange } from './config-ranges.js';

/**
 * One step of a campaign: how many of all its devices belong to this wave or an earlier one, as a share or a number; or
 * which ones belong to it, by name. Exactly one of the three is given.
 */
export interface Wave {
  /** Share of all devices, up to 100: more than in the waves before that have one. */
  readonly percent?: number;
  /** Number of devices: more than in the waves before that have one. */
  readonly count?: number;
  /** A selection (docs/selection.md): the devices that it matches, and that no wave before names, are in this wave and in no other. */
  readonly filter?: string;
  /** With `manual`, it begins only when an operator opens its gate. Not for the first wave, whose gate is the start. */
  readonly gate?: 'manual';
}

/** A device's place in a campaign. */
export interface Placement {
  readonly deviceId: string;
  /** Index of its wave, from 0. */
  readonly wave: number;
  /** Its place in the campaign's order, from 0. */
  readonly ordinal: number;
}

/** Bits of a sort key; there are {@link PLACE_KEYS} keys. Ordinals of devices that join later, and of those that are left out, come behind. */
const PLACE_BITS = 29;
export const PLACE_KEYS = 2 ** PLACE_BITS;

/**
 * The sort key within a campaign: 29 bits of a hash of campaign and device. Devices with equal keys are sorted by
 * id, as bytes.
 */
export const placeOf = (salt: string, deviceId: string): number => hash32(`${salt}/${deviceId}`) >>> (32 - PLACE_BITS);

/** How many devices the filter of each wave names, by the index of the wave; waves without a filter have none. */
export type NamedDevices = readonly number[];

/**
 * For each wave, the ordinal at which it ends (exclusive). A share is rounded up, so the first wave is never empty, unless
 * all devices are named by later ones. A wave never ends before the one before it: where a number is less than the share
 * before it, it has no devices. Waves by share or number take devices that no filter names, and count the named ones of
 * the waves before.
 *
 * @param devices all of the campaign, the named ones as well
 */
export function waveEnds(devices: number, waves: readonly Wave[], named: NamedDevices = []): readonly number[] {
  let free = devices - named.reduce((sum, count) => sum + count, 0);
  let last = 0;
  return waves.map(({ percent = 100, count, filter }, wave) => {
    if (filter !== undefined) return (last += named[wave] ?? 0);
    const end = count === undefined ? Math.ceil((devices * percent) / 100) : Math.min(count, devices);
    const taken = Math.min(free, Math.max(0, end - last));
    free -= taken;
    return (last += taken);
  });
}

/** Whether a filter decides who is in some of these waves. */
export const namesDevices = (waves: readonly Wave[]): boolean => waves.some(({ filter }) => filter !== undefined);

/**
 * The sort key of a device in campaigns whose waves name devices: those of the first such wave come first, and those that
 * none names last; among themselves in the order of {@link placeOf}. It is below 2^31.
 *
 * @param wave the wave that names the device, by its index; undefined if none does
 */
export function placeWithin(waves: readonly Wave[], wave: number | undefined, place: number): number {
  const naming = waves.flatMap(({ filter }, index) => (filter === undefined ? [] : [index]));
  if (naming.length === 0) return place;
  const rank = wave === undefined ? naming.length : naming.indexOf(wave);
  return rank * 2 ** RANKED_BITS + (place >>> (PLACE_BITS - RANKED_BITS));
}

/** The wave that names a device, from the key that {@link placeWithin} gave it; undefined if none does. */
export const waveOfKey = (waves: readonly Wave[], key: number): number | undefined =>
  keysOfNamed(waves).find(({ from, end }) => from <= key && key < end)?.wave;

/** The keys of the devices that each wave with a filter names, the end excluded. */
export const keysOfNamed = (
  waves: readonly Wave[],
): readonly { readonly wave: number; readonly from: number; readonly end: number }[] =>
  waves
    .flatMap(({ filter }, wave) => (filter === undefined ? [] : [wave]))
    .map((wave, rank) => ({ wave, from: rank * 2 ** RANKED_BITS, end: (rank + 1) * 2 ** RANKED_BITS }));

/** Bits of the order within a wave: what the ranks of all waves that name devices leave of 31. */
const RANKED_BITS = 27;

/** What is wrong with waves, one sentence each. */
export function problemsOfWaves(waves: readonly Wave[] | undefined): string[] {
  if (!Array.isArray(waves) || waves.length < 1 || waves.length > CONFIG_LIMITS.wavesMax)
    return [`waves has 1 to ${CONFIG_LIMITS.wavesMax} entries`];
  const given = waves as readonly (Partial<Wave> | null | undefined)[];
  const sized = given.every(
    (wave) => [wave?.percent, wave?.count, wave?.filter].filter((size) => size !== undefined).length === 1,
  );
  return [
    ...(sized ? [] : ['waves[] has either percent, count or filter']),
    ...problemsOfFilters(given.flatMap((wave) => wave?.filter ?? [])),
    ...(isRising(
      given.map((wave) => wave?.percent),
      PERCENT,
    )
      ? []
      : ['waves[].percent rises from wave to wave, above 0 and up to 100']),
    ...(isRising(
      given.map((wave) => wave?.count),
      WAVE_COUNT,
    )
      ? []
      : ['waves[].count rises from wave to wave, from 1']),
    ...(given.every((wave, at) => wave?.gate === undefined || (wave.gate === 'manual' && at > 0))
      ? []
      : ['waves[].gate is manual, and not for the first wave']),
  ];
}

function problemsOfFilters(filters: readonly unknown[]): string[] {
  const { filterLengthMax, namedWavesMax } = CONFIG_LIMITS;
  const isFilter = (filter: unknown): boolean =>
    typeof filter === 'string' && filter.length > 0 && filter.length <= filterLengthMax;
  return [
    ...(filters.every(isFilter) ? [] : [`waves[].filter is a text of 1 to ${filterLengthMax} characters`]),
    ...(filters.length <= namedWavesMax ? [] : [`at most ${namedWavesMax} waves have a filter`]),
  ];
}

const PERCENT = { min: 0, max: 100, whole: false };
/** The range of a wave's number of devices. */
export const WAVE_COUNT = { min: 1, max: 10_000_000, whole: true };

/** Whether the values that are given are in their range, above 0, and each more than the one before. */
function isRising(values: readonly unknown[], range: NumberRange): boolean {
  const given = values.filter((value) => value !== undefined);
  return given.every(
    (value, at) => isWithin(value, range) && (value as number) > ((given[at - 1] as number | undefined) ?? 0),
  );
}

/** The wave of an ordinal; undefined if it lies behind the last wave. */
export function waveAt(ordinal: number, ends: readonly number[]): number | undefined {
  const wave = ends.findIndex((end) => ordinal < end);
  return wave === -1 ? undefined : wave;
}

/**
 * Assigns devices to waves. The order is that of a hash of campaign and device. So it is the same whenever and
 * wherever it is computed, it differs between campaigns (no device is always the first to be tried), and smaller
 * shares are contained in larger ones: 5 % ⊂ 10 % ⊂ 25 %. A wave takes its share rounded up, so the first wave is
 * never empty; devices beyond the last wave's share get no place. A server plans in slices (see `plan.ts`), with
 * the same result.
 */
export function assignWaves(salt: string, deviceIds: readonly string[], waves: readonly Wave[]): Placement[] {
  const ends = waveEnds(deviceIds.length, waves);
  return deviceIds
    .map((deviceId) => ({ deviceId, place: placeOf(salt, deviceId) }))
    .sort((a, b) => a.place - b.place || (a.deviceId < b.deviceId ? -1 : 1))
    .flatMap(({ deviceId }, ordinal) => {
      const wave = waveAt(ordinal, ends);
      return wave === undefined ? [] : [{ deviceId, wave, ordinal }];
    });
}

/** A wave as people count: from 1. Fields of the interface and of events count from 0. @param wave from 0 */
export const waveText = (wave: number): string => `wave ${wave + 1}`;
