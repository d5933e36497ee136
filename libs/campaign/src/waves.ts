import { hash32 } from '@twinbank/primitives';

import type { Wave } from './config.js';

/** A device's place in a campaign. */
export interface Placement {
  readonly deviceId: string;
  /** Index of its wave, from 0. */
  readonly wave: number;
  /** Its place in the campaign's order, from 0. */
  readonly ordinal: number;
}

/** What a campaign is sorted by: 31 bits of a hash of campaign and device; devices with the same are sorted by id, as bytes. */
export const placeOf = (salt: string, deviceId: string): number => hash32(`${salt}/${deviceId}`) >>> 1;

/** The ordinals, exclusive, at which the waves of so many devices end. A share is rounded up, so the first wave is never empty. */
export const waveEnds = (devices: number, waves: readonly Wave[]): readonly number[] =>
  waves.map(({ percent }) => Math.ceil((devices * percent) / 100));

/** The wave of an ordinal; undefined behind the last one. */
export function waveAt(ordinal: number, ends: readonly number[]): number | undefined {
  const wave = ends.findIndex((end) => ordinal < end);
  return wave === -1 ? undefined : wave;
}

/**
 * Sorts devices into waves. The order is that of a hash of campaign and device, so it is the same whenever and wherever it
 * is computed, differs from campaign to campaign (no device is always the first to be tried), and smaller shares are
 * contained in larger ones: 5 % ⊂ 10 % ⊂ 25 %. A wave takes its share rounded up, so the first wave is never empty; devices
 * beyond the last wave's share get no place. A server plans in slices (see `plan.ts`), which come to the same.
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
