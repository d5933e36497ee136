import { describe, expect, it } from '@jest/globals';
import { CompactSign, compactVerify, importJWK } from 'jose';

import { fromBase64Url, utf8 } from '@twinbank/primitives';

import { JWS_TYPES, JwsSigner, signingKeyFromSeed } from './signing-key.js';

/** [RFC 8037 appendix A] */
const RFC8037 = {
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  thumbprint: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
  payload: 'Example of Ed25519 signing',
  jws: 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
};

describe('signingKeyFromSeed', () => {
  it('gives the key pair and thumbprint of RFC 8037 A.1 to A.3', async () => {
    const { d, x, thumbprint: kid } = RFC8037;
    expect(await signingKeyFromSeed(fromBase64Url(d)!)).toEqual({
      kid,
      privateJwk: { kty: 'OKP', crv: 'Ed25519', d, x, kid },
      publicJwk: { kty: 'OKP', crv: 'Ed25519', x, kid },
    });
  });

  it('gives a key whose signature equals that of RFC 8037 A.4', async () => {
    const { privateJwk } = await signingKeyFromSeed(fromBase64Url(RFC8037.d)!);
    const jws = await new CompactSign(utf8(RFC8037.payload))
      .setProtectedHeader({ alg: 'EdDSA' })
      .sign(await importJWK(privateJwk, 'EdDSA'));
    expect(jws).toBe(RFC8037.jws);
  });

  it('keeps the secret out of the public key', async () => {
    expect(Object.keys((await signingKeyFromSeed(new Uint8Array(32))).publicJwk).sort()).toEqual([
      'crv',
      'kid',
      'kty',
      'x',
    ]);
  });

  it.each([0, 31, 33, 64])('refuses a seed of %i bytes', async (length) => {
    await expect(signingKeyFromSeed(new Uint8Array(length))).rejects.toThrow(RangeError);
  });
});

describe('JwsSigner', () => {
  it('signs what another library verifies, and states algorithm, key and type', async () => {
    const key = await signingKeyFromSeed(new Uint8Array(32).fill(3));
    const compact = await (await JwsSigner.of(key)).sign({ a: 'ü' }, JWS_TYPES.ticket);
    const { payload, protectedHeader } = await compactVerify(compact, await importJWK(key.publicJwk, 'EdDSA'));
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual({ a: 'ü' });
    expect(protectedHeader).toEqual({ alg: 'EdDSA', kid: key.kid, typ: 'twinbank-ticket+jws' });
  });

  it('gives the same signature for the same document', async () => {
    const signer = await JwsSigner.of(await signingKeyFromSeed(new Uint8Array(32)));
    expect(await signer.sign({ a: 1 }, JWS_TYPES.manifest)).toBe(await signer.sign({ a: 1 }, JWS_TYPES.manifest));
  });
});
