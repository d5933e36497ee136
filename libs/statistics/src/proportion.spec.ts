import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { exactBounds, wilsonBounds } from './proportion.js';

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
