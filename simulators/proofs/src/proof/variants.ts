import type { CutPlan, Variant } from '../cuts/cut-probe.js';

/**
 * Single cuts: the power, or a warm reset by the watchdog, before, after and within an operation; torn in so many ways, which
 * the seed decides. And a warm reset after each write to RAM.
 */
export function singles(seed: number, torn: number): readonly CutPlan[] {
  const variants = (['power-off', 'watchdog'] as const).flatMap((event): Variant[] => [
    { moment: 'before', seed: 0, event },
    ...Array.from({ length: torn }, (_, i): Variant => ({ moment: 'torn', seed: seed * torn + i, event })),
    { moment: 'after', seed: 0, event },
  ]);
  return [{ variants, ramWrites: true }];
}

/** Cuts after an operation are cuts before the next; only the first operation has none before it. */
const PAIR: readonly Variant[] = [
  { moment: 'torn', seed: 0, event: 'power-off' },
  { moment: 'after', seed: 0, event: 'power-off' },
  { moment: 'after', seed: 0, event: 'watchdog' },
];

/** Pairs of cuts: each within and after an operation, by power or by warm reset. */
export const PAIRS: readonly CutPlan[] = [{ variants: PAIR }, { variants: PAIR }];
