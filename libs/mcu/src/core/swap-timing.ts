import type { PartSpec } from '@twinbank/parts';

/** CPU cycles of the swap section, from its first to its last step (interrupts off to interrupts on) [AN4767 §4]. */
export function swapSectionCycles(spec: PartSpec): number {
  return Object.values(spec.swap).reduce((sum: number, cycles: number) => sum + cycles, 0);
}

/** Microseconds that so many CPU cycles take at a clock. */
export const cyclesToUs = (cycles: number, hclkHz: number): number => (cycles * 1e6) / hclkHz;

/**
 * Interrupt latency in CPU cycles at full speed: with vector table and handler in RAM, or in flash at worst (cache
 * miss).
 */
export const interruptCycles = (spec: PartSpec, where: 'ram' | 'flash'): number =>
  spec.interrupt.entry + (where === 'flash' ? spec.interrupt.flashExtraMax : 0);
