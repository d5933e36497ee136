import { createPrivateKey } from 'node:crypto';

import { calculateJwkThumbprint, CompactSign, importJWK, type JWK } from 'jose';

import { concatBytes, fromBase64Url, fromHex, toBase64Url, utf8 } from '@twinbank/primitives';

import { p256PointOf, withLowS } from './signing/p256.js';

/** A key pair as JSON Web Keys; `kid` is the RFC 7638 thumbprint [RFC 8037, RFC 7518 §6.2]. */
export interface SigningKey<Public extends PublicJwk = PublicJwk> {
  readonly kid: string;
  readonly privateJwk: JWK;
  readonly publicJwk: Public;
}

/** An Ed25519 public key as a JSON Web Key. */
export interface Ed25519Jwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
}

/** A public key of P-256 as a JSON Web Key. Only teams have such keys: a server signs by Ed25519. */
export interface P256Jwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly alg: 'ES256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
}

/** A public key by which a signature is checked. */
export type PublicJwk = Ed25519Jwk | P256Jwk;

/** The algorithms of signatures, as JWS names them [RFC 8037 §3.1, RFC 7518 §3.4]. A key has one of them, whatever a header says. */
export const SIGNATURE_ALGORITHMS = ['EdDSA', 'ES256'] as const;
export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number];

/** The algorithm of a key. */
export const algorithmOf = ({ kty }: Pick<PublicJwk, 'kty'>): SignatureAlgorithm => (kty === 'EC' ? 'ES256' : 'EdDSA');

/** The kind of a signed document: the `typ` of its header. A signature of one kind is never accepted for another. */
export const JWS_TYPES = {
  manifest: 'twinbank-manifest+jws',
  ticket: 'twinbank-ticket+jws',
  audit: 'twinbank-audit+jws',
  signing: 'twinbank-signing+jws',
  keySet: 'twinbank-key-set+jws',
  disposal: 'twinbank-disposal+jws',
  disposed: 'twinbank-disposed+jws',
} as const;
export type JwsType = (typeof JWS_TYPES)[keyof typeof JWS_TYPES];

/** What teams sign, and so may be signed with P-256. Tickets and the audit log are the server's, which signs by Ed25519 alone. */
const OF_TEAMS: readonly JwsType[] = [JWS_TYPES.manifest, JWS_TYPES.signing, JWS_TYPES.keySet];

/** By which algorithms a document of a kind may be signed. */
export const algorithmsFor = (type: JwsType): readonly SignatureAlgorithm[] =>
  OF_TEAMS.includes(type) ? SIGNATURE_ALGORITHMS : ['EdDSA'];

/** DER encoding of a PKCS #8 Ed25519 private key up to its 32 bytes of seed [RFC 8410 §7]. */
const PKCS8_ED25519 = fromHex('302e020100300506032b657004220420')!;

/** The Ed25519 key of a seed of 32 random bytes. */
export async function signingKeyFromSeed(seed: Uint8Array): Promise<SigningKey<Ed25519Jwk>> {
  if (seed.length !== 32) throw new RangeError('an Ed25519 seed has 32 bytes');
  const privateKey = createPrivateKey({
    key: Buffer.from(concatBytes(PKCS8_ED25519, seed)),
    format: 'der',
    type: 'pkcs8',
  });
  // A private key in this format states both halves [RFC 8037 §2].
  const { x, d } = privateKey.export({ format: 'jwk' }) as { x: string; d: string };
  const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x });
  return {
    kid,
    privateJwk: { kty: 'OKP', crv: 'Ed25519', x, d, kid },
    publicJwk: { kty: 'OKP', crv: 'Ed25519', x, kid },
  };
}

/** The key of P-256 with this private half, 32 bytes. @throws RangeError if it is none ({@link isP256Scalar}) */
export async function p256KeyFromScalar(scalar: Uint8Array): Promise<SigningKey<P256Jwk>> {
  const point = p256PointOf(scalar);
  const [x, y] = [toBase64Url(point.x), toBase64Url(point.y)];
  const fields = { kty: 'EC', crv: 'P-256', alg: 'ES256', x, y } as const;
  const publicJwk = { ...fields, kid: await calculateJwkThumbprint(fields) };
  return { kid: publicJwk.kid, privateJwk: { ...publicJwk, d: toBase64Url(scalar) }, publicJwk };
}

/** Signs a JSON document as a compact JWS with the algorithm of its key [RFC 7515 §3.1, RFC 8037 §3.1, RFC 7518 §3.4]. */
export class JwsSigner {
  private constructor(
    private readonly header: { readonly alg: SignatureAlgorithm; readonly kid: string },
    private readonly key: Awaited<ReturnType<typeof importJWK>>,
  ) {}

  /** A signer for a key, which is imported only once. */
  static async of({ kid, publicJwk, privateJwk }: SigningKey): Promise<JwsSigner> {
    const alg = algorithmOf(publicJwk);
    return new JwsSigner({ alg, kid }, await importJWK(privateJwk, alg));
  }

  /** Signs the payload; returns the compact JWS. */
  sign(payload: object, type: JwsType): Promise<string> {
    return this.signBytes(utf8(JSON.stringify(payload)), type);
  }

  /**
   * Signs the bytes of a JSON document as they are; returns the compact JWS. With Ed25519 the same one each time, with P-256 another one: its signatures
   * contain chance.
   *
   * @param more what the header says beside algorithm, key and type, and the signature covers with it; devices look at none of it
   */
  async signBytes(payload: Uint8Array, type: JwsType, more: object = {}): Promise<string> {
    const { alg, kid } = this.header;
    const compact = await new CompactSign(payload).setProtectedHeader({ alg, kid, typ: type, ...more }).sign(this.key);
    if (alg === 'EdDSA') return compact;
    const at = compact.lastIndexOf('.') + 1;
    return compact.slice(0, at) + toBase64Url(withLowS(fromBase64Url(compact.slice(at))!));
  }
}
