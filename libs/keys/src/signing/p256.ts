import { createECDH, ECDH } from 'node:crypto';

import { concatBytes, fromHex, toHex } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

/** Bytes of a coordinate, of a private key, and of each half of a signature [SEC 2 §2.4.2]. */
export const P256_BYTES = 32;
/** Bytes of a public key in its short form: 02 or 03, by whether y is even or odd, then x [SEC 1 §2.3.3]. */
export const P256_SHORT_BYTES = 33;

const CURVE = 'prime256v1';
/** The order of the curve [SEC 2 §2.4.2]. */
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
const LONG_FORM = 0x04;
const SIGNATURE_BYTES = 64;
/** DER: SEQUENCE, INTEGER [X.690 §8.9, §8.3]. */
const [SEQUENCE, INTEGER] = [0x30, 0x02];

/** Both coordinates of a public key, 32 bytes each. */
export interface P256Point {
  readonly x: Uint8Array;
  readonly y: Uint8Array;
}

/**
 * The short form of a public key: the only one in key sets and in the journal of a device, so that no key has two spellings there.
 *
 * @returns undefined if the point is not on the curve
 */
export function shortP256({ x, y }: P256Point): Uint8Array | undefined {
  if (x.length !== P256_BYTES || y.length !== P256_BYTES) return undefined;
  return converted(concatBytes(Uint8Array.of(LONG_FORM), x, y), 'compressed');
}

/**
 * The point of a short form.
 *
 * @returns undefined if it is no short form, or no point of the curve has this x
 */
export function pointOfP256(short: Uint8Array): P256Point | undefined {
  if (short.length !== P256_SHORT_BYTES || (short[0] !== 2 && short[0] !== 3)) return undefined;
  const long = converted(short, 'uncompressed');
  return long && { x: long.slice(1, 1 + P256_BYTES), y: long.slice(1 + P256_BYTES) };
}

/** OpenSSL reads a point only if its coordinates are below the prime and fulfil the equation. */
function converted(point: Uint8Array, form: 'compressed' | 'uncompressed'): Uint8Array | undefined {
  try {
    return new Uint8Array(ECDH.convertKey(point, CURVE, undefined, undefined, form) as Buffer);
  } catch {
    return undefined;
  }
}

/** Whether these bytes are a private key: 32 of them, from 1 to the order less one. About one in 2^32 random ones is not. */
export const isP256Scalar = (bytes: Uint8Array): boolean => bytes.length === P256_BYTES && isInRange(numberOf(bytes));

/** The public point of a private key. @throws RangeError if it is none */
export function p256PointOf(scalar: Uint8Array): P256Point {
  if (!isP256Scalar(scalar)) throw new RangeError('a private key of P-256 is a number from 1 to the order less one');
  const pair = createECDH(CURVE);
  pair.setPrivateKey(scalar);
  return pointOfP256(new Uint8Array(pair.getPublicKey(undefined, 'compressed')))!;
}

/**
 * What is wrong with the form of an ES256 signature, r and s of 32 bytes each [RFC 7518 §3.4]; undefined if nothing is. Numbers that no signature has are
 * refused before anything is computed. Of s and n − s, which both fit, the lower one counts alone: otherwise whoever passes a release on could give it
 * a second signature, and so a second digest, without a key.
 */
export function es256Problem(signature: Uint8Array): string | undefined {
  if (signature.length !== SIGNATURE_BYTES) return `a signature has ${SIGNATURE_BYTES} bytes, not ${signature.length}`;
  const [r, s] = halvesOf(signature);
  if (!isInRange(r)) return 'r of the signature is 0, or not below the order of the curve';
  if (!isInRange(s)) return 's of the signature is 0, or not below the order of the curve';
  return isHigh(s)
    ? 's of the signature is above half of the order: n − s stands in its place, so that there is one signature only'
    : undefined;
}

/** The same signature with the lower one of s and n − s; what is no signature is left as it is. */
export function withLowS(signature: Uint8Array): Uint8Array {
  if (signature.length !== SIGNATURE_BYTES) return signature;
  const [, s] = halvesOf(signature);
  return isInRange(s) && isHigh(s) ? concatBytes(signature.subarray(0, P256_BYTES), bytesOf(ORDER - s)) : signature;
}

/**
 * A signature as devices want it, of whatever a program or a token answers: 64 bytes, r and s, as PKCS #11 has it, or the DER of OpenSSL, cloud services and
 * smart cards [RFC 3279 §2.2.3]. What has exactly 64 bytes is taken for the first: DER of that length has r or s with bytes of zeros before them, which fewer than
 * one in 2^40 have.
 *
 * @throws Fault `signature_invalid` if it is neither
 */
export function es256Of(answer: Uint8Array): Uint8Array {
  if (answer.length === SIGNATURE_BYTES) return withLowS(answer);
  const [r, s] = integersOf(answer) ?? [];
  if (!r || !s)
    throw faultOf(
      'signature_invalid',
      `an ES256 signature has 64 bytes, r and s, or is their DER; these are ${answer.length} bytes of something else`,
    );
  return withLowS(concatBytes(r, s));
}

/** The two numbers of a DER signature, 32 bytes each; undefined if it is none, or says them in another way than DER does. */
function integersOf(der: Uint8Array): readonly [Uint8Array, Uint8Array] | undefined {
  // Both numbers have 33 bytes at most, so each length fits into one byte.
  if (der.length < 8 || der[0] !== SEQUENCE || der[1] !== der.length - 2) return undefined;
  const first = integerAt(der, 2);
  const second = first && integerAt(der, first.end);
  return second?.end === der.length ? [first!.bytes, second.bytes] : undefined;
}

function integerAt(der: Uint8Array, at: number): { readonly bytes: Uint8Array; readonly end: number } | undefined {
  const [tag, length = 0] = [der[at], der[at + 1]];
  const end = at + 2 + length;
  if (tag !== INTEGER || length < 1 || end > der.length) return undefined;
  const digits = digitsOf(der.subarray(at + 2, end));
  return digits && { bytes: concatBytes(new Uint8Array(P256_BYTES - digits.length), digits), end };
}

/** The digits of a number from 0 on, 32 at most; undefined if it is below zero, longer, or has a zero before it that DER does not write. */
function digitsOf(value: Uint8Array): Uint8Array | undefined {
  const [first, second] = [value[0]!, value[1]];
  const isPadded = first === 0 && second !== undefined;
  if (first >= 0x80 || (isPadded && second < 0x80)) return undefined;
  const digits = isPadded ? value.subarray(1) : value;
  return digits.length <= P256_BYTES ? digits : undefined;
}

const halvesOf = (signature: Uint8Array): readonly [bigint, bigint] => [
  numberOf(signature.subarray(0, P256_BYTES)),
  numberOf(signature.subarray(P256_BYTES)),
];
const isInRange = (value: bigint): boolean => value > 0n && value < ORDER;
const isHigh = (s: bigint): boolean => s > ORDER / 2n;
const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);
const bytesOf = (value: bigint): Uint8Array => fromHex(value.toString(16).padStart(2 * P256_BYTES, '0'))!;
