import { describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, CompactSign, compactVerify, importJWK } from 'jose';

import { fromBase64Url, utf8 } from '@twinbank/primitives';

import { JWS_TYPES, JwsSigner, p256KeyFromScalar, signingKeyFromSeed } from './signing-key.js';
import { es256Problem } from './signing/p256.js';

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

  it('signs with P-256 what another library verifies, always with the lower s', async () => {
    const key = await p256KeyFromScalar(new Uint8Array(32).fill(3));
    const signer = await JwsSigner.of(key);
    for (let count = 0; count < 32; count++) {
      const compact = await signer.sign({ count }, JWS_TYPES.manifest);
      const { protectedHeader } = await compactVerify(compact, await importJWK(key.publicJwk, 'ES256'));
      expect(protectedHeader).toEqual({ alg: 'ES256', kid: key.kid, typ: 'twinbank-manifest+jws' });
      expect(es256Problem(fromBase64Url(compact.split('.')[2]!)!)).toBeUndefined();
    }
  });
});

describe('p256KeyFromScalar', () => {
  it('gives the key of RFC 7515 A.3, and its thumbprint by another library', async () => {
    const d = 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI';
    const { kid, publicJwk, privateJwk } = await p256KeyFromScalar(fromBase64Url(d)!);
    const [x, y] = ['f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0'];
    expect(publicJwk).toEqual({ kty: 'EC', crv: 'P-256', alg: 'ES256', x, y, kid });
    expect(privateJwk).toEqual({ ...publicJwk, d });
    expect(kid).toBe(await calculateJwkThumbprint({ kty: 'EC', crv: 'P-256', x, y }));
  });

  it.each([0, 31, 33])('refuses %i bytes', async (length) => {
    await expect(p256KeyFromScalar(new Uint8Array(length).fill(1))).rejects.toThrow(RangeError);
  });
});
