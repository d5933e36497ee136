import { describe, expect, it } from '@jest/globals';

import { PARTS } from '@twinbank/parts';

import { LIMITS } from './limits.js';
import { encodeWant, wantFor } from './transfer-codec.js';

describe('the limits', () => {
  it('are consistent with one another', () => {
    const largestWant = encodeWant(
      wantFor(
        0xffffffff,
        Array.from({ length: LIMITS.wantBitmapBytes * 8 }, (_, block) => block),
      ),
    );
    expect(largestWant.length).toBeLessThanOrEqual(LIMITS.wantBytes);
    expect(LIMITS.blocksMax * LIMITS.blockBytesMax).toBeGreaterThanOrEqual(LIMITS.streamBytesMax);
  });

  it('let blocks be powers of two from the smallest to the largest', () => {
    expect([LIMITS.blockBytesMin, LIMITS.blockBytesMax].map((bytes) => Math.log2(bytes))).toEqual([10, 14]);
  });

  it('let a release fill the bank of every part', () => {
    for (const { bankBytes, blockBytesMax } of Object.values(PARTS)) {
      expect(blockBytesMax).toBeLessThanOrEqual(LIMITS.blockBytesMax);
      expect(Math.ceil((bankBytes + 64) / blockBytesMax)).toBeLessThanOrEqual(LIMITS.blocksMax);
      expect(bankBytes + 64).toBeLessThanOrEqual(LIMITS.streamBytesMax);
    }
  });
});
