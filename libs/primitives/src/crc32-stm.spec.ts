import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { concatBytes, utf8 } from './bytes.js';
import { CRC32_STM_INIT, crc32Stm } from './crc32-stm.js';

/** CRC-32/MPEG-2 of a byte stream, one bit at a time: written from its definition, independent of the table. */
function mpeg2(bytes: Iterable<number>): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte) << 24n;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000n ? ((crc << 1n) & 0xffffffffn) ^ 0x04c11db7n : crc << 1n;
  }
  return Number(crc);
}

/** The bytes of each 32-bit word in reverse order, as a little-endian load brings them to the unit's register. */
const byWords = (bytes: Uint8Array): number[] => [...bytes].map((_, index) => bytes[(index & ~3) + 3 - (index & 3)]!);

const words = (minLength = 0): fc.Arbitrary<Uint8Array> =>
  fc
    .uint32Array({ minLength, maxLength: 64 })
    .map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice());

describe('the independent implementation in this test', () => {
  it('has the catalogued check value of CRC-32/MPEG-2', () => expect(mpeg2(utf8('123456789'))).toBe(0x0376e6e7));
  it('gives a different value for bytes than for little-endian words', () =>
    expect(mpeg2(utf8('0123456789abcdef'))).toBe(0xdbd233b1));
});

describe('crc32Stm', () => {
  it('gives the value of the CRC unit fed with little-endian words', () => {
    expect(crc32Stm(utf8('0123456789abcdef'))).toBe(0x50b663c0);
    expect(mpeg2(byWords(utf8('0123456789abcdef')))).toBe(0x50b663c0);
  });

  it('gives the start value for no bytes', () => expect(crc32Stm(new Uint8Array(0))).toBe(CRC32_STM_INIT));

  it('gives the known values of one word of zeros and of one word of ones', () => {
    // The remainder of the start value itself, and of its complement: only the polynomial's table is involved.
    expect(crc32Stm(new Uint8Array(4))).toBe(0xc704dd7b);
    expect(crc32Stm(new Uint8Array(4).fill(0xff))).toBe(0);
  });

  it('agrees with the bit-by-bit definition for every input', () => {
    fc.assert(fc.property(words(), (bytes) => expect(crc32Stm(bytes)).toBe(mpeg2(byWords(bytes)))));
  });

  it('can be computed in pieces', () => {
    fc.assert(
      fc.property(words(), words(), (head, tail) =>
        expect(crc32Stm(tail, crc32Stm(head))).toBe(crc32Stm(concatBytes(head, tail))),
      ),
    );
  });

  it('detects every change of a single bit', () => {
    fc.assert(
      fc.property(words(1), fc.nat(), fc.nat(7), (bytes, at, bit) => {
        const changed = bytes.slice();
        changed[at % bytes.length]! ^= 1 << bit;
        expect(crc32Stm(changed)).not.toBe(crc32Stm(bytes));
      }),
    );
  });

  it.each([1, 2, 3, 5])('refuses %i bytes, because the unit takes whole words', (length) => {
    expect(() => crc32Stm(new Uint8Array(length))).toThrow(RangeError);
  });
});
