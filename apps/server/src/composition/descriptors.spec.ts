import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { descriptorShortage, descriptorLimit, placesFor } from './descriptors.js';

describe('descriptors', () => {
  it('are divided so that all places together leave some free', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1024, max: 1 << 20 }), (limit) => {
        const { devices, operators } = placesFor(limit);
        expect(devices).toBeGreaterThan(0);
        expect(operators).toBeGreaterThan(100);
        expect(devices + operators).toBeLessThanOrEqual(limit - 256);
      }),
    );
    expect(placesFor(Infinity)).toEqual({ devices: 16_000, operators: 2048 });
    expect(placesFor(20_000)).toEqual({ devices: 16_000, operators: 2048 });
  });

  it('are read from the system, and a warning is given if there are too few', () => {
    expect(descriptorLimit()).toBeGreaterThan(0);
    expect(descriptorShortage(1024)).toBeUndefined();
    expect(descriptorShortage(256)).toMatch(/256 .*ulimit -n/);
  });
});
