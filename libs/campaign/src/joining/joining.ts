import { NO_WAVE, type WaveCounts } from '../counts.js';
import { waveEnds, type Wave } from '../waves.js';

/** The parts of a configuration that say how devices join. */
interface Joining {
  readonly dynamic?: boolean;
  readonly waves: readonly Wave[];
}

/** What is wrong with a dynamic campaign, one sentence each. */
export function problemsOfJoining({
  dynamic,
  selection,
}: Pick<Joining, 'dynamic'> & { readonly selection?: { readonly from?: unknown } }): string[] {
  if (dynamic !== undefined && typeof dynamic !== 'boolean') return ['dynamic is true or false'];
  return dynamic && selection?.from !== undefined
    ? [
        'dynamic and selection.from exclude each other: what ended in another campaign before this one began does not change',
      ]
    : [];
}

/** How many jobs each wave has, by its index. */
export type WaveSizes = readonly number[];

/** The sizes of the waves from their counts. Jobs that are left out have no place. */
export function waveSizesOf(counts: readonly WaveCounts[], waves: readonly Wave[]): WaveSizes {
  const sizes = waves.map(() => 0);
  for (const { wave, jobs } of counts) {
    if (wave === NO_WAVE || wave >= sizes.length) continue;
    const all = Object.values(jobs).reduce((sum, count) => sum + count, 0);
    sizes[wave] = all - jobs.excluded;
  }
  return sizes;
}

/**
 * The wave of a device that joins: the one that names it, or else the first one that has less than its share of all devices
 * so far, this one included. So the waves keep their shares however many join, and who comes late stands behind the same
 * gates.
 *
 * @param named the wave whose filter matches the device
 * @returns undefined if the last wave ends before its turn
 */
export function waveOfJoiner(sizes: WaveSizes, waves: readonly Wave[], named?: number): number | undefined {
  if (named !== undefined) return named;
  const inNamed = waves.map(({ filter }, wave) => (filter === undefined ? 0 : (sizes[wave] ?? 0)));
  const ends = waveEnds(sizes.reduce((sum, size) => sum + size, 0) + 1, waves, inNamed);
  let upTo = 0;
  for (const [wave, end] of ends.entries()) {
    upTo += sizes[wave] ?? 0;
    if (upTo < end && waves[wave]?.filter === undefined) return wave;
  }
  return undefined;
}

/**
 * Whether a wave of a dynamic campaign still waits for its devices: one by number until it has so many, and the first ones
 * until there is any. Otherwise a campaign that begins with few devices would be through its waves before they come.
 */
export function isFilling({ dynamic, waves }: Joining, counts: readonly WaveCounts[], upToWave: number): boolean {
  if (!dynamic) return false;
  const sizes = waveSizesOf(counts, waves).slice(0, upToWave + 1);
  const size = sizes.reduce((sum, one) => sum + one, 0);
  return size < Math.max(1, waves[upToWave]?.count ?? 0);
}
