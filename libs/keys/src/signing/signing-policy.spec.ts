import { createPublicKey, verify } from 'node:crypto';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { fromHex, isFault, toBase64Url } from '@twinbank/primitives';

import { p256KeyFromScalar, signingKeyFromSeed, type P256Jwk, type SigningKey } from '../signing-key.js';
import { readTeamKey } from './public-key.js';
import { manifestKeysOf, readSigningPolicy, SERVER_SIGNS, type SigningRequest } from './signing-policy.js';

let keys: SigningKey[];
beforeAll(async () => {
  keys = await Promise.all(
    Array.from({ length: 9 }, (_, index) => signingKeyFromSeed(new Uint8Array(32).fill(index + 1))),
  );
});

const named = (count: number, first = 0) =>
  keys.slice(first, first + count).map(({ publicJwk }, index) => ({ name: `key-${index}`, jwk: { ...publicJwk } }));
const faultOf = (read: () => unknown): unknown => {
  try {
    read();
  } catch (error) {
    return isFault(error) ? error.code : error;
  }
  return undefined;
};
const policy = (request: Partial<SigningRequest>, serverKids?: string[]) =>
  readSigningPolicy({ keys: named(2), threshold: 1, serverKey: false, ...request }, serverKids);

describe('a signing policy', () => {
  it('is what was asked for, each key with its thumbprint as id', () => {
    const bare = named(2).map(({ name, jwk: { kty, crv, x } }) => ({ name, jwk: { kty, crv, x } }));
    expect(policy({ keys: bare, threshold: 2 })).toEqual({ keys: named(2), threshold: 2, serverKey: false });
    expect({ ...policy({ keys: [], serverKey: true }), sequence: 0 }).toEqual(SERVER_SIGNS);
    expect(policy({ keys: named(8), threshold: 8 }).keys).toHaveLength(8);
  });

  it('keeps nothing of a key but what is public', () => {
    const jwk = { ...keys[0]!.publicJwk, use: 'sig', note: 'x' };
    expect(readTeamKey(jwk)).toEqual(keys[0]!.publicJwk);
  });

  const refused: [string, () => Partial<SigningRequest>][] = [
    ['nobody', () => ({ keys: [] })],
    ['nobody, and two signatures', () => ({ keys: [], serverKey: true, threshold: 2 })],
    ['nine keys', () => ({ keys: named(9) })],
    ['a key twice', () => ({ keys: [named(1)[0]!, { ...named(1)[0]!, name: 'again' }] })],
    ['a name twice', () => ({ keys: [...named(1), ...named(1, 1)] })],
    ['more signatures than keys', () => ({ threshold: 3 })],
    ['no signature', () => ({ threshold: 0 })],
    ['half a signature', () => ({ threshold: 1.5 })],
    ['two signatures, or the server alone', () => ({ threshold: 2, serverKey: true })],
    ['the server’s own key among the team’s', () => ({ keys: named(3) })],
  ];
  it.each(refused)('of %s is refused', (_, request) => {
    expect(faultOf(() => policy(request(), [keys[8]!.kid, keys[2]!.kid]))).toBe('signing_policy_invalid');
  });

  it('refuses private keys by a fault of their own, whatever their kind', () => {
    for (const jwk of [keys[0]!.privateJwk, { kty: 'RSA', n: 'a', e: 'b', d: 'c' }, { kty: 'oct', k: 'a' }])
      expect(faultOf(() => policy({ keys: [{ name: 'a', jwk }] }))).toBe('signing_key_private');
  });

  const x = toBase64Url(new Uint8Array(32).fill(9));
  it.each([
    [{}],
    [{ kty: 'EC', crv: 'P-256', x, y: x }],
    [{ kty: 'EC', crv: 'P-521', x, y: x }],
    [{ kty: 'OKP', crv: 'X25519', x }],
    [{ kty: 'OKP', crv: 'Ed25519' }],
    [{ kty: 'OKP', crv: 'Ed25519', x: 7 }],
    [{ kty: 'OKP', crv: 'Ed25519', x: x.slice(1) }],
    [{ kty: 'OKP', crv: 'Ed25519', x: `${x}=` }],
    [{ kty: 'OKP', crv: 'Ed25519', x: `${x.slice(0, -1)}l` }],
    [{ kty: 'OKP', crv: 'Ed25519', x, kid: 'mine' }],
  ])('refuses %j as a key', (jwk) => {
    expect(faultOf(() => readTeamKey(jwk))).toBe('signing_key_unsupported');
  });

  it('is named where it is of a kind that no device checks, and nothing else of it is repeated', () => {
    const detailOf = (jwk: Record<string, unknown>): string => {
      try {
        readTeamKey(jwk);
      } catch (error) {
        if (isFault(error)) return error.detail;
      }
      return 'taken';
    };
    expect(detailOf({ kty: 'EC', crv: 'P-256', x: 'a', y: 'b' })).toContain('x and y, of 32 bytes');
    expect(detailOf({ kty: 'EC', crv: 'P-384', x: 'a', y: 'b' })).toContain(
      'a key of P-384: they check Ed25519 and P-256',
    );
    expect(detailOf({ kty: 'RSA', n: 'a', e: 'AQAB' })).toContain('a key of RSA');
    for (const crv of ['hush hush', undefined, 1]) expect(detailOf({ kty: 'EC', crv })).toContain('a key of EC:');
  });

  it('refuses keys with which anybody can sign, of either sign', () => {
    const ys = ['00', '01', 'ec', 'ed', 'ee'].map((first) => fromHex(first + (first < '10' ? '00' : 'ff').repeat(31))!);
    for (const y of ys.filter((point) => point[31] === 0xff)) y[31] = 0x7f;
    ys.push(fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')!);
    ys.push(fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')!);
    for (const y of ys)
      for (const sign of [0, 0x80]) {
        const point = Uint8Array.from(y);
        point[31]! |= sign;
        expect(faultOf(() => readTeamKey({ kty: 'OKP', crv: 'Ed25519', x: toBase64Url(point) }))).toBe(
          'signing_key_unsupported',
        );
      }
  });

  it('has a reason to: a signature of R = the neutral point and S = 0 fits any text under the neutral point as key', () => {
    const neutral = Uint8Array.of(1, ...new Uint8Array(31));
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: toBase64Url(neutral) }, format: 'jwk' });
    const signature = Uint8Array.of(...neutral, ...new Uint8Array(32));
    // Node refuses such keys by itself from version 24 on; devices and other programs may not.
    const isBefore24 = Number(process.versions.node.split('.')[0]) < 24;
    expect(verify(null, Buffer.from('whatever'), key, signature)).toBe(isBefore24);
  });

  describe('with keys of P-256', () => {
    let [p256, ed]: SigningKey[] = [];
    beforeAll(async () => {
      [p256, ed] = [await p256KeyFromScalar(new Uint8Array(32).fill(1)), keys[0]!];
    });
    /** The key whose point is the negative of another one’s: the same x, and the private half n − d. */
    const negated = async (): Promise<SigningKey> => {
      const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
      const d = order - BigInt(`0x${'01'.repeat(32)}`);
      return p256KeyFromScalar(fromHex(d.toString(16).padStart(64, '0'))!);
    };

    it('takes them beside others, with the thumbprint of RFC 7638 as id, and gives them to devices', () => {
      const { kty, crv, x, y } = p256!.publicJwk as P256Jwk;
      const asked = [
        { name: 'hsm', jwk: { kty, crv, x, y, use: 'sig' } },
        { name: 'file', jwk: { ...ed!.publicJwk } },
      ];
      const read = policy({ keys: asked, threshold: 2 });
      expect(read.keys.map(({ jwk }) => jwk)).toEqual([p256!.publicJwk, ed!.publicJwk]);
      expect(manifestKeysOf(read)).toEqual([p256!.publicJwk, ed!.publicJwk]);
    });

    it('takes no point that is not on the curve, no other spelling, no private key and no key for something else', () => {
      const { kid: _, ...jwk } = p256!.publicJwk as P256Jwk;
      expect(readTeamKey(jwk)).toEqual(p256!.publicJwk);
      const other = toBase64Url(new Uint8Array(32).fill(9));
      const bad = [
        { ...jwk, y: jwk.x },
        { ...jwk, x: other },
        { ...jwk, y: undefined },
        { ...jwk, x: `${jwk.x}=` },
        { ...jwk, y: jwk.y.slice(1) },
        { ...jwk, y: [jwk.y] },
        { ...jwk, alg: 'ECDH-ES' },
        { ...jwk, kid: ed!.kid },
        { ...jwk, kty: 'OKP' },
        { ...ed!.publicJwk, kid: undefined, kty: 'EC', crv: 'P-256' },
      ];
      for (const one of bad) expect(faultOf(() => readTeamKey(one))).toBe('signing_key_unsupported');
      expect(faultOf(() => readTeamKey({ ...p256!.privateJwk }))).toBe('signing_key_private');
    });

    it('counts no key and its negative as two: one private key signs for both', async () => {
      const twin = await negated();
      expect(twin.publicJwk.x).toBe(p256!.publicJwk.x);
      expect(twin.kid).not.toBe(p256!.kid);
      const both = [p256!, twin].map(({ publicJwk }, at) => ({ name: `key-${at}`, jwk: { ...publicJwk } }));
      expect(faultOf(() => policy({ keys: both, threshold: 2 }))).toBe('signing_policy_invalid');
      const roots = { keys: both.map(({ jwk }) => jwk), threshold: 2 };
      expect(faultOf(() => policy({ roots }))).toBe('signing_policy_invalid');
      expect(faultOf(() => policy({ roots: { keys: [both[0]!.jwk], threshold: 1 } }))).toBeUndefined();
    });
  });

  it('gives devices the keys of the team, and the server’s where it may sign and has one', () => {
    const own = keys[8]!.publicJwk;
    const team = named(2).map(({ jwk }) => jwk);
    expect(manifestKeysOf(policy({}), own)).toEqual(team);
    expect(manifestKeysOf(policy({ serverKey: true }), own)).toEqual([...team, own]);
    expect(manifestKeysOf(policy({ serverKey: true }))).toEqual(team);
    expect(manifestKeysOf(SERVER_SIGNS, own)).toEqual([own]);
  });
});
