import type { FinishPolicy } from '@twinbank/protocol';

import type { Soak } from '../soak/soak.js';
import type { DeviceWindows } from '../windows/device-windows.js';

/** What a campaign makes of releases that lie in the other bank, or are to lie there. */
export const TERMS_KINDS = ['revert', 'download', 'download-only', 'device-choice'] as const;
export type TermsKind = (typeof TERMS_KINDS)[number];

/** What of a succeeded job says whether its device runs the release. */
interface Succeeded {
  readonly stageTimes?: { readonly confirmedAtMs?: number } | undefined;
}

/** Whether a device whose job has succeeded holds the release in its other bank, and does not run it by this job. */
export const isOnlyKept = (kind: TermsKind | undefined, { stageTimes }: Succeeded): boolean =>
  kind === 'download-only' || (kind === 'device-choice' && stageTimes?.confirmedAtMs === undefined);

/** What must fit the kind. */
interface AroundKind {
  readonly terms?: { readonly kind?: TermsKind; readonly policy: FinishPolicy };
  readonly soak?: Soak;
  readonly windows?: DeviceWindows;
  readonly postpone?: unknown;
  readonly control?: unknown;
}

/** What is wrong with the kind of a campaign's updates, one sentence each. */
export function problemsOfKind(around: AroundKind): string[] {
  const { terms, soak, windows } = around;
  if (terms?.kind === 'revert' && terms.policy !== 'keep-previous')
    return ['terms.kind revert needs terms.policy keep-previous: a mirror would overwrite the release that is left'];
  if (terms?.kind === 'device-choice') return problemsOfChoice(around);
  if (terms?.kind !== 'download-only') return [];
  return [
    ...(soak === undefined ? [] : ['terms.kind download-only has no soak: the release does not run']),
    ...(windows?.swap === undefined ? [] : ['terms.kind download-only has no windows.swap: nothing is swapped']),
  ];
}

function problemsOfChoice({ windows, postpone, control }: AroundKind): string[] {
  return [
    ...(postpone === undefined ? ['terms.kind device-choice needs postpone: until when a device may choose'] : []),
    ...(windows?.swap === undefined ? [] : ['terms.kind device-choice has no windows.swap: the device chooses when']),
    ...(control === undefined ? [] : ['terms.kind device-choice has no control: only some devices run the release']),
  ];
}
