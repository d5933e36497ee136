import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { concatBytes, equalBytes, fromBase64Url, fromHex, lengthPrefixed, toBase64Url, toHex, utf8 } from './bytes.js';

const someBytes = fc.uint8Array({ maxLength: 200 });

describe('concatBytes', () => {
  it('keeps every byte in order and does not change its inputs', () => {
    fc.assert(
      fc.property(fc.array(someBytes, { maxLength: 6 }), (parts) => {
        const joined = concatBytes(...parts);
        expect([...joined]).toEqual(parts.flatMap((part) => [...part]));
        joined.fill(0xaa);
        expect(concatBytes(...parts)).toHaveLength(joined.length);
      }),
    );
    expect(concatBytes()).toEqual(new Uint8Array(0));
  });
});

describe('equalBytes', () => {
  it('is true for equal bytes only, whatever surrounds a view', () => {
    const whole = Uint8Array.of(9, 1, 2, 3, 9);
    expect(equalBytes(whole.subarray(1, 4), Uint8Array.of(1, 2, 3))).toBe(true);
    expect(equalBytes(whole, whole.subarray(0, 4))).toBe(false);
  });

  it('detects a change of any single bit', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(), fc.nat(7), (bytes, at, bit) => {
        const changed = bytes.slice();
        changed[at % bytes.length]! ^= 1 << bit;
        expect(equalBytes(bytes, bytes.slice())).toBe(true);
        expect(equalBytes(bytes, changed)).toBe(false);
      }),
    );
  });
});

describe('hexadecimal', () => {
  it('is lower case, with two digits for each byte', () => expect(toHex(Uint8Array.of(0, 10, 255))).toBe('000aff'));

  it('is read back in either case', () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        expect(fromHex(toHex(bytes).toUpperCase())).toEqual(bytes);
      }),
    );
  });

  it.each(['0', '0g', '0x10', ' 00', '00\n', '٠٠'])('refuses %j', (text) => expect(fromHex(text)).toBeUndefined());
});

describe('base64url', () => {
  it.each([
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ])('encodes %j as RFC 4648 §10 does, without padding', (plain, encoded) => {
    expect(toBase64Url(utf8(plain))).toBe(encoded);
    expect(fromBase64Url(encoded)).toEqual(utf8(plain));
  });

  it('uses the letters of the URL alphabet', () => expect(toBase64Url(Uint8Array.of(0xfb, 0xff, 0xfe))).toBe('-__-'));

  it('agrees with another implementation in both directions', () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each(['A', 'AAAAA', 'Zg==', 'a+b/', 'Zm 8', 'Zm8\n', 'é'])('refuses %j', (text) =>
    expect(fromBase64Url(text)).toBeUndefined(),
  );

  it('accepts one text for each value: unused bits are zero', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{0,12}$/), (text) => {
        const bytes = fromBase64Url(text);
        if (bytes) expect(toBase64Url(bytes)).toBe(text);
      }),
      { numRuns: 500 },
    );
    expect(fromBase64Url('Zh')).toBeUndefined();
    expect(fromBase64Url('Zm9')).toBeUndefined();
  });
});

describe('lengthPrefixed', () => {
  it('puts a 16-bit big-endian length before each field', () => {
    expect(toHex(lengthPrefixed('ab', Uint8Array.of(1), ''))).toBe('00026162' + '000101' + '0000');
    expect(toHex(lengthPrefixed(new Uint8Array(258)).subarray(0, 3))).toBe('010200');
  });

  it('is unambiguous: different lists of fields give different bytes', () => {
    const fields = fc.array(fc.uint8Array({ maxLength: 4, max: 3 }), { maxLength: 4 });
    fc.assert(
      fc.property(fields, fields, (one, other) => {
        const same = JSON.stringify(one.map(toHex)) === JSON.stringify(other.map(toHex));
        expect(equalBytes(lengthPrefixed(...one), lengthPrefixed(...other))).toBe(same);
      }),
      { numRuns: 1000 },
    );
  });

  it('accepts fields of up to 65 535 bytes', () => {
    expect(lengthPrefixed(new Uint8Array(0xffff))).toHaveLength(0xffff + 2);
    expect(() => lengthPrefixed(new Uint8Array(0x10000))).toThrow(RangeError);
  });
});
