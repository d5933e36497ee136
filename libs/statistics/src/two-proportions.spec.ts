import { describe, expect, it } from '@jest/globals';

import { differenceBounds, worseByChance } from './two-proportions.js';

const near = (actual: number, expected: number): void => expect(actual).toBeCloseTo(expected, 9);

describe('the difference of two failure rates', () => {
  // Newcombe, Statistics in Medicine 17 (1998), table II, method 10: (a) and (c) of 95 % in the middle, so 97.5 % for each bound.
  it.each([
    [56, 70, 48, 80, 0.05243147240236498, 0.333872654036906],
    [9, 10, 3, 10, 0.17052272393450296, 0.8090179735354881],
    [10, 10, 0, 20, 0.6790860371419147, 1],
    [0, 10, 0, 10, -0.2775327998628892, 0.2775327998628892],
  ])('of %i in %i and %i in %i', (a, b, c, ...[d, lower, upper]) => {
    const bounds = differenceBounds({ treated: { failed: a, ended: b }, control: { failed: c, ended: d } }, 0.975);
    near(bounds.lower, lower);
    near(bounds.upper, upper);
  });

  it('can be anything while a group is empty', () => {
    const none = { failed: 0, ended: 0 };
    const both = differenceBounds({ treated: none, control: none }, 0.95);
    near(both.lower, -Math.SQRT1_2);
    near(both.upper, Math.SQRT1_2);
  });

  // scipy.stats.fisher_exact(…, alternative='greater'), SciPy 1.17.1
  it.each([
    [3, 10, 1, 10, 0.2910216718266254],
    [12, 1000, 5, 1000, 0.07088029152326587],
    [0, 10, 3, 10, 1],
    [8, 8, 0, 8, 7.77000777000777e-5],
    [50, 100000, 30, 100000, 0.01647888350390387],
    [1, 5, 5, 5, 1],
    [3, 10, 0, 0, 1],
    [0, 0, 3, 10, 1],
    [0, 0, 0, 0, 1],
  ])('is by chance for %i of %i against %i of %i', (a, b, c, d, expected) => {
    const chance = worseByChance({ treated: { failed: a, ended: b }, control: { failed: c, ended: d } });
    expect(Math.abs(chance - expected)).toBeLessThan(1e-7 * expected + 1e-12);
    expect(chance).toBeLessThanOrEqual(1);
  });

  it('is refused for counts that cannot be', () => {
    const good = { failed: 0, ended: 1 };
    const bad = { failed: 2, ended: 1 };
    for (const groups of [
      { treated: bad, control: good },
      { treated: good, control: bad },
    ]) {
      expect(() => worseByChance(groups)).toThrow('2 of 1 cannot have failed');
      expect(() => differenceBounds(groups, 0.95)).toThrow('2 of 1 cannot have failed');
    }
  });
});
