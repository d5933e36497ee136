import type { TermsKind } from '../kinds/kind.js';

/**
 * How a campaign comes to its release:
 *
 * - `single`: by one update; devices that need a release in between are left out
 * - `path`: over releases in between, where a device needs them
 */
export const HOPS = ['single', 'path'] as const;
export type Hops = (typeof HOPS)[number];

/** Updates by which one job brings its device to the release, the last included. A device that said of ever more that it has them must come to an end. */
export const HOPS_MAX = 8;
/**
 * So many releases that are older than the campaign's may be in between, the newest ones: each is compared with each other. For live swaps fewer: where
 * their programs are known, each is compared with all that may run, which takes up to some tenths of a second for each pair, once.
 */
export const STONES_MAX = { live: 20, reset: 100 } as const;

/** What must fit the hops. */
interface AroundHops {
  readonly hops?: unknown;
  readonly terms?: { readonly kind?: TermsKind };
}

/** What is wrong with the hops of a campaign, one sentence each. */
export function problemsOfHops({ hops, terms }: AroundHops): string[] {
  if (hops === undefined) return [];
  if (!HOPS.includes(hops as Hops)) return [`hops is one of ${HOPS.join(', ')}`];
  const kind = terms?.kind;
  if (hops !== 'path' || kind === undefined || kind === 'download') return [];
  return [
    `hops path and terms.kind ${kind} exclude one another: a device must run each release in between; leave out hops or terms.kind`,
  ];
}
