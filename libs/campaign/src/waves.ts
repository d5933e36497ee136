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
 * Sorts devices into waves. The order is that of a hash of campaign and device, so it is the same whenever and wherever it
 * is computed, differs from campaign to campaign (no device is always the first to be tried), and smaller shares are
 * contained in larger ones: 5 % ⊂ 10 % ⊂ 25 %. A wave takes its share rounded up, so the first wave is never empty; devices
 * beyond the last wave's share get no place.
 */
export function assignWaves(salt: string, deviceIds: readonly string[], waves: readonly Wave[]): Placement[] {
  const ordered = deviceIds
    .map((deviceId) => ({ deviceId, hash: hash32(`${salt}/${deviceId}`) }))
    .sort((a, b) => a.hash - b.hash || (a.deviceId < b.deviceId ? -1 : 1));
  const ends = waves.map((wave) => Math.ceil((ordered.length * wave.percent) / 100));
  return ordered.slice(0, ends.at(-1) ?? 0).map(({ deviceId }, ordinal) => ({ deviceId, wave: ends.findIndex((end) => ordinal < end), ordinal }));
}
