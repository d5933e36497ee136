import { describe, expect, it } from '@jest/globals';

import { Coverage, type Counters } from './coverage.js';

const aFile = () => ({ s: { 0: 0, 1: 0 }, f: { 0: 0 }, b: { 0: [0, 0] } });

describe('what has been run', () => {
  it('is new where a counter counts for the first time, and never again', () => {
    const files: Counters = { 'a.js': aFile(), 'b.js': aFile() };
    const coverage = new Coverage(files);
    const run = (count: () => void): boolean => {
      coverage.begin();
      count();
      return coverage.isNew();
    };
    expect(run(() => undefined)).toBe(false);
    expect(run(() => files['a.js']!.s[1]!++)).toBe(true);
    expect(run(() => files['a.js']!.s[1]!++)).toBe(false);
    expect(run(() => files['b.js']!.s[1]!++)).toBe(true);
    expect(run(() => files['b.js']!.b[0]![1]!++)).toBe(true);
    expect(run(() => files['b.js']!.f[0]!++)).toBe(true);
    expect(coverage.figures).toEqual({ places: 10, reached: 4 });
  });

  it('is new where something is run many times that was run a few times before', () => {
    const files: Counters = { 'a.js': aFile() };
    const coverage = new Coverage(files);
    const ran = (times: number): boolean => {
      coverage.begin();
      files['a.js']!.s[0]! += times;
      return coverage.isNew();
    };
    expect([1, 2, 3, 4, 7, 8, 15, 31, 33, 127, 128, 100_000].map(ran)).toEqual([
      ...[true, true, true, true, false, true, false, true, true, false, true, false],
    ]);
  });
});
