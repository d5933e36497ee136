import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';

import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CompactSign, importJWK } from 'jose';

import { fromBase64Url, isFault, toBase64Url, utf8 } from '@twinbank/primitives';

import { JWS_TYPES, JwsSigner, signingKeyFromSeed, type SigningKey } from './signing-key.js';
import { signatureFits, TrustedKeys, verifyJws } from './verification.js';

const PAYLOAD = { product: 'pump', version: '1.1.0' };
const encode = (value: unknown): string => toBase64Url(utf8(JSON.stringify(value)));

let key: SigningKey;
let stranger: SigningKey;
let keys: TrustedKeys;
let compact: string;

beforeAll(async () => {
  [key, stranger] = await Promise.all([
    signingKeyFromSeed(new Uint8Array(32).fill(1)),
    signingKeyFromSeed(new Uint8Array(32).fill(2)),
  ]);
  keys = new TrustedKeys([key.publicJwk]);
  compact = await (await JwsSigner.of(key)).sign(PAYLOAD, JWS_TYPES.manifest);
});

const verify = (document: string, maxBytes = 1000): Record<string, unknown> =>
  verifyJws({ compact: document, keys, type: JWS_TYPES.manifest, maxBytes });
const outcomeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
  return 'taken';
};
/** A document with any header, correctly signed by any key. */
async function signed(header: object, payload: Uint8Array = utf8(JSON.stringify(PAYLOAD)), by = key): Promise<string> {
  const crit = 'crit' in header ? { crit: { 'urn:x': true } } : {};
  return new CompactSign(payload)
    .setProtectedHeader({ alg: 'EdDSA', kid: by.kid, typ: JWS_TYPES.manifest, ...header })
    .sign(await importJWK(by.privateJwk, 'EdDSA'), crit);
}

/** A document of any parts, with a valid signature of our key over all of them. */
function signedByHand(...parts: readonly string[]): string {
  const privateKey = createPrivateKey({ key: { ...key.privateJwk }, format: 'jwk' });
  return `${parts.join('.')}.${sign(null, utf8(parts.join('.')), privateKey).toString('base64url')}`;
}

describe('signatureFits', () => {
  it('is true for RFC 8037 A.5 and false for any altered document', () => {
    const publicKey = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
      format: 'jwk',
    });
    const jws =
      'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';
    expect(signatureFits(jws, publicKey)).toBe(true);
    expect(signatureFits(jws.replace('RXh', 'RXg'), publicKey)).toBe(false);
    expect(signatureFits(jws.slice(0, -2), publicKey)).toBe(false);
    expect(signatureFits('', publicKey)).toBe(false);
  });
});

describe('verifyJws', () => {
  it('returns the payload of a signed document', () => expect(verify(compact)).toEqual(PAYLOAD));

  it('accepts what another library signed', async () => expect(verify(await signed({}))).toEqual(PAYLOAD));

  it('selects the key by its id', async () => {
    const both = new TrustedKeys([stranger.publicJwk, key.publicJwk]);
    const other = await signed({}, undefined, stranger);
    expect(verifyJws({ compact, keys: both, type: JWS_TYPES.manifest, maxBytes: 1000 })).toEqual(PAYLOAD);
    expect(verifyJws({ compact: other, keys: both, type: JWS_TYPES.manifest, maxBytes: 1000 })).toEqual(PAYLOAD);
  });

  it('refuses a document of another type', async () => {
    const ticket = await (await JwsSigner.of(key)).sign(PAYLOAD, JWS_TYPES.ticket);
    expect(outcomeOf(() => verify(ticket))).toBe('signature_invalid');
    expect(outcomeOf(() => verifyJws({ compact, keys, type: JWS_TYPES.ticket, maxBytes: 1000 }))).toBe(
      'signature_invalid',
    );
  });

  it.each([
    ['another type', { typ: 'JWT' }],
    ['no type', { typ: undefined }],
    ['no key id', { kid: undefined }],
    ['an unknown key id', { kid: 'nobody' }],
    ['a key id that is everyone’s', { kid: '__proto__' }],
    ['a critical extension', { crit: ['urn:x'], 'urn:x': 1 }],
  ])('refuses a header with %s, although the signature is valid', async (_name, header) => {
    const document = await signed(header);
    expect(signatureFits(document, keys.get(key.kid)!)).toBe(true);
    expect(outcomeOf(() => verify(document))).toBe('signature_invalid');
  });

  it('ignores further fields of a header, but never takes a key from them', async () => {
    expect(
      verify(await signed({ cty: 'x', jku: 'https://keys.example', jwk: stranger.publicJwk, 'urn:x': { y: 1 } })),
    ).toEqual(PAYLOAD);
  });

  it.each(['none', 'HS256', 'ES256', 'Ed25519', 'eddsa', undefined])(
    'refuses algorithm %s, although the signature is valid',
    (alg) => {
      const document = signedByHand(encode({ alg, kid: key.kid, typ: JWS_TYPES.manifest }), encode(PAYLOAD));
      expect(signatureFits(document, keys.get(key.kid)!)).toBe(true);
      expect(outcomeOf(() => verify(document))).toBe('signature_invalid');
    },
  );

  it('refuses more or fewer than three parts, although the signature is valid', () => {
    const header = encode({ alg: 'EdDSA', kid: key.kid, typ: JWS_TYPES.manifest });
    const outcomes = [[header], [header, encode(PAYLOAD)], [header, encode(PAYLOAD), encode(PAYLOAD)]].map((parts) =>
      outcomeOf(() => verify(signedByHand(...parts))),
    );
    expect(outcomes).toEqual(['signature_invalid', 'taken', 'signature_invalid']);
  });

  it('refuses an unsigned document [RFC 8725 §2.1]', () => {
    const header = encode({ alg: 'none', kid: key.kid, typ: JWS_TYPES.manifest });
    for (const signature of ['', compact.split('.')[2]])
      expect(outcomeOf(() => verify(`${header}.${encode(PAYLOAD)}.${signature}`))).toBe('signature_invalid');
  });

  it('refuses a MAC made with the public key as secret [RFC 8725 §2.1]', () => {
    for (const secret of [fromBase64Url(key.publicJwk.x)!, utf8(JSON.stringify(key.publicJwk))]) {
      for (const alg of ['HS256', 'EdDSA']) {
        const body = `${encode({ alg, kid: key.kid, typ: JWS_TYPES.manifest })}.${encode(PAYLOAD)}`;
        expect(
          outcomeOf(() => verify(`${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`)),
        ).toBe('signature_invalid');
        expect(
          outcomeOf(() => verify(`${body}.${createHmac('sha512', secret).update(body).digest('base64url')}`)),
        ).toBe('signature_invalid');
      }
    }
  });

  it('refuses a signature by an unknown key, even under a trusted key id', async () => {
    expect(outcomeOf(() => verify(compact.slice(0, -10) + 'A'.repeat(10)))).toBe('signature_invalid');
    expect(await signed({}, undefined, stranger).then((document) => outcomeOf(() => verify(document)))).toBe(
      'signature_invalid',
    );
    expect(
      await signed({ kid: key.kid }, undefined, stranger).then((document) => outcomeOf(() => verify(document))),
    ).toBe('signature_invalid');
  });

  it('refuses a key that is contained in the header', async () => {
    expect(
      await signed({ kid: undefined, jwk: stranger.publicJwk }, undefined, stranger).then((document) =>
        outcomeOf(() => verify(document)),
      ),
    ).toBe('signature_invalid');
  });

  it('refuses the document with any letter changed, added or cut off', () => {
    fc.assert(
      fc.property(fc.nat(compact.length - 1), fc.constantFrom(...'AZaz09-_.= '), (at, letter) => {
        fc.pre(compact[at] !== letter);
        expect(outcomeOf(() => verify(compact.slice(0, at) + letter + compact.slice(at + 1)))).toBe(
          'signature_invalid',
        );
        expect(outcomeOf(() => verify(compact.slice(0, at) + letter + compact.slice(at)))).toBe('signature_invalid');
        expect(outcomeOf(() => verify(compact.slice(0, at)))).toBe('signature_invalid');
      }),
      { numRuns: 500 },
    );
  });

  it('accepts each signature in one encoding only', () => {
    // The last of 86 characters contains bits that base64url ignores: several characters would decode to one
    // signature.
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const taken = [...last].filter((letter) => outcomeOf(() => verify(compact.slice(0, -1) + letter)) === 'taken');
    expect(taken).toEqual([compact.at(-1)]);
  });

  it('refuses a payload that is not an object, or larger than allowed, although it is signed', async () => {
    const size = JSON.stringify(PAYLOAD).length;
    expect([outcomeOf(() => verify(compact, size)), outcomeOf(() => verify(compact, size - 1))]).toEqual([
      'taken',
      'signature_invalid',
    ]);
    for (const payload of ['[]', 'null', '"x"', '{', '']) {
      const document = await signed({}, utf8(payload));
      expect(outcomeOf(() => verify(document))).toBe('signature_invalid');
    }
  });

  it('never throws anything but a Fault', () => {
    const part = fc.oneof(
      fc.string(),
      fc.jsonValue().map(encode),
      fc
        .record({
          alg: fc.constantFrom('EdDSA', 'none'),
          kid: fc.oneof(fc.constant('k'), fc.jsonValue()),
          typ: fc.constant(JWS_TYPES.manifest),
        })
        .map(encode),
    );
    const document = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
    );
    fc.assert(
      fc.property(document, (junk) => expect(outcomeOf(() => verify(junk))).toBe('signature_invalid')),
      { numRuns: 1000 },
    );
  });
});
