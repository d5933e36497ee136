import { describe, expect, it } from '@jest/globals';

import { normalQuantile } from './normal.js';

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
