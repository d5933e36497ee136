import { describe, expect, it } from '@jest/globals';

import { normalQuantile } from './normal.js';
import { studentAbove } from './student-t.js';

describe('quantiles of the normal distribution, against SciPy 1.17.1', () => {
  it.each([
    [0.5, 0],
    [0.8, 0.8416212335729143],
    [0.9, 1.2815515655446004],
    [0.925, 1.4395314709384563],
    [0.075, -1.4395314709384563],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.99, 2.3263478740408408],
    [1 - 1e-9, 5.997807019601637],
    [1e-300, -37.0470962993612],
  ])('of %f', (probability, expected) => expect(normalQuantile(probability)).toBeCloseTo(expected, 12));
});

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
