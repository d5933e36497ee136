import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { exactBounds, wilsonBounds } from './proportion.js';
import { differenceBounds, worseByChance } from './two-proportions.js';

const near = (actual: number, expected: number): void => expect(actual).toBeCloseTo(expected, 9);

describe('bounds of a failure rate, one-sided at 95 %', () => {
  // scipy.stats.binomtest(failed, ended).proportion_ci(0.9, method), SciPy 1.17.1
  it.each([
    [0, 10, 0, 0.21294197008340698, 0, 0.25886555089334723],
    [1, 10, 0.02263490873086718, 0.34771866733585843, 0.005116196892304593, 0.394163302436974],
    [5, 10, 0.26927182113826725, 0.7307281788617328, 0.22244110100812892, 0.777558898991871],
    [10, 10, 0.787058029916593, 1, 0.7411344491066528, 1],
    [3, 1000, 0.0011995624784162675, 0.0074824913019056905, 0.0008181753982217664, 0.00773524471848195],
    [57, 1000, 0.04609317043906952, 0.07029747307135831, 0.04542470779374103, 0.07056455491574916],
    [0, 1, 0, 0.7301340512159458, 0, 0.95],
    [4999, 10000, 0.49167687140781446, 0.5081231826884186, 0.49162652610027524, 0.5081735169638906],
  ])('of %i in %i', (failed, ended, ...expected) => {
    const [wilsonLower, wilsonUpper, exactLower, exactUpper] = expected;
    const wilson = wilsonBounds({ failed, ended }, 0.95);
    const exact = exactBounds({ failed, ended }, 0.95);
    near(wilson.lower, wilsonLower);
    near(wilson.upper, wilsonUpper);
    near(exact.lower, exactLower);
    near(exact.upper, exactUpper);
  });

  it('are 0 and 1 before anything has ended', () => {
    for (const bounds of [wilsonBounds, exactBounds])
      expect(bounds({ failed: 0, ended: 0 }, 0.95)).toEqual({ lower: 0, upper: 1 });
  });

  it('lie on either side of the observed rate, and within 0 and 1', () => {
    const counts = fc.nat(2000).chain((ended) => fc.nat(ended).map((failed) => ({ failed, ended })));
    fc.assert(
      fc.property(counts, fc.double({ min: 0.5, max: 0.9999, noNaN: true }), (observed, confidence) => {
        for (const bounds of [wilsonBounds, exactBounds]) {
          const { lower, upper } = bounds(observed, confidence);
          expect(lower).toBeGreaterThanOrEqual(0);
          expect(upper).toBeLessThanOrEqual(1);
          expect(lower).toBeLessThanOrEqual(upper);
          if (observed.ended > 0) {
            expect(lower).toBeLessThanOrEqual(observed.failed / observed.ended + 1e-12);
            if (bounds === wilsonBounds) expect(upper).toBeGreaterThanOrEqual(observed.failed / observed.ended - 1e-12);
          }
        }
      }),
    );
  });

  it('are refused for counts that cannot be, and for what is no confidence', () => {
    for (const bounds of [wilsonBounds, exactBounds]) {
      for (const counts of [
        { failed: 2, ended: 1 },
        { failed: -1, ended: 1 },
        { failed: 0.5, ended: 1 },
        { failed: 0, ended: NaN },
        { failed: 0, ended: 1.5 },
      ])
        expect(() => bounds(counts, 0.95)).toThrow(`${counts.failed} of ${counts.ended} cannot have failed`);
      for (const confidence of [0.49, 1, NaN])
        expect(() => bounds({ failed: 0, ended: 1 }, confidence)).toThrow(
          `${confidence} is no confidence from 0.5 to below 1`,
        );
      expect(() => bounds({ failed: 0, ended: 1 }, 0.5)).not.toThrow();
    }
  });
});

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
