import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { boundedBy, boundsWithout } from './extremes.js';

describe('bounds without extremes', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => at);

  it('leave a share of the values outside at each end, rounded up', () => {
    expect(boundsWithout(hundred, 0.02)).toEqual({ lower: 2, upper: 97 });
    expect(boundsWithout([...hundred].reverse(), 0.021)).toEqual({ lower: 3, upper: 96 });
    expect(boundsWithout([5, 1e300, -1e300, 6], 0.01)).toEqual({ lower: 5, upper: 6 });
    expect(boundsWithout(hundred, 0)).toEqual({ lower: 0, upper: 99 });
  });

  it('leave values within, however few there are', () => {
    expect(boundsWithout([], 0.01)).toEqual({ lower: -Infinity, upper: Infinity });
    expect(boundsWithout([7], 0.5)).toEqual({ lower: 7, upper: 7 });
    expect(boundsWithout([1, 2], 0.5)).toEqual({ lower: 1, upper: 2 });
    expect(boundsWithout([1, 2, 9], 0.5)).toEqual({ lower: 2, upper: 2 });
  });

  it('do not depend on how far out the outermost values are', () => {
    const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 60 });
    const far = fc.double({ min: 100, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(values, far, far, (some, one, other) => {
        expect(boundsWithout([...some, one], 0.01)).toEqual(boundsWithout([...some, other], 0.01));
        const bounds = boundsWithout([...some, one], 0.01);
        expect(boundedBy(bounds, one)).toBe(bounds.upper);
        for (const value of some) expect(boundedBy(bounds, value)).toBeGreaterThanOrEqual(bounds.lower);
      }),
    );
  });
});
