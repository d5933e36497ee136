import { describe, expect, it } from '@jest/globals';

import { PART_NAMES } from './part-name.js';
import { PART_SPECS } from './part-specs.js';

describe.each(PART_NAMES)('%s', (name) => {
  const spec = PART_SPECS[name];

  it('is filed under its own name', () => {
    expect(spec.name).toBe(name);
  });

  it('has a geometry that divides without remainder', () => {
    const { bankBytes, pageBytes, programUnits, eccBytes } = spec.flash;
    expect(bankBytes % pageBytes).toBe(0);
    for (const { bytes } of programUnits)
      expect([pageBytes % Math.min(bytes, pageBytes), bytes % eccBytes]).toEqual([0, 0]);
    // The salt of a stream has 64 bytes, so that block borders stay on program units.
    expect(64 % programUnits[0].bytes).toBe(0);
  });

  it('aligns its vector table to the next power of two', () => {
    expect(spec.vtorAlignBytes).toBeGreaterThanOrEqual(spec.vectors * 4);
    expect(Math.log2(spec.vtorAlignBytes) % 1).toBe(0);
  });

  it('has wait states up to its highest clock', () => {
    expect(spec.clock.waitStateHz.at(-1)).toBe(spec.clock.maxHz);
  });
});
