import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { compareMeans, merged, NO_VALUES, withValue, type Moments } from './means.js';

const momentsOf = (values: readonly number[]): Moments => values.reduce(withValue, NO_VALUES);

describe('moments', () => {
  it('are those of all values, in whatever parts they came', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 40 });
    fc.assert(
      fc.property(values, values, (one, other) => {
        const all = [...one, ...other];
        const { n, mean, m2 } = merged(momentsOf(one), momentsOf(other));
        const expected = all.length === 0 ? 0 : all.reduce((sum, value) => sum + value, 0) / all.length;
        expect(n).toBe(all.length);
        expect(Math.abs(mean - expected)).toBeLessThan(1e-6);
        const squares = all.reduce((sum, value) => sum + (value - expected) ** 2, 0);
        expect(Math.abs(m2 - squares)).toBeLessThanOrEqual(1e-9 * squares + 1e-3);
      }),
    );
    expect(momentsOf([1, 2, 3, 4])).toEqual({ n: 4, mean: 2.5, m2: 5 });
    expect(merged(NO_VALUES, NO_VALUES)).toEqual({ n: 0, mean: 0, m2: 0 });
  });

  it('keep a small variance beside a large mean', () => {
    expect(momentsOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).m2).toBe(90);
  });
});

describe('means of two groups', () => {
  // scipy.stats.ttest_ind(x, y, equal_var=False), SciPy 1.17.1
  const X = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4];
  const Y = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.3, 23.5];

  it('are compared by Welch’s t', () => {
    const groups = { treated: momentsOf(X), control: momentsOf(Y) };
    const higher = compareMeans(groups, 'higher')!;
    expect(higher.t).toBeCloseTo(-2.801612818592859, 10);
    expect(higher.degrees).toBeCloseTo(27.818113845748254, 8);
    expect(higher.worseByChance).toBeCloseTo(0.9954252842193585, 10);
    expect(higher.difference).toBeCloseTo(20.82 - 23.58, 10);
    const lower = compareMeans(groups, 'lower')!;
    expect(lower.worseByChance).toBeCloseTo(0.004574715780641518, 10);
    expect(lower.t).toBe(higher.t);
    const few = compareMeans({ treated: momentsOf([1, 2, 3]), control: momentsOf([10, 11, 15, 40]) }, 'lower')!;
    expect(few.t).toBeCloseTo(-2.3922316520829923, 10);
    expect(few.degrees).toBeCloseTo(3.0397982495833658, 10);
    expect(few.worseByChance).toBeCloseTo(0.0477080742395226, 10);
    // The same with equal_var=True
    expect(few.pooledByChance).toBeCloseTo(0.049359914157959, 10);
  });

  it('are not compared with fewer than two values in a group', () => {
    expect(compareMeans({ treated: momentsOf([1]), control: momentsOf(X) }, 'higher')).toBeUndefined();
    expect(compareMeans({ treated: momentsOf(X), control: momentsOf([1]) }, 'higher')).toBeUndefined();
    expect(compareMeans({ treated: momentsOf([1, 2]), control: momentsOf([1, 2]) }, 'higher')?.worseByChance).toBe(0.5);
  });

  it('are compared by themselves where no group varies', () => {
    const groups = { treated: momentsOf([2, 2]), control: momentsOf([1, 1, 1]) };
    expect(compareMeans(groups, 'higher')).toEqual({
      ...{ difference: 1, t: Infinity, degrees: 3 },
      ...{ worseByChance: 0, pooledByChance: 0 },
    });
    expect(compareMeans(groups, 'lower')).toEqual({
      ...{ difference: 1, t: Infinity, degrees: 3 },
      ...{ worseByChance: 1, pooledByChance: 1 },
    });
    const same = { treated: momentsOf([1, 1]), control: momentsOf([1, 1]) };
    expect(compareMeans(same, 'lower')).toEqual({
      ...{ difference: 0, t: 0, degrees: 2 },
      ...{ worseByChance: 0.5, pooledByChance: 0.5 },
    });
    const turned = compareMeans({ treated: groups.control, control: groups.treated }, 'higher')!;
    expect([turned.t, turned.worseByChance]).toEqual([-Infinity, 1]);
  });
});
