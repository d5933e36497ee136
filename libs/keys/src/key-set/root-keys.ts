import { fromBase64Url, isFault, toBase64Url } from '@twinbank/primitives';
import { faultOf, isP256Key, keysFor, type KeySet, type KeyUse } from '@twinbank/protocol';

import { pointOfP256, shortP256 } from '../signing/p256.js';
import { readTeamKey } from '../signing/public-key.js';
import type { RootKeys } from '../signing/signing-policy.js';
import type { PublicJwk } from '../signing-key.js';

/**
 * The keys of a set for one use, as JWK with their ids.
 *
 * @throws Fault `key_set_malformed` for a key with which anybody can sign, or that is no point of its curve
 */
export function keySetKeys(set: Pick<KeySet, 'keys'>, use: KeyUse): readonly PublicJwk[] {
  return keysFor(set, use).map(({ x }) => publicJwkOf(x));
}

/** The root keys of a set. */
export const rootKeysOf = (set: Pick<KeySet, 'keys' | 'rootThreshold'>): RootKeys => ({
  keys: keySetKeys(set, 'root'),
  threshold: set.rootThreshold,
});

/** A key as key sets have it: 32 bytes of Ed25519, or 33 of P-256 in its short form. */
export function keySetPoint(jwk: PublicJwk): Uint8Array {
  const x = fromBase64Url(jwk.x)!;
  return jwk.kty === 'OKP' ? x : shortP256({ x, y: fromBase64Url(jwk.y)! })!;
}

/** Whether a set names a key of P-256: agents that do not know these cannot read it. */
export const namesP256 = ({ keys }: Pick<KeySet, 'keys'>): boolean => keys.some(isP256Key);

function publicJwkOf(x: Uint8Array): PublicJwk {
  try {
    return readTeamKey(jwkOf(x));
  } catch (error) {
    if (isFault(error)) throw faultOf('key_set_malformed', error.detail);
    throw error;
  }
}

function jwkOf(x: Uint8Array): Readonly<Record<string, unknown>> {
  if (!isP256Key({ x })) return { kty: 'OKP', crv: 'Ed25519', x: toBase64Url(x) };
  const point = pointOfP256(x);
  if (!point) throw faultOf('key_set_malformed', 'a key of P-256 is no point of the curve');
  return { kty: 'EC', crv: 'P-256', x: toBase64Url(point.x), y: toBase64Url(point.y) };
}
