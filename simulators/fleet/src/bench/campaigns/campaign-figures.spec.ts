import { describe, expect, it } from '@jest/globals';

import { figuresText, isKept, p99, valueText } from './campaign-figures.js';

describe('the figures of campaigns', () => {
  it('are the 99th percentile of what was measured, and none of nothing', () => {
    expect(p99(Array.from({ length: 100 }, (_, index) => 100 - index))).toBe(99);
    expect(() => p99([])).toThrow(RangeError);
  });

  it('keep an aim that they reach exactly, and every aim that nobody has', () => {
    const figure = { what: 'x', unit: 'ms' as const };
    expect([49, 50, 51].map((value) => isKept({ ...figure, value, aim: 50 }))).toEqual([true, true, false]);
    expect(isKept({ ...figure, value: 1e9 })).toBe(true);
  });

  it('have units', () => {
    expect([
      valueText({ value: 3.21, unit: 's' }),
      valueText({ value: 0.42, unit: 'ms' }),
      valueText({ value: 41.4, unit: 'ms' }),
      valueText({ value: 412_300_000, unit: 'bytes' }),
      valueText({ value: 1.14, unit: '×' }),
    ]).toEqual(['3.2 s', '0.4 ms', '41 ms', '412 MB', '1.1 ×']);
  });

  it('stand beside their aims', () => {
    const lines = figuresText([
      { what: 'started', value: 7, unit: 's', aim: 5 },
      { what: 'memory', value: 1e9, unit: 'bytes' },
    ]).split('\n');
    expect(lines[2]).toMatch(/^started +7\.0 s +≤ 5\.0 s +MISSED$/);
    expect(lines[3]).toMatch(/^memory +1 000 MB$/);
  });
});
