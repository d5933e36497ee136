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

/**
 * The sort key within a campaign: 31 bits of a hash of campaign and device. Devices with equal keys are sorted by
 * id, as bytes.
 */
export const placeOf = (salt: string, deviceId: string): number => hash32(`${salt}/${deviceId}`) >>> 1;

/**
 * For each wave, the ordinal at which it ends (exclusive). A share is rounded up, so the first wave is never empty.
 */
export const waveEnds = (devices: number, waves: readonly Wave[]): readonly number[] =>
  waves.map(({ percent }) => Math.ceil((devices * percent) / 100));

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
