import { createHmac, createPrivateKey, createPublicKey, sign, verify as nodeVerify } from 'node:crypto';

import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CompactSign, importJWK } from 'jose';

import { concatBytes, fromBase64Url, fromHex, isFault, toBase64Url, toHex, utf8 } from '@twinbank/primitives';

import {
  JWS_TYPES,
  JwsSigner,
  p256KeyFromScalar,
  signingKeyFromSeed,
  type JwsType,
  type SigningKey,
} from './signing-key.js';
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

describe('a JWS by a key of P-256', () => {
  let own: SigningKey;
  let ed: SigningKey;
  let both: TrustedKeys;
  let compact: string;
  beforeAll(async () => {
    own = await p256KeyFromScalar(new Uint8Array(32).fill(5));
    ed = await signingKeyFromSeed(new Uint8Array(32).fill(5));
    both = new TrustedKeys([own.publicJwk, ed.publicJwk]);
    compact = await (await JwsSigner.of(own)).sign(PAYLOAD, JWS_TYPES.manifest);
  });
  const verify = (document: string, type: JwsType = JWS_TYPES.manifest): unknown =>
    verifyJws({ compact: document, keys: both, type, maxBytes: 1000 });
  const detailOf = (document: string, type?: JwsType): string => {
    try {
      verify(document, type);
      return 'taken';
    } catch (error) {
      if (isFault(error)) return `${error.code}: ${error.detail}`;
      throw error;
    }
  };
  /** The document with another signature. */
  const with64 = (signature: Uint8Array): string =>
    `${compact.slice(0, compact.lastIndexOf('.'))}.${toBase64Url(signature)}`;
  const signature = (): Uint8Array => fromBase64Url(compact.slice(compact.lastIndexOf('.') + 1))!;
  const ORDER = fromHex('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')!;

  it('is taken of each kind that teams sign, and of none that only servers sign', async () => {
    const signer = await JwsSigner.of(own);
    for (const type of [JWS_TYPES.manifest, JWS_TYPES.keySet, JWS_TYPES.signing])
      expect(verify(await signer.sign(PAYLOAD, type), type)).toEqual(PAYLOAD);
    for (const type of [JWS_TYPES.ticket, JWS_TYPES.audit])
      expect(detailOf(await signer.sign(PAYLOAD, type), type)).toBe(
        `signature_invalid: the header does not say EdDSA, and ${type}`,
      );
  });

  it('is refused under the id of an Ed25519 key, and the other way round', async () => {
    const header = (alg: string, { kid }: SigningKey): string => encode({ alg, kid, typ: JWS_TYPES.manifest });
    const body = compact.split('.').slice(1).join('.');
    const confused = /^signature_invalid: the key signs by (EdDSA|ES256), and the header says otherwise$/;
    expect(detailOf(`${header('ES256', ed)}.${body}`)).toMatch(confused);
    expect(detailOf(`${header('EdDSA', own)}.${body}`)).toMatch(confused);
    expect(detailOf(`${header('EdDSA', ed)}.${body}`)).toMatch(/^signature_invalid: the signature does not fit/);
    const other = await (await JwsSigner.of(ed)).sign(PAYLOAD, JWS_TYPES.manifest);
    expect(detailOf(`${header('ES256', own)}.${other.split('.').slice(1).join('.')}`)).toMatch(/^signature_invalid: /);
  });

  it('is refused with r or s of 0, of the order or above it, and says so', () => {
    const [r, s] = [signature().slice(0, 32), signature().slice(32)];
    for (const out of [new Uint8Array(32), ORDER, new Uint8Array(32).fill(255)]) {
      expect(detailOf(with64(concatBytes(out, s)))).toMatch(/^signature_invalid: r of the signature/);
      expect(detailOf(with64(concatBytes(r, out)))).toMatch(/^signature_invalid: s of the signature/);
    }
    expect(detailOf(with64(new Uint8Array(64)))).toMatch(/^signature_invalid: r of the signature/);
  });

  it('is refused with the higher one of s and n − s, although that fits', () => {
    const [r, s] = [signature().slice(0, 32), signature().slice(32)];
    const number = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);
    const high = concatBytes(r, fromHex((number(ORDER) - number(s)).toString(16).padStart(64, '0'))!);
    const key = createPublicKey({ key: { ...own.publicJwk }, format: 'jwk' });
    const text = utf8(compact.slice(0, compact.lastIndexOf('.')));
    expect(nodeVerify('sha256', text, { key, dsaEncoding: 'ieee-p1363' }, high)).toBe(true);
    expect(signatureFits(with64(high), key)).toBe(false);
    expect(detailOf(with64(high))).toMatch(/^signature_invalid: s of the signature is above half/);
  });

  it('is refused in DER, cut off, or longer', () => {
    const s = signature();
    for (const other of [s.slice(1), s.slice(0, 63), concatBytes(s, Uint8Array.of(0)), new Uint8Array(0)])
      expect(detailOf(with64(other))).toMatch(/^signature_invalid: /);
    const der = sign('sha256', utf8(compact.slice(0, compact.lastIndexOf('.'))), privateOf(own));
    expect(detailOf(with64(new Uint8Array(der)))).toMatch(/^signature_invalid: a signature has 64 bytes, not \d+$/);
  });

  it('is refused with any letter changed', () => {
    fc.assert(
      fc.property(fc.nat(compact.length - 1), fc.constantFrom(...'AZaz09-_'), (at, letter) => {
        fc.pre(compact[at] !== letter);
        expect(detailOf(compact.slice(0, at) + letter + compact.slice(at + 1))).toMatch(/^signature_invalid: /);
      }),
      { numRuns: 200 },
    );
  });
});

const privateOf = ({ privateJwk }: SigningKey) =>
  createPrivateKey({ key: privateJwk as Record<string, string>, format: 'jwk' });
