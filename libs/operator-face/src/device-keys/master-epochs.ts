import type { DeviceKeyCount } from '@twinbank/database';

/** A master key by its epoch, and the devices whose root keys come from it. */
export interface MasterEpoch {
  readonly epoch: number;
  /** Whether new root keys come from it. */
  readonly isCurrent: boolean;
  /** Devices whose key in use comes from it. */
  readonly devices: number;
  /** Of these, those for which a new key of the current epoch waits until they sign in with it. */
  readonly moving: number;
}

/**
 * The master keys of a ring, the newest first, with how many devices belong to each. An epoch that devices have and the ring lacks is
 * among them: it should not be, and then it has to be seen.
 *
 * @param epochs of the ring
 */
export function masterEpochs(epochs: readonly number[], counts: readonly DeviceKeyCount[]): readonly MasterEpoch[] {
  const current = Math.max(...epochs);
  const all = [...new Set([...epochs, ...counts.map(({ epoch }) => epoch)])].sort((one, other) => other - one);
  return all.map((epoch) => {
    const own = counts.filter((count) => count.epoch === epoch);
    return {
      epoch,
      isCurrent: epoch === current,
      devices: sumOf(own),
      moving: epoch === current ? 0 : sumOf(own.filter(({ nextEpoch }) => nextEpoch === current)),
    };
  });
}

const sumOf = (counts: readonly DeviceKeyCount[]): number => counts.reduce((sum, { devices }) => sum + devices, 0);
