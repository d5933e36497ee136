import { JWS_TYPES, type PublicJwk, type SigningPolicy } from '@twinbank/keys';
import { fromBase64Url, toBase64Url, utf8 } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { SIGNATURE_BYTES, type PackageSignature } from './package-format.js';
import { verifySignatures, type SignedDocument } from './signature.js';

/** A signature of a policy, as JSON has it: that of a JWS whose payload stands elsewhere [RFC 7515 §7.2.1, appendix F]. */
export interface PolicySignature {
  /** The protected header, in base64url. */
  readonly protected: string;
  /** 64 bytes in base64url. */
  readonly signature: string;
}

/** What one signs who signs a policy. */
export interface NumberedPolicy extends Omit<SigningPolicy, 'keySet'> {
  readonly product: string;
}

/**
 * The bytes that are signed of a policy: JSON with its fields in this order and without spaces, so that whoever knows the policy knows
 * them (docs/keys.md). `rootKeys` and `rootThreshold` stand at the end where the change names root keys.
 *
 * @example
 * ```ts
 * import { policyPayload } from '@twinbank/package';
 *
 * const bytes = policyPayload({ product: 'motor-g4', sequence: 2, keys: [], threshold: 1, serverKey: true });
 * console.log(new TextDecoder().decode(bytes));
 * // {"product":"motor-g4","sequence":2,"keys":[],"threshold":1,"serverKey":true}
 * ```
 */
export function policyPayload({ product, sequence, keys, threshold, serverKey, roots }: NumberedPolicy): Uint8Array {
  const named = keys.map(({ name, jwk }) => ({ name, jwk: bare(jwk) }));
  const rooted = roots && { rootKeys: roots.keys.map(bare), rootThreshold: roots.threshold };
  return utf8(JSON.stringify({ product, sequence, keys: named, threshold, serverKey, ...rooted }));
}

/** A key with its fields in one order, and no others. */
const bare = (jwk: PublicJwk): PublicJwk =>
  jwk.kty === 'OKP'
    ? { kty: jwk.kty, crv: jwk.crv, x: jwk.x, kid: jwk.kid }
    : { kty: jwk.kty, crv: jwk.crv, alg: jwk.alg, x: jwk.x, y: jwk.y, kid: jwk.kid };

/**
 * Checks that the keys of a policy have signed the one that is to follow it; gives the ids of those that did.
 *
 * @throws Fault `signatures_missing`, `signature_algorithm`, `signature_repeated`, `signing_key_unknown`, `signature_invalid`
 */
export function verifySuccession(
  held: Pick<SigningPolicy, 'keys' | 'threshold'>,
  next: NumberedPolicy,
  signatures: readonly PolicySignature[],
): readonly string[] {
  const signers = { keys: held.keys.map(({ jwk }) => jwk), threshold: held.threshold };
  return verifySignatures(policyDocument(next, signatures), signers, JWS_TYPES.signing);
}

/**
 * A policy with its signatures, to be checked or signed once more.
 *
 * @throws Fault `signature_invalid` if one is not written as a signature is
 */
export function policyDocument(policy: NumberedPolicy, signatures: readonly PolicySignature[]): SignedDocument {
  return { payload: policyPayload(policy), signatures: signatures.map(readSignature) };
}

/** Signatures as JSON has them. */
export const policySignatures = ({ signatures }: Pick<SignedDocument, 'signatures'>): readonly PolicySignature[] =>
  signatures.map(({ header, signature }) => ({ protected: toBase64Url(header), signature: toBase64Url(signature) }));

function readSignature(written: PolicySignature): PackageSignature {
  const [header, signature] = [fromBase64Url(written.protected), fromBase64Url(written.signature)];
  if (header && signature?.length === SIGNATURE_BYTES) return { header, signature };
  throw faultOf('signature_invalid', 'a signature has a protected header and 64 bytes, both in base64url');
}
