import type { ControlGroup } from '../control/control-group.js';
import { namesDevices, PLACE_KEYS, waveEnds, type Wave } from '../waves.js';

/**
 * Whether devices of a campaign get a wave when they are chosen, before anybody knows how many there are. Where waves name
 * their devices, or some are held back as control, all wait for the total.
 */
export const expectsWaves = ({
  waves,
  control,
}: {
  readonly waves: readonly Wave[];
  readonly control?: ControlGroup | undefined;
}): boolean => !namesDevices(waves) && control === undefined;

/**
 * The wave in which a device is to be expected by its sort key: keys are spread evenly, so a tenth of all devices has the first
 * tenth of them. Undefined behind the last share. A wave by number is taken for empty, because its share is not known.
 *
 * @param key see `placeOf`
 */
export function expectedWave(key: number, waves: readonly Wave[]): number | undefined {
  const wave = waves.findIndex(({ percent }) => percent !== undefined && key * 100 < percent * PLACE_KEYS);
  return wave === -1 ? undefined : wave;
}

/** Jobs at the edge of a wave that belong to another one. Those without a wave come behind the last one. */
export interface Move {
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Which jobs of `from`, by the campaign's order. */
  readonly which: 'first' | 'last';
  readonly jobs: number;
}

/**
 * The next jobs that are in another wave than that to which they belong; undefined if there are none. Waves are put right from the
 * first to the last, each by taking from the next one or giving to it, so that the campaign's order holds all the time.
 * Of n devices some √n are elsewhere than expected.
 *
 * @param chosen devices that got a job
 * @param sizes open jobs of each wave, and then of those without one
 */
export function nextMove(chosen: number, sizes: readonly number[], waves: readonly Wave[]): Move | undefined {
  const ends = waveEnds(chosen, waves);
  const indexOf = (at: number): number | undefined => (at < waves.length ? at : undefined);
  for (const [wave, end] of ends.entries()) {
    const missing = end - (ends[wave - 1] ?? 0) - sizes[wave]!;
    if (missing < 0) return { from: wave, to: indexOf(wave + 1), which: 'last', jobs: -missing };
    const next = sizes.findIndex((size, at) => at > wave && size > 0);
    if (missing > 0 && next !== -1)
      return { from: indexOf(next), to: wave, which: 'first', jobs: Math.min(missing, sizes[next]!) };
  }
  return undefined;
}
