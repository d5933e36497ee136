import { describe, expect, it } from '@jest/globals';

import { readLineShape } from './line-shape.js';

describe('the shape of a line', () => {
  it('is a rate, with an optional round trip time', () => {
    expect(readLineShape('2500:1400')).toEqual({ bytesPerS: 2500, roundTripMs: 1400 });
    expect(readLineShape('800')).toEqual({ bytesPerS: 800, roundTripMs: 0 });
  });

  it.each([
    '',
    ':',
    '2500:',
    ':1400',
    '99',
    '100000001',
    '2500:20001',
    '-5',
    '2.5',
    '2500:1.4',
    '2500:1400:1',
    '2500 :1400',
    '1e4',
    '0x99',
  ])('is not: %j', (text) => expect(readLineShape(text)).toBeUndefined());
});
