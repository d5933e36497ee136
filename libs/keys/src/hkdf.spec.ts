import { describe, expect, it } from '@jest/globals';

import { fromHex, toHex } from '@twinbank/primitives';

import { hkdfSha256 } from './hkdf.js';

const rising = (from: number, to: number): Uint8Array =>
  Uint8Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** [RFC 5869 appendix A]: the cases with SHA-256. */
const CASES = [
  {
    name: 'A.1, basic',
    secret: new Uint8Array(22).fill(0x0b),
    salt: rising(0x00, 0x0c),
    info: rising(0xf0, 0xf9),
    okm: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  },
  {
    name: 'A.2, longer inputs and outputs',
    secret: rising(0x00, 0x4f),
    salt: rising(0x60, 0xaf),
    info: rising(0xb0, 0xff),
    okm: 'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
  },
  {
    name: 'A.3, no salt and no info',
    secret: new Uint8Array(22).fill(0x0b),
    salt: new Uint8Array(0),
    info: new Uint8Array(0),
    okm: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  },
];

describe('hkdfSha256', () => {
  it.each(CASES)('gives the known answer of RFC 5869 $name', ({ secret, salt, info, okm }) => {
    expect(toHex(hkdfSha256({ secret, salt, info, length: fromHex(okm)!.length }))).toBe(okm);
  });

  it('gives a short output as the beginning of a longer one', () => {
    const { secret, salt, info, okm } = CASES[0]!;
    expect(toHex(hkdfSha256({ secret, salt, info, length: 16 }))).toBe(okm.slice(0, 32));
  });
});
