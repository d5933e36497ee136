import type { Wave } from '@twinbank/campaign';

/** The devices of a campaign when its waves were filled. */
export interface Filling {
  /** Devices that got a job, also those whose job was cancelled before it had a place; and how many of them are held back. */
  readonly chosen: number;
  readonly heldBack: number;
  /** How many of them each wave names. */
  readonly named: readonly number[];
  /** How many of the others had a job when it was their turn, without those held back. */
  readonly left: number;
}

/**
 * How many jobs each wave gets, by the rules of docs/campaigns.md: those that it names; or its share of all devices, rounded up, or
 * its number, without what the waves before it have. Where jobs were cancelled before, the last waves have fewer.
 */
export function promisedSizes(waves: readonly Wave[], { chosen, heldBack, named, left }: Filling): readonly number[] {
  const devices = chosen - heldBack;
  const sum = named.reduce((all, count) => all + count, 0);
  let [before, free, unnamed] = [0, devices - sum, left];
  return waves.map(({ percent = 0, count, filter }, at) => {
    const end = count === undefined ? Math.ceil((devices * percent) / 100) : Math.min(count, devices);
    const size = filter === undefined ? Math.min(free, Math.max(0, end - before)) : named[at]!;
    before += size;
    if (filter !== undefined) return size;
    free -= size;
    const filled = Math.min(size, unnamed);
    unnamed -= filled;
    return filled;
  });
}
