import { describe, expect, it } from '@jest/globals';

import { PARTS, PART_NAMES } from '@twinbank/parts';

import { flatImage } from './flat-image.js';
import { readIntelHex } from './intel-hex.js';

const BASE = 0x08000000;
const at = (address: number, ...bytes: number[]) => ({ address, bytes: Uint8Array.from(bytes) });

describe('an image laid out flat', () => {
  it('has its gaps filled with FF, and names them', () => {
    const { bytes, gaps } = flatImage([at(BASE, 1, 2), at(BASE + 5, 6), at(BASE + 8, 9)], 'STM32G484');
    expect([...bytes]).toEqual([1, 2, 0xff, 0xff, 0xff, 6, 0xff, 0xff, 9]);
    expect(gaps).toEqual([
      { address: BASE + 2, length: 3 },
      { address: BASE + 6, length: 2 },
    ]);
    expect(flatImage([at(BASE, 7)], 'STM32L083')).toEqual({ bytes: Uint8Array.of(7), gaps: [] });
  });

  it.each<[string, ReturnType<typeof at>[], RegExp]>([
    ['without a vector table', [at(BASE + 4, 1)], /begins at 0x08000004/],
    ['of RAM', [at(BASE, 1), at(0x20000000, 1)], /1 bytes at 0x20000000, which is not flash of a bank/],
    ['of option bytes', [at(BASE, 1), at(0x1fff7800, 1, 2)], /not flash of a bank/],
  ])('is none %s', (_what, stretches, reason) => {
    expect(() =>
      flatImage(
        [...stretches].sort((a, b) => a.address - b.address),
        'STM32G484',
      ),
    ).toThrow(reason);
  });

  it.each(PART_NAMES)('is none of bank 2, or longer than a bank, on the %s', (part) => {
    const { bankBytes } = PARTS[part];
    expect(() => flatImage([at(BASE + bankBytes, 1)], part)).toThrow(/bank 2/);
    expect(() => flatImage([at(BASE + bankBytes - 1, 1, 2)], part)).toThrow(/beyond the end of bank 1/);
    expect(flatImage([at(BASE, 1), at(BASE + bankBytes - 1, 1)], part).bytes).toHaveLength(bankBytes);
  });

  it('is made of a file as linkers write it', () => {
    const file = new TextEncoder().encode(':020000040800F2\n:0400000001020304F2\n:02001000AABB89\n:00000001FF\n');
    const { bytes } = flatImage(readIntelHex(file, 100).stretches, 'STM32L486');
    expect([...bytes.subarray(0, 5), bytes[16], bytes.length]).toEqual([1, 2, 3, 4, 0xff, 0xaa, 18]);
  });
});
