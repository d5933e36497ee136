import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { lnChoose } from './beta-function.js';
import { rateWorseByChance, type EventCount } from './rates.js';

const of = (events: number, time: number): EventCount => ({ events, time });

describe('the rates of two groups', () => {
  it('are compared by how the events divide', () => {
    // scipy.stats.binomtest(7, 10, 0.3, alternative='greater'), SciPy 1.17.1
    expect(rateWorseByChance({ treated: of(7, 3), control: of(3, 7) })).toBeCloseTo(0.0105920784, 10);
    const property = (events: number, other: number, share: number): void => {
      let sum = 0;
      for (let count = events; count <= events + other; count++)
        sum += Math.exp(lnChoose(events + other, count)) * share ** count * (1 - share) ** (events + other - count);
      expect(rateWorseByChance({ treated: of(events, share), control: of(other, 1 - share) })).toBeCloseTo(sum, 8);
    };
    const counts = fc.integer({ min: 1, max: 30 });
    fc.assert(fc.property(counts, fc.nat(30), fc.double({ min: 0.01, max: 0.99, noNaN: true }), property));
  });

  it('say nothing without an event, without time, or where nothing happened to the treated', () => {
    expect(rateWorseByChance({ treated: of(0, 3), control: of(0, 7) })).toBe(1);
    expect(rateWorseByChance({ treated: of(0, 3), control: of(9, 7) })).toBe(1);
    expect(rateWorseByChance({ treated: of(1, 0), control: of(1, 0) })).toBe(1);
  });

  it('are no surprise where few devices without an event stand beside many with some', () => {
    expect(rateWorseByChance({ treated: of(20, 2000), control: of(0, 20) })).toBeGreaterThan(0.8);
    expect(rateWorseByChance({ treated: of(20, 20), control: of(20, 2000) })).toBeLessThan(1e-20);
  });
});
