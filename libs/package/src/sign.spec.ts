import { createPrivateKey, sign } from 'node:crypto';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { JWS_TYPES, signingKeyFromSeed, type SigningKey } from '@twinbank/keys';
import { isFault, utf8 } from '@twinbank/primitives';

import { SIGNATURES_MAX } from './package-format.js';
import { signDocument, signDocumentBy, type DocumentSigner } from './sign.js';
import type { SignedDocument } from './signature.js';

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
});
