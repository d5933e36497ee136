import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { concatBytes, fromHex, isFault, toHex, utf8 } from '@twinbank/primitives';

import { p256KeyFromScalar } from '../signing-key.js';
import { es256Of, es256Problem, isP256Scalar, p256PointOf, pointOfP256, shortP256, withLowS } from './p256.js';

const hex = (text: string): Uint8Array => fromHex(text.replaceAll(' ', ''))!;

/** [RFC 6979 §A.2.5]: the key, and its signature of the SHA-256 of "sample". */
const RFC6979 = {
  d: hex('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721'),
  x: hex('60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6'),
  y: hex('7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299'),
  r: hex('efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716'),
  s: hex('f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8'),
};
const ORDER = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551';
const PRIME = 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff';
const ZERO = new Uint8Array(32);
const big = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);
const bytesOf = (value: bigint): Uint8Array => fromHex(value.toString(16).padStart(64, '0'))!;
const N = BigInt(`0x${ORDER}`);
const ONE = bytesOf(1n);

describe('a point of P-256', () => {
  it('has one short form, by whether y is even, and is found again from it [RFC 6979 §A.2.5]', () => {
    const { d, x, y } = RFC6979;
    expect(p256PointOf(d)).toEqual({ x, y });
    const odd = concatBytes(Uint8Array.of(3), x);
    expect([shortP256({ x, y }), pointOfP256(odd)]).toEqual([odd, { x, y }]);
    const negative = bytesOf(BigInt(`0x${PRIME}`) - big(y));
    const even = concatBytes(Uint8Array.of(2), x);
    expect([shortP256({ x, y: negative }), pointOfP256(even)]).toEqual([even, { x, y: negative }]);
  });

  it('is none where the curve has none, nor with a coordinate of the prime or above it', () => {
    const { x, y } = RFC6979;
    const off = Uint8Array.from(y);
    off[31]! ^= 1;
    for (const point of [
      { x, y: off },
      { x, y: ZERO },
      { x: ZERO, y: ZERO },
      { x: y, y: x },
    ])
      expect(shortP256(point)).toBeUndefined();
    // The point of x = 5 with p added to x: the same to whoever reduces what it reads.
    const five = pointOfP256(concatBytes(Uint8Array.of(2), bytesOf(5n)))!;
    expect(shortP256(five)).toBeDefined();
    const beyond = bytesOf(5n + BigInt(`0x${PRIME}`));
    expect(shortP256({ x: beyond, y: five.y })).toBeUndefined();
    expect(pointOfP256(concatBytes(Uint8Array.of(2), beyond))).toBeUndefined();
    // No point has x = 1.
    expect(pointOfP256(concatBytes(Uint8Array.of(2), bytesOf(1n)))).toBeUndefined();
  });

  it('is none in another form: uncompressed, hybrid, at infinity, or of another length', () => {
    const { x, y } = RFC6979;
    const long = concatBytes(Uint8Array.of(4), x, y);
    const others = [long, new Uint8Array(1), new Uint8Array(0), x, concatBytes(Uint8Array.of(3), x, ZERO)];
    for (const bytes of others) expect(pointOfP256(bytes)).toBeUndefined();
    for (const first of [0, 1, 4, 5, 6, 7, 255])
      expect(pointOfP256(concatBytes(Uint8Array.of(first), x))).toBeUndefined();
    expect(shortP256({ x: x.subarray(1), y })).toBeUndefined();
    expect(shortP256({ x, y: concatBytes(y, Uint8Array.of(0)) })).toBeUndefined();
  });

  it('belongs to a private key from 1 to the order less one', () => {
    const keys = [
      ONE,
      bytesOf(N - 1n),
      RFC6979.d,
      ZERO,
      fromHex(ORDER)!,
      new Uint8Array(32).fill(255),
      new Uint8Array(31).fill(1),
    ];
    expect(keys.map(isP256Scalar)).toEqual([true, true, true, false, false, false, false]);
    expect(() => p256PointOf(ZERO)).toThrow(RangeError);
    expect(() => p256PointOf(fromHex(ORDER)!)).toThrow(RangeError);
  });
});

describe('an ES256 signature', () => {
  const { r, s } = RFC6979;
  const low = bytesOf(N - big(s));

  it('has r and s from 1 to the order less one, and the lower one of s and n − s', () => {
    const problem = (first: Uint8Array, second: Uint8Array): string | undefined =>
      es256Problem(concatBytes(first, second));
    expect(problem(r, low)).toBeUndefined();
    for (const out of [ZERO, fromHex(ORDER)!, new Uint8Array(32).fill(255)]) {
      expect(problem(out, low)).toMatch(/^r of the signature is 0, or not below/);
      expect(problem(r, out)).toMatch(/^s of the signature is 0, or not below/);
    }
    expect(problem(r, s)).toMatch(/above half of the order: n − s stands/);
    expect([problem(r, bytesOf(N / 2n)), problem(r, bytesOf(N / 2n + 1n))]).toEqual([undefined, expect.any(String)]);
    for (const length of [0, 63, 65, 70, 72]) expect(es256Problem(new Uint8Array(length))).toMatch(/has 64 bytes/);
  });

  it('goes on to fit with the lower s: that of RFC 6979 §A.2.5, by another implementation', async () => {
    const { publicJwk } = await p256KeyFromScalar(RFC6979.d);
    const key = createPublicKey({ key: { ...publicJwk }, format: 'jwk' });
    const fits = (signature: Uint8Array): boolean =>
      verify('sha256', utf8('sample'), { key, dsaEncoding: 'ieee-p1363' }, signature);
    const high = concatBytes(r, s);
    expect([fits(high), fits(withLowS(high))]).toEqual([true, true]);
    expect(withLowS(high)).toEqual(concatBytes(r, low));
    expect(withLowS(withLowS(high))).toEqual(withLowS(high));
    for (const none of [concatBytes(r, ZERO), concatBytes(r, fromHex(ORDER)!), new Uint8Array(63)])
      expect(withLowS(none)).toEqual(none);
  });

  it('is the same of raw bytes and of the DER that OpenSSL makes, with the lower s', async () => {
    const { privateJwk } = await p256KeyFromScalar(RFC6979.d);
    const key = createPrivateKey({ key: privateJwk as Record<string, string>, format: 'jwk' });
    for (let count = 0; count < 64; count++) {
      const der = new Uint8Array(sign('sha256', utf8(`${count}`), key));
      const signature = es256Of(der);
      expect(es256Problem(signature)).toBeUndefined();
      const { publicJwk } = await p256KeyFromScalar(RFC6979.d);
      const known = createPublicKey({ key: { ...publicJwk }, format: 'jwk' });
      expect(verify('sha256', utf8(`${count}`), { key: known, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
      expect(es256Of(signature)).toEqual(signature);
    }
  });

  it('is found in DER with short and with long numbers', () => {
    const der = (...numbers: Uint8Array[]): Uint8Array => {
      const parts = numbers.map((number) => concatBytes(Uint8Array.of(2, number.length), number));
      const body = concatBytes(...parts);
      return concatBytes(Uint8Array.of(0x30, body.length), body);
    };
    const padded = (number: Uint8Array): Uint8Array => concatBytes(Uint8Array.of(0), number);
    expect(es256Of(der(Uint8Array.of(1), Uint8Array.of(0x7f)))).toEqual(concatBytes(ONE, bytesOf(0x7fn)));
    expect(es256Of(der(padded(r), low))).toEqual(concatBytes(r, low));
    expect(es256Of(der(padded(r), padded(s)))).toEqual(concatBytes(r, low));
    const good = der(padded(r), low);
    const changed = (at: number, to: number): Uint8Array =>
      Uint8Array.from(good, (byte, index) => (index === at ? to : byte));
    const bad: [string, Uint8Array][] = [
      ['nothing', new Uint8Array(0)],
      ['a number below zero', der(r, low)],
      ['a zero that DER does not write', der(padded(r), padded(low))],
      ['no digits', der(new Uint8Array(0), low)],
      ['33 digits', der(concatBytes(Uint8Array.of(1), r), low)],
      ['34 bytes', der(concatBytes(Uint8Array.of(0, 0), r), low)],
      ['one number', der(low)],
      ['three numbers', der(low, Uint8Array.of(1), Uint8Array.of(1))],
      ['more behind it', concatBytes(good, Uint8Array.of(0))],
      ['its end missing', good.subarray(0, -1)],
      ['another tag', changed(0, 0x31)],
      ['another length', changed(1, good.length - 3)],
      ['a length of two bytes', concatBytes(Uint8Array.of(0x30, 0x81, good.length - 2), good.subarray(2))],
      ['no INTEGER', changed(2, 3)],
      ['a number that reaches outside', changed(3, 0x7f)],
    ];
    for (const [why, bytes] of bad)
      expect({ why, fault: faultOf(() => es256Of(bytes)) }).toEqual({ why, fault: 'signature_invalid' });
  });

  it('is refused, and never anything else thrown, whatever somebody answers', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ maxLength: 70 }).map((bytes) => concatBytes(Uint8Array.of(0x30, bytes.length), bytes)),
    );
    fc.assert(
      fc.property(anything, (bytes) =>
        expect(['signature_invalid', undefined]).toContain(faultOf(() => es256Of(bytes))),
      ),
    );
  });
});

function faultOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
}
