import { describe, expect, it } from '@jest/globals';

import { studentAbove } from './student-t.js';

describe('Student’s t, against SciPy 1.17.1', () => {
  it.each([
    [0, 5, 0.5],
    [1.5, 3, 0.11529193262241147],
    [-2.2, 7.3, 0.9689154172999882],
    [4, 100, 6.0761822150380886e-5],
    [12, 2.5, 0.0014181075150391622],
    [1.6448536269514722, 1e7, 0.05000001571549059],
    [Infinity, 9, 0],
    [-Infinity, 9, 1],
  ])('is above %f with %f degrees of freedom', (t, degrees, expected) =>
    expect(studentAbove(t, degrees)).toBeCloseTo(expected, 8),
  );
});
