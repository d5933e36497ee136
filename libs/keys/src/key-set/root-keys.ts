import { isFault, toBase64Url } from '@twinbank/primitives';
import { faultOf, keysFor, type KeySet, type KeyUse } from '@twinbank/protocol';

import { readTeamKey, type RootKeys } from '../signing/signing-policy.js';
import type { PublicJwk } from '../signing-key.js';

/**
 * The keys of a set for one use, as JWK with their ids.
 *
 * @throws Fault `key_set_malformed` for a key with which anybody can sign
 */
export function keySetKeys(set: Pick<KeySet, 'keys'>, use: KeyUse): readonly PublicJwk[] {
  return keysFor(set, use).map(({ x }) => publicJwkOf(x));
}

/** The root keys of a set. */
export const rootKeysOf = (set: Pick<KeySet, 'keys' | 'rootThreshold'>): RootKeys => ({
  keys: keySetKeys(set, 'root'),
  threshold: set.rootThreshold,
});

function publicJwkOf(x: Uint8Array): PublicJwk {
  try {
    return readTeamKey({ kty: 'OKP', crv: 'Ed25519', x: toBase64Url(x) });
  } catch (error) {
    if (isFault(error)) throw faultOf('key_set_malformed', error.detail);
    throw error;
  }
}
