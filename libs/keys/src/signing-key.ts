import { createPrivateKey } from 'node:crypto';

import { calculateJwkThumbprint, CompactSign, importJWK, type JWK } from 'jose';

import { concatBytes, fromHex, utf8 } from '@twinbank/primitives';

/** An Ed25519 key pair as JSON Web Keys; `kid` is the RFC 7638 thumbprint [RFC 8037]. */
export interface SigningKey {
  readonly kid: string;
  readonly privateJwk: JWK;
  readonly publicJwk: PublicJwk;
}

/** An Ed25519 public key as a JSON Web Key. */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
}

/** The kind of a signed document: the `typ` of its header. A signature of one kind is never accepted for another. */
export const JWS_TYPES = {
  manifest: 'twinbank-manifest+jws',
  ticket: 'twinbank-ticket+jws',
  audit: 'twinbank-audit+jws',
  signing: 'twinbank-signing+jws',
  keySet: 'twinbank-key-set+jws',
} as const;
export type JwsType = (typeof JWS_TYPES)[keyof typeof JWS_TYPES];

/** DER encoding of a PKCS #8 Ed25519 private key up to its 32 bytes of seed [RFC 8410 §7]. */
const PKCS8_ED25519 = fromHex('302e020100300506032b657004220420')!;

/** The Ed25519 key of a seed of 32 random bytes. */
export async function signingKeyFromSeed(seed: Uint8Array): Promise<SigningKey> {
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

/** Signs a JSON document as a compact JWS with EdDSA [RFC 7515 §3.1, RFC 8037 §3.1]. */
export class JwsSigner {
  private constructor(
    private readonly kid: string,
    private readonly key: Awaited<ReturnType<typeof importJWK>>,
  ) {}

  /** A signer for a key, which is imported only once. */
  static async of(key: SigningKey): Promise<JwsSigner> {
    return new JwsSigner(key.kid, await importJWK(key.privateJwk, 'EdDSA'));
  }

  /** Signs the payload; returns the compact JWS. */
  sign(payload: object, type: JwsType): Promise<string> {
    return this.signBytes(utf8(JSON.stringify(payload)), type);
  }

  /**
   * Signs the bytes of a JSON document as they are; returns the compact JWS.
   *
   * @param more what the header says beside algorithm, key and type, and the signature covers with it; devices look at none of it
   */
  signBytes(payload: Uint8Array, type: JwsType, more: object = {}): Promise<string> {
    const header = { alg: 'EdDSA', kid: this.kid, typ: type, ...more };
    return new CompactSign(payload).setProtectedHeader(header).sign(this.key);
  }
}
