import { describe, expect, it } from '@jest/globals';

import { PART_SPECS } from '@twinbank/parts';
import { cyclesToUs, interruptCycles, swapSectionCycles } from './swap-timing.js';

describe('swap timing', () => {
  it('keeps interrupts off for about a microsecond at full clock', () => {
    const usOf = (part: keyof typeof PART_SPECS): number =>
      cyclesToUs(swapSectionCycles(PART_SPECS[part]), PART_SPECS[part].clock.maxHz);
    expect(usOf('STM32L083')).toBeCloseTo(1.16, 2);
    expect(usOf('STM32L486')).toBeCloseTo(0.875, 3);
    expect(usOf('STM32G484')).toBeCloseTo(0.41, 2);
  });

  it('enters an interrupt sooner where vectors and handler lie in RAM', () => {
    const spec = PART_SPECS.STM32L476;
    expect(interruptCycles(spec, 'ram')).toBe(12);
    expect(interruptCycles(spec, 'flash')).toBe(22);
  });
});
