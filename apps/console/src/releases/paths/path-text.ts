import { quoted } from '../../asking/selection-text.js';
import type { Paths } from './paths.js';

/** How many devices there are on each of the ways, and without one. */
export function totalsOf({ installed, paths, without }: Pick<Paths, 'installed' | 'paths' | 'without'>): {
  readonly installed: number;
  readonly atOnce: number;
  readonly byOthers: number;
  readonly without: number;
} {
  const sum = (rows: readonly { readonly devices: number }[]): number =>
    rows.reduce((total, { devices }) => total + devices, 0);
  return {
    installed,
    atOnce: sum(paths.filter(({ hops }) => hops.length === 1)),
    byOthers: sum(paths.filter(({ hops }) => hops.length > 1)),
    without: sum(without),
  };
}

/** The devices of a product that run a version, or that never said what they run. */
export const startingAt = (product: string, from: string | undefined): string =>
  `product==${quoted(product)};${from === undefined ? 'version=null=true' : `version==${quoted(from)}`}`;
