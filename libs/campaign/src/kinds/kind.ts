import type { FinishPolicy } from '@twinbank/protocol';

import type { Soak } from '../soak/soak.js';
import type { DeviceWindows } from '../windows/device-windows.js';

/** What a campaign makes of releases that lie in the other bank, or are to lie there. */
export const TERMS_KINDS = ['revert', 'download', 'download-only'] as const;
export type TermsKind = (typeof TERMS_KINDS)[number];

/** What must fit the kind. */
interface AroundKind {
  readonly terms?: { readonly kind?: TermsKind; readonly policy: FinishPolicy };
  readonly soak?: Soak;
  readonly windows?: DeviceWindows;
}

/** What is wrong with the kind of a campaign's updates, one sentence each. */
export function problemsOfKind({ terms, soak, windows }: AroundKind): string[] {
  if (terms?.kind === 'revert' && terms.policy !== 'keep-previous')
    return ['terms.kind revert needs terms.policy keep-previous: a mirror would overwrite the release that is left'];
  if (terms?.kind !== 'download-only') return [];
  return [
    ...(soak === undefined ? [] : ['terms.kind download-only has no soak: the release does not run']),
    ...(windows?.swap === undefined ? [] : ['terms.kind download-only has no windows.swap: nothing is swapped']),
  ];
}
