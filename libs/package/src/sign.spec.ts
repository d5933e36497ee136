import { createPrivateKey, sign } from 'node:crypto';

import { beforeAll, describe, expect, it } from '@jest/globals';

import {
  es256Problem,
  JWS_TYPES,
  p256KeyFromScalar,
  signingKeyFromSeed,
  type P256Jwk,
  type SigningKey,
} from '@twinbank/keys';
import { isFault, utf8 } from '@twinbank/primitives';

import { SIGNATURES_MAX } from './package-format.js';
import { policyPayload } from './policy-document.js';
import { signDocument, signDocumentBy, type DocumentSigner } from './sign.js';
import { verifySignatures, type SignedDocument } from './signature.js';

const DOCUMENT: SignedDocument = { payload: utf8('{"product":"motor"}'), signatures: [] };
let [own, other]: SigningKey[] = [];
beforeAll(async () => {
  [own, other] = await Promise.all([1, 2].map((seed) => signingKeyFromSeed(new Uint8Array(32).fill(seed))));
});
/** Signs as a token does: by another implementation of the same algorithm. */
const tokenOf = ({ privateJwk }: SigningKey, { publicJwk } = own!): DocumentSigner => ({
  publicJwk,
  sign: async (bytes) =>
    new Uint8Array(sign(null, bytes, createPrivateKey({ key: privateJwk as Record<string, string>, format: 'jwk' }))),
});
const refusal = (signer: DocumentSigner, document = DOCUMENT): Promise<unknown> =>
  signDocumentBy(document, signer, JWS_TYPES.signing).then(
    () => 'taken',
    (error: unknown) => (isFault(error) ? error.code : error),
  );

describe('a signature that is made elsewhere', () => {
  it('is the one that the key itself makes, for each kind of document', async () => {
    for (const type of [JWS_TYPES.manifest, JWS_TYPES.signing])
      expect(await signDocumentBy(DOCUMENT, tokenOf(own!), type)).toEqual(await signDocument(DOCUMENT, own!, type));
  });

  it('is not added if it is by another key, of another length, or another text', async () => {
    expect(await refusal(tokenOf(other!))).toBe('signature_invalid');
    for (const length of [0, 63, 65])
      expect(await refusal({ ...tokenOf(own!), sign: async () => new Uint8Array(length) })).toBe('signature_invalid');
    const { sign: right } = tokenOf(own!);
    expect(await refusal({ ...tokenOf(own!), sign: (bytes) => right(bytes.subarray(1)) })).toBe('signature_invalid');
  });

  it('is not asked for twice, nor where there is no room', async () => {
    const signed = await signDocument(DOCUMENT, own!, JWS_TYPES.signing);
    const never = { ...tokenOf(own!), sign: () => Promise.reject(new Error('asked')) };
    expect(await refusal(never, signed)).toBe('signature_repeated');
    const [one] = (await signDocument(DOCUMENT, other!, JWS_TYPES.signing)).signatures;
    const full = { ...DOCUMENT, signatures: Array.from({ length: SIGNATURES_MAX }, () => one!) };
    expect(await refusal(never, full)).toBe('package_too_large');
  });

  describe('by a key of P-256', () => {
    let key: SigningKey;
    beforeAll(async () => {
      key = await p256KeyFromScalar(new Uint8Array(32).fill(1));
    });
    /** Signs as OpenSSL does (DER), or as PKCS #11 does (raw), with whichever s. */
    const outside = (form: 'der' | 'ieee-p1363', by = key): DocumentSigner => ({
      publicJwk: key.publicJwk,
      sign: async (bytes) => {
        const privateKey = createPrivateKey({ key: by.privateJwk as Record<string, string>, format: 'jwk' });
        return new Uint8Array(sign('sha256', bytes, { key: privateKey, dsaEncoding: form }));
      },
    });

    it.each(['der', 'ieee-p1363'] as const)('is taken as %s, and written with the lower s', async (form) => {
      for (let count = 0; count < 16; count++) {
        const signed = await signDocumentBy(DOCUMENT, outside(form), JWS_TYPES.signing);
        const [{ header, signature }] = signed.signatures as [SignedDocument['signatures'][number]];
        expect(es256Problem(signature)).toBeUndefined();
        expect(JSON.parse(new TextDecoder().decode(header))).toEqual({
          ...{ alg: 'ES256', kid: key.kid, typ: 'twinbank-signing+jws' },
        });
        const signers = { keys: [key.publicJwk], threshold: 1 };
        expect(verifySignatures(signed, signers, JWS_TYPES.signing)).toEqual([key.kid]);
      }
    });

    it('is not added if it is by another key, of an Ed25519 key, or no signature', async () => {
      const other = await p256KeyFromScalar(new Uint8Array(32).fill(2));
      expect(await refusal(outside('der', other))).toBe('signature_invalid');
      expect(await refusal(tokenOf(own!, key))).toBe('signature_invalid');
      expect(await refusal({ ...outside('der'), publicJwk: own!.publicJwk })).toBe('signature_invalid');
      for (const length of [0, 63, 64, 71])
        expect(await refusal({ ...outside('der'), sign: async () => new Uint8Array(length) })).toBe(
          'signature_invalid',
        );
    });

    it('stands in a policy with both coordinates, in one order', () => {
      const { crv, kty, alg, x, y, kid } = key.publicJwk as P256Jwk;
      const jwk = { kid, y, x, alg, kty, crv };
      const bytes = policyPayload({
        ...{ product: 'motor', sequence: 2, keys: [{ name: 'hsm', jwk }], threshold: 1, serverKey: false },
        roots: { keys: [jwk], threshold: 1 },
      });
      const text = `{"kty":"EC","crv":"P-256","alg":"ES256","x":"${x}","y":"${y}","kid":"${kid}"}`;
      expect(new TextDecoder().decode(bytes)).toBe(
        `{"product":"motor","sequence":2,"keys":[{"name":"hsm","jwk":${text}}],"threshold":1,"serverKey":false,"rootKeys":[${text}],"rootThreshold":1}`,
      );
    });

    it('counts towards a threshold beside one of Ed25519, each once', async () => {
      const both = await signDocument(await signDocument(DOCUMENT, own!, JWS_TYPES.signing), key, JWS_TYPES.signing);
      const signers = { keys: [own!.publicJwk, key.publicJwk], threshold: 2 };
      expect(verifySignatures(both, signers, JWS_TYPES.signing)).toEqual([own!.kid, key.kid]);
      const fault = (document: SignedDocument): unknown => {
        try {
          return verifySignatures(document, signers, JWS_TYPES.signing);
        } catch (error) {
          return isFault(error) ? error.code : error;
        }
      };
      const [byEd, byP256] = both.signatures as [
        SignedDocument['signatures'][number],
        SignedDocument['signatures'][number],
      ];
      const again = await signDocument(DOCUMENT, key, JWS_TYPES.signing);
      expect(fault({ ...both, signatures: [byP256, ...again.signatures] })).toBe('signature_repeated');
      expect(fault({ ...both, signatures: [byP256] })).toBe('signatures_missing');
      // A signature of one kind that names a key of the other.
      const header = (alg: string, { kid }: SigningKey) => utf8(JSON.stringify({ alg, kid, typ: JWS_TYPES.signing }));
      for (const confused of [
        { header: header('ES256', own!), signature: byP256.signature },
        { header: header('EdDSA', key), signature: byEd.signature },
      ])
        expect(fault({ ...both, signatures: [confused, byP256] })).toBe('signature_algorithm');
    });
  });
});
