import { describe, expect, it } from '@jest/globals';

import { bytesText, countText, microsText, percentile, rateText } from './figures.js';

describe('figures for people', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 KB'],
    [999_960, '1.0 MB'],
    [268_435_456, '268 MB'],
  ])('writes %d bytes as %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

  it('groups digits in threes', () => {
    expect(countText(7)).toBe('7');
    expect(countText(1234567)).toBe('1 234 567');
  });

  it('shows no rate before time has passed', () => {
    expect(rateText(5000, 0)).toBe('–');
    expect(rateText(5000, 2)).toBe('2.5 KB/s');
  });

  it('chooses the unit of a short time', () => {
    expect([0.94, 12.5, 3100, 2e6].map(microsText)).toEqual(['940 ns', '12.5 µs', '3.1 ms', '2.0 s']);
  });

  it('takes percentiles by nearest rank', () => {
    expect(percentile([], 0.5)).toBeUndefined();
    expect(percentile([5, 1, 3], 0.5)).toBe(3);
    expect(percentile([5, 1, 3], 1)).toBe(5);
    expect(percentile([5, 1, 3], 0)).toBe(1);
  });
});
