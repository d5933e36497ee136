import { fromBase64Url } from '@twinbank/primitives';
import { decodeKeySet, faultOf, LIMITS, type KeySet, type SignedKeySet } from '@twinbank/protocol';

import { JWS_TYPES } from '../signing-key.js';
import { keyIdOfJws, TrustedKeys, verifyJws } from '../verification.js';
import type { RootKeys } from '../signing/signing-policy.js';
import { keySetKeys, rootKeysOf } from './root-keys.js';

/** What a key set has to follow. */
export interface HeldKeySet {
  readonly product: string;
  /** 0 if there is none yet, but the keys of the factory. */
  readonly version: number;
  readonly roots: RootKeys;
}

/**
 * The document of a signed key set, without regard to its signatures.
 *
 * @throws Fault `key_set_malformed`
 */
export function readKeySetDocument({ keySet }: SignedKeySet): KeySet {
  const bytes = fromBase64Url(keySet);
  if (!bytes) throw faultOf('key_set_malformed', 'the document is not base64url');
  return decodeKeySet(bytes);
}

/**
 * Checks that a key set may follow the one that is held: it is for the same product, its version is higher, and as many root keys
 * as are needed have signed it, of those that are held and of those that it names. It need not be the next version, so whoever lags
 * needs no set in between as long as the roots that it holds have signed. Signatures by keys of neither are left out: they are for
 * those who lag more.
 *
 * @param nowMs the time, by which the set has not expired; undefined for a device without a clock, which does not ask
 * @throws Fault `key_set_malformed`, `key_set_foreign`, `key_set_outdated`, `key_set_expired`, `signature_invalid`, `key_set_unsigned`
 */
export function verifyKeySet(signed: SignedKeySet, held: HeldKeySet, nowMs?: number): KeySet {
  const set = readKeySetDocument(signed);
  if (set.product !== held.product) throw faultOf('key_set_foreign', `the key set is for ${set.product}`);
  if (set.version <= held.version)
    throw faultOf('key_set_outdated', `the key set has version ${set.version}; ${held.version} holds`);
  if (nowMs !== undefined && nowMs >= set.expiresAtMs) throw faultOf('key_set_expired');
  // Each key is looked at, not only the roots: a key with which anybody can sign must never be stored.
  for (const use of ['manifest', 'ticket'] as const) keySetKeys(set, use);
  const next = rootKeysOf(set);
  const signers = signersOf(signed, [held.roots, next]);
  enough(signers, held.roots, 'that hold');
  enough(signers, next, 'that it names');
  return set;
}

function signersOf({ keySet, signatures }: SignedKeySet, roots: readonly RootKeys[]): ReadonlySet<string> {
  const keys = new TrustedKeys(roots.flatMap((of) => of.keys));
  const signers = new Set<string>();
  for (const { protected: header, signature } of signatures) {
    const compact = `${header}.${keySet}.${signature}`;
    const kid = keyIdOfJws(compact);
    if (kid === undefined || !keys.get(kid)) continue;
    if (signers.has(kid)) throw faultOf('signature_invalid', `${kid} has signed the key set twice`);
    verifyJws({ compact, keys, type: JWS_TYPES.keySet, maxBytes: LIMITS.keySetBytes });
    signers.add(kid);
  }
  return signers;
}

function enough(signers: ReadonlySet<string>, { keys, threshold }: RootKeys, which: string): void {
  const signed = keys.filter(({ kid }) => signers.has(kid)).length;
  // One at least, whatever is asked for.
  const needed = Math.max(1, threshold);
  if (signed < needed)
    throw faultOf('key_set_unsigned', `of the root keys ${which}, ${signed} have signed; ${needed} have to`, {
      signatures: signed,
      needed,
    });
}
