/** Between which values all others are taken for as far out as the nearest of them. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Bounds that leave a share of the values outside at each end, rounded up, but never so many that none is left within. Whoever is outside counts as the bound: so few values, however
 * far out, can neither move a mean much nor make a variance large [Winsor; Dixon 1960]. Where the values of several groups come from one distribution, bounds of all of them together say
 * nothing about which is which, so that a comparison of the groups errs as seldom as before.
 *
 * @param share of all values, at each end: 0 to 0.5
 */
export function boundsWithout(values: readonly number[], share: number): Bounds {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return { lower: -Infinity, upper: Infinity };
  const outside = Math.min(Math.ceil(share * sorted.length), Math.floor((sorted.length - 1) / 2));
  return { lower: sorted[outside]!, upper: sorted[sorted.length - 1 - outside]! };
}

/** A value, or the bound that it is beyond. */
export const boundedBy = ({ lower, upper }: Bounds, value: number): number => Math.min(upper, Math.max(lower, value));
