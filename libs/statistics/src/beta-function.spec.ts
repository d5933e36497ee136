import { describe, expect, it } from '@jest/globals';

import { betaQuantile, betaShare, lnChoose, lnGamma } from './beta-function.js';

/** Equal to eleven digits. */
const near = (actual: number, expected: number): void =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(expected)));

describe('special functions, against SciPy 1.17.1', () => {
  it.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247],
    [1, 0],
    [1.5, -0.12078223763524526],
    [3.7, 1.428072326665388],
    [10, 12.801827480081469],
    [100.5, 361.43554046777757],
    [100000.25, 1051290.5872040854],
  ])('ln Γ(%f)', (x, expected) => near(lnGamma(x), expected));

  it.each([
    [0.3, 2, 5, 0.5798250000000003],
    [0.9, 0.5, 0.5, 0.7951672353008665],
    [1e-6, 0.5, 30, 0.006154630885673585],
    [0.02, 20, 980, 0.5288467221457421],
    [0.5, 5000, 5000, 0.49999999999999967],
    [0.999, 3, 0.2, 0.6685414839010846],
  ])('I_%f(%f, %f)', (x, a, b, expected) => near(betaShare(x, a, b), expected));

  it('the beta function begins at 0 and ends at 1', () => {
    expect([betaShare(0, 2, 3), betaShare(-1, 2, 3), betaShare(1, 2, 3), betaShare(2, 2, 3)]).toEqual([0, 0, 1, 1]);
  });

  it('its quantile is where it reaches a share', () => {
    for (const [share, a, b] of [
      [0.3, 2, 5],
      [0.95, 1, 10],
      [1e-9, 3, 1000],
      [0.999999, 0.5, 0.5],
    ] as const)
      near(betaShare(betaQuantile(share, a, b), a, b), share);
    near(betaQuantile(0.95, 1, 10), 1 - 0.05 ** 0.1);
  });

  it('the number of choices', () => {
    near(Math.exp(lnChoose(10, 3)), 120);
    near(Math.exp(lnChoose(52, 5)), 2598960);
    expect([lnChoose(7, 0), lnChoose(7, 7), lnChoose(0, 0)]).toEqual([0, 0, 0]);
  });
});
