import { toBase64Url } from '@twinbank/primitives';
import { encodeKeySet, type KeySet, type KeySetSignature, type SignedKeySet } from '@twinbank/protocol';

import { JWS_TYPES, JwsSigner, type SigningKey } from '../signing-key.js';

/**
 * Signs a key set, where its root keys are: those that hold, and those that it names if they are others.
 *
 * @example
 * ```ts
 * import { rootKeysOf, signingKeyFromSeed, signKeySet, verifyKeySet } from '@twinbank/keys';
 * import { fromBase64Url } from '@twinbank/primitives';
 *
 * const key = await signingKeyFromSeed(new Uint8Array(32).fill(1));
 * const keys = [{ x: fromBase64Url(key.publicJwk.x)!, uses: ['root', 'manifest', 'ticket'] as const }];
 * const more = { issuedAtMs: 1000, expiresAtMs: 2000, rootThreshold: 1, manifestThreshold: 1 };
 * const signed = await signKeySet({ product: 'pump', version: 1, ...more, keys }, [key]);
 * const roots = { keys: [key.publicJwk], threshold: 1 };
 * console.log(verifyKeySet(signed, { product: 'pump', version: 0, roots }, 1500).version); // 1
 * ```
 */
export async function signKeySet(set: KeySet, roots: readonly SigningKey[]): Promise<SignedKeySet> {
  const payload = encodeKeySet(set);
  const signatures: KeySetSignature[] = [];
  for (const root of roots) {
    const compact = await (await JwsSigner.of(root)).signBytes(payload, JWS_TYPES.keySet);
    const [header = '', , signature = ''] = compact.split('.');
    signatures.push({ protected: header, signature });
  }
  return { keySet: toBase64Url(payload), signatures };
}
