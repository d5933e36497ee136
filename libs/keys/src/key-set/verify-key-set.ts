import { fromBase64Url } from '@twinbank/primitives';
import {
  decodeKeySet,
  faultOf,
  LIMITS,
  type KeySet,
  type KeySetSignature,
  type SignedKeySet,
} from '@twinbank/protocol';

import { JWS_TYPES } from '../signing-key.js';
import { keyIdOfJws, keyIdOfSignature, TrustedKeys, verifyJws } from '../verification.js';
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
  const signers = signersOf(signed, new TrustedKeys([...held.roots.keys, ...next.keys]));
  enough(signers, held.roots, 'that hold');
  enough(signers, next, 'that it names');
  return set;
}

/**
 * The signatures of a key set by the ids of their keys, in order, each verified by one of these root keys. Unlike {@link verifyKeySet},
 * which leaves out what it cannot judge, it refuses what nobody can: for whoever keeps signatures and hands them on.
 *
 * @param roots whoever may have signed: the roots that hold, those that the set names, and older ones
 * @throws Fault `key_set_malformed` for a signature that names no key, `signing_key_unknown` for one by none of the root keys,
 * `signature_invalid` for one that does not fit, or a second one by the same key
 */
export function verifySignatures(
  signed: SignedKeySet,
  roots: readonly RootKeys[],
): ReadonlyMap<string, KeySetSignature> {
  const named = signed.signatures.map((signature) => {
    const kid = keyIdOfSignature(signature);
    if (kid === undefined) throw faultOf('key_set_malformed', 'a signature does not say which key it is by');
    return kid;
  });
  const known = new Map(roots.flatMap((of) => of.keys.map((key) => [key.kid, key])));
  const stranger = named.find((kid) => !known.has(kid));
  if (stranger !== undefined)
    throw faultOf(
      'signing_key_unknown',
      `${stranger} is no root key: neither of the product, nor of this key set, nor of one that is stored`,
      { kid: stranger },
    );
  return signersOf(signed, new TrustedKeys(named.map((kid) => known.get(kid)!)));
}

function signersOf({ keySet, signatures }: SignedKeySet, keys: TrustedKeys): ReadonlyMap<string, KeySetSignature> {
  const signers = new Map<string, KeySetSignature>();
  for (const one of signatures) {
    const compact = `${one.protected}.${keySet}.${one.signature}`;
    const kid = keyIdOfJws(compact);
    if (kid === undefined || !keys.get(kid)) continue;
    if (signers.has(kid)) throw faultOf('signature_invalid', `${kid} has signed the key set twice`);
    verifyJws({ compact, keys, type: JWS_TYPES.keySet, maxBytes: LIMITS.keySetBytes });
    signers.set(kid, one);
  }
  return signers;
}

function enough(signers: ReadonlyMap<string, unknown>, { keys, threshold }: RootKeys, which: string): void {
  const signed = keys.filter(({ kid }) => signers.has(kid)).length;
  // One at least, whatever is asked for.
  const needed = Math.max(1, threshold);
  if (signed < needed)
    throw faultOf('key_set_unsigned', `of the root keys ${which}, ${signed} have signed; ${needed} have to`, {
      signatures: signed,
      needed,
    });
}
