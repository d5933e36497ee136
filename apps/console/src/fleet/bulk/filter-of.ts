import { quoted } from '../../asking/selection-text.js';

/** Most values and most characters of a selection, as docs/selection.md has them. */
const VALUES_MAX = 500;
const LENGTH_MAX = 4000;

/** A selection of the chosen devices, or the whole one while none is chosen; undefined where too many are chosen to be named. */
export function filterOf(filter: string, chosen: readonly string[]): string | undefined {
  if (chosen.length === 0) return filter;
  const named = `id=in=(${chosen.map(quoted).join(',')})`;
  return chosen.length > VALUES_MAX || named.length > LENGTH_MAX ? undefined : named;
}
