import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { formatCut, parseCut, type Cut } from './cut.js';

const cuts = fc.record({
  at: fc.integer({ min: 1, max: 1e6 }),
  moment: fc.constantFrom('before', 'after', 'torn'),
  seed: fc.nat(1000),
  event: fc.constantFrom('power-off', 'watchdog', 'pin', 'software', 'option-bytes'),
}) as fc.Arbitrary<Cut>;

describe('a cut in one word', () => {
  it('reads back as it was', () => {
    fc.assert(
      fc.property(cuts, (cut) => {
        const known = cut.moment === 'torn' ? cut : { ...cut, seed: 0 };
        expect(parseCut(formatCut(known))).toEqual(known);
        expect(parseCut(formatCut({ ...known, ramWrites: 7 }))).toEqual({ ...known, ramWrites: 7 });
      }),
    );
  });

  it.each(['', '12', '12:during', '12:torn1!lightning', 'x:before'])('is not %p', (text) => {
    expect(() => parseCut(text)).toThrow(RangeError);
  });
});
