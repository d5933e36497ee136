import { fromBase64Url, toBase64Url, toHex, utf8 } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { sha256 } from '../digest.js';
import type { Ed25519Jwk, P256Jwk, PublicJwk } from '../signing-key.js';
import { P256_BYTES, shortP256 } from './p256.js';

/** Characters of 32 bytes in base64url. */
const COORDINATE_LENGTH = 43;
/**
 * Encodings of points of small order without their sign, by the y coordinate: with such a key anybody can make a signature
 * that fits [RFC 8032 §5.1, Chalkias et al., "Taming the many EdDSAs"].
 */
const SMALL_ORDER = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/**
 * Reads a public key, of Ed25519 or P-256; `kid` is its thumbprint, and may be left out [RFC 7638, RFC 8037 §2, RFC 7518 §6.2]. Each key has one spelling:
 * coordinates of 32 bytes in base64url without padding.
 *
 * @throws Fault `signing_key_private`, `signing_key_unsupported`
 */
export function readTeamKey(jwk: Readonly<Record<string, unknown>>): PublicJwk {
  if (['d', 'k', 'p', 'q'].some((name) => jwk[name] !== undefined))
    throw faultOf('signing_key_private', 'this is a private key, which nobody else may have; it was not kept');
  requireCheckable(jwk);
  const read = jwk['kty'] === 'EC' ? readP256(jwk) : readEd25519(jwk);
  if (jwk['kid'] !== undefined && jwk['kid'] !== read.kid)
    throw faultOf('signing_key_unsupported', `the key’s id is its thumbprint, ${read.kid}`);
  return read;
}

function readEd25519({ kty, crv, x }: Readonly<Record<string, unknown>>): Ed25519Jwk {
  const bytes = coordinate(x);
  if (kty !== 'OKP' || crv !== 'Ed25519' || !bytes)
    throw faultOf(
      'signing_key_unsupported',
      'a key is {"kty":"OKP","crv":"Ed25519","x":"…"}, or {"kty":"EC","crv":"P-256","x":"…","y":"…"}, x and y of 32 bytes each',
    );
  if (isSmallOrder(bytes)) throw faultOf('signing_key_unsupported', 'anybody can sign with this key');
  return { kty, crv, x: toBase64Url(bytes), kid: thumbprintOf({ crv, kty, x: toBase64Url(bytes) }) };
}

/** A key that is no point of the curve is nobody's: whoever made the file made it wrong, or wants to find out what is computed with it. */
function readP256({ alg, ...jwk }: Readonly<Record<string, unknown>>): P256Jwk {
  const [xBytes, yBytes] = [coordinate(jwk['x']), coordinate(jwk['y'])];
  if (!xBytes || !yBytes)
    throw faultOf('signing_key_unsupported', 'a key of P-256 has x and y, of 32 bytes each, in base64url');
  if (alg !== undefined && alg !== 'ES256')
    throw faultOf('signing_key_unsupported', 'the key is for something else than ES256, by its own `alg`');
  if (!shortP256({ x: xBytes, y: yBytes }))
    throw faultOf('signing_key_unsupported', 'x and y are no point of P-256: the key was damaged, or made up');
  const [x, y] = [toBase64Url(xBytes), toBase64Url(yBytes)];
  const [crv, kty] = ['P-256', 'EC'] as const;
  return { kty, crv, alg: 'ES256', x, y, kid: thumbprintOf({ crv, kty, x, y }) };
}

/** 32 bytes, if they are written in the one way in which base64url has them. */
function coordinate(text: unknown): Uint8Array | undefined {
  const bytes = typeof text === 'string' && text.length === COORDINATE_LENGTH ? fromBase64Url(text) : undefined;
  return bytes?.length === P256_BYTES && toBase64Url(bytes) === text ? bytes : undefined;
}

/** Names a kind of key that people have and no device checks. A curve that is not one of JWK's names is not repeated. */
function requireCheckable({ kty, crv }: Readonly<Record<string, unknown>>): void {
  if ((kty !== 'EC' && kty !== 'RSA') || (kty === 'EC' && crv === 'P-256')) return;
  const name = kty === 'EC' && typeof crv === 'string' && /^[\w-]{1,20}$/.test(crv) ? crv : kty;
  throw faultOf('signing_key_unsupported', `no device checks a key of ${name}: they check Ed25519 and P-256 alone`);
}

/**
 * Whether one private key signs for two of these: of P-256, the points of one x are a key and its negative, and whoever holds the one holds the other. Their
 * thumbprints differ, so a threshold would count both.
 */
export function signedByOne(keys: readonly PublicJwk[]): boolean {
  const xs = keys.filter(({ kty }) => kty === 'EC').map(({ x }) => x);
  return new Set(xs).size < xs.length;
}

/** The thumbprint of a key by its fields in their order [RFC 7638 §3]. */
const thumbprintOf = (fields: Readonly<Record<string, string>>): string =>
  toBase64Url(sha256(utf8(JSON.stringify(fields))));

function isSmallOrder(point: Uint8Array): boolean {
  const y = Uint8Array.from(point);
  y[31]! &= 0x7f;
  return SMALL_ORDER.has(toHex(y));
}
