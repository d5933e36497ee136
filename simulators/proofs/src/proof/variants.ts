import type { CutPlan, Variant } from '../cuts/cut-probe.js';

/**
 * Single cuts: a power cut or a watchdog reset before, after and during an operation. A torn operation is tried in so
 * many ways; the seed determines how. There is also a warm reset after each write to RAM.
 */
export function singles(seed: number, torn: number): readonly CutPlan[] {
  const variants = (['power-off', 'watchdog'] as const).flatMap((event): Variant[] => [
    { moment: 'before', seed: 0, event },
    ...Array.from({ length: torn }, (_, i): Variant => ({ moment: 'torn', seed: seed * torn + i, event })),
    { moment: 'after', seed: 0, event },
  ]);
  return [{ variants, ramWrites: true }];
}

/** A cut after an operation equals a cut before the next one. Only the first operation has no cut before it. */
const PAIR: readonly Variant[] = [
  { moment: 'torn', seed: 0, event: 'power-off' },
  { moment: 'after', seed: 0, event: 'power-off' },
  { moment: 'after', seed: 0, event: 'watchdog' },
];

/** Pairs of cuts: each during or after an operation, by power cut or by warm reset. */
export const PAIRS: readonly CutPlan[] = [{ variants: PAIR }, { variants: PAIR }];
