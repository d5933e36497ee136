import { createPublicKey, verify, type KeyObject } from 'node:crypto';

import { fromBase64Url, isFault, utf8 } from '@twinbank/primitives';
import { faultOf, readJsonObject } from '@twinbank/protocol';

import { algorithmsFor, type JwsType, type PublicJwk, type SignatureAlgorithm } from './signing-key.js';
import { es256Problem } from './signing/p256.js';

const HEADER_BYTES_MAX = 512;
const SIGNATURE_BYTES = 64;

/** The public keys that a device trusts for one kind of document, by key id. */
export class TrustedKeys {
  private readonly byKid: ReadonlyMap<string, KeyObject>;

  constructor(keys: readonly PublicJwk[]) {
    this.byKid = new Map(keys.map((jwk) => [jwk.kid, createPublicKey({ key: { ...jwk }, format: 'jwk' })]));
  }

  /** The ids of the keys. */
  get kids(): readonly string[] {
    return [...this.byKid.keys()];
  }

  /** The key with this id. */
  get(kid: string): KeyObject | undefined {
    return this.byKid.get(kid);
  }

  /**
   * Whether a compact JWS has a valid signature of this key. A caller that checks the same documents repeatedly may
   * cache the answer.
   */
  fits(compact: string, key: KeyObject): boolean {
    return signatureFits(compact, key);
  }
}

/**
 * Checks a compact JWS as a device does, without waiting, and gives its payload. It takes one type and known keys only, and of each key the one algorithm
 * that it is for, so that no header can talk it into anything else [RFC 8725 §3.1].
 *
 * @throws Fault `signature_invalid`
 *
 * @example
 * ```ts
 * import { JWS_TYPES, JwsSigner, signingKeyFromSeed, TrustedKeys, verifyJws } from '@twinbank/keys';
 *
 * const key = await signingKeyFromSeed(new Uint8Array(32).fill(1));
 * const signer = await JwsSigner.of(key);
 * const compact = await signer.sign({ version: '1.1.0' }, JWS_TYPES.manifest);
 * const keys = new TrustedKeys([key.publicJwk]);
 * console.log(verifyJws({ compact, keys, type: JWS_TYPES.manifest, maxBytes: 1000 })['version']); // 1.1.0
 * ```
 */
export function verifyJws({
  compact,
  keys,
  type,
  maxBytes,
}: {
  compact: string;
  keys: TrustedKeys;
  type: JwsType;
  maxBytes: number;
}): Record<string, unknown> {
  const parts = compact.split('.');
  const [header, payload] = parts.slice(0, 2).map(fromBase64Url);
  if (parts.length !== 3 || !header || !payload) throw faultOf('signature_invalid', 'not a compact JWS');
  const key = keyBy(readPart(header, HEADER_BYTES_MAX, 'header'), keys, type);
  const problem = formProblem(compact, key);
  if (problem !== undefined) throw faultOf('signature_invalid', problem);
  if (!keys.fits(compact, key)) throw faultOf('signature_invalid', 'the signature does not fit the document');
  return readPart(payload, maxBytes, 'payload');
}

/** The key that a header names, if it may sign such a document in the way that the header says. */
function keyBy({ alg, kid, typ, crit }: Record<string, unknown>, keys: TrustedKeys, type: JwsType): KeyObject {
  const algorithms: readonly unknown[] = algorithmsFor(type);
  if (!algorithms.includes(alg) || typ !== type || crit !== undefined)
    throw faultOf('signature_invalid', `the header does not say ${algorithms.join(' or ')}, and ${type}`);
  const key = typeof kid === 'string' ? keys.get(kid) : undefined;
  if (!key) throw faultOf('signature_invalid', 'signed by a key that is not trusted here');
  if (alg !== algorithmOfObject(key))
    throw faultOf('signature_invalid', `the key signs by ${algorithmOfObject(key)}, and the header says otherwise`);
  return key;
}

const algorithmOfObject = ({ asymmetricKeyType }: KeyObject): SignatureAlgorithm =>
  asymmetricKeyType === 'ec' ? 'ES256' : 'EdDSA';

/** The id of the key that a compact JWS says it is signed by; undefined if it says none. Nothing is verified. */
export function keyIdOfJws(compact: string): string | undefined {
  const header = fromBase64Url(compact.slice(0, Math.max(0, compact.indexOf('.'))));
  if (!header) return undefined;
  try {
    const { kid } = readPart(header, HEADER_BYTES_MAX, 'header');
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}

/** The same of a signature whose payload stands elsewhere [RFC 7515 §7.2.1]. */
export const keyIdOfSignature = ({ protected: header }: { readonly protected: string }): string | undefined =>
  keyIdOfJws(`${header}.`);

/**
 * Whether a compact JWS has a valid signature of a key, by the algorithm of the key and whatever its header says: one step of {@link
 * verifyJws} [RFC 8037 §3.1, RFC 7518 §3.4].
 */
export function signatureFits(compact: string, key: KeyObject): boolean {
  if (formProblem(compact, key) !== undefined) return false;
  const end = compact.lastIndexOf('.');
  const [signed, signature] = [utf8(compact.slice(0, end)), fromBase64Url(compact.slice(end + 1))!];
  return algorithmOfObject(key) === 'ES256'
    ? verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature)
    : verify(null, signed, key, signature);
}

/** What is wrong with a signature before anything is computed; undefined if nothing is. */
function formProblem(compact: string, key: KeyObject): string | undefined {
  const signature = fromBase64Url(compact.slice(compact.lastIndexOf('.') + 1));
  if (!signature) return 'the signature is not base64url';
  if (algorithmOfObject(key) === 'ES256') return es256Problem(signature);
  return signature.length === SIGNATURE_BYTES
    ? undefined
    : `a signature has ${SIGNATURE_BYTES} bytes, not ${signature.length}`;
}

function readPart(bytes: Uint8Array, maxBytes: number, name: string): Record<string, unknown> {
  try {
    return readJsonObject(bytes, maxBytes);
  } catch (error) {
    if (isFault(error)) throw faultOf('signature_invalid', `the ${name}: ${error.detail}`);
    throw error;
  }
}
