import { createHmac } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jwtVerify, SignJWT } from 'jose';

import { isFault, toBase64Url, utf8 } from '@twinbank/primitives';

import {
  DEVICE_TOKEN_LIFETIME_MAX_MS,
  OPERATOR_SCOPES,
  signDeviceToken,
  signOperatorToken,
  verifyDeviceToken,
  verifyOperatorToken,
} from './tokens.js';

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index);
const NOW_MS = Date.UTC(2026, 10, 22, 12);
const NOW_S = NOW_MS / 1000;
const MINUTE_MS = 60_000;

/** A token made by hand, as a device without a JWT library would make it, using none of our code. */
function byHand({
  header = { alg: 'HS256', typ: 'JWT' },
  claims = {},
  key = KEY,
  hash = 'sha256',
}: {
  header?: object;
  claims?: object;
  key?: Uint8Array;
  hash?: string;
}): string {
  const body = `${toBase64Url(utf8(JSON.stringify(header)))}.${toBase64Url(utf8(JSON.stringify(claims)))}`;
  return `${body}.${createHmac(hash, key).update(body).digest('base64url')}`;
}
const CLAIMS = { sub: 'dev-1', aud: 'twinbank/mqtt', iat: NOW_S, exp: NOW_S + 600 };

const outcomeOf = async (verification: Promise<unknown>): Promise<string> => {
  try {
    await verification;
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
  return 'taken';
};
const check = (
  token: string,
  change: Partial<{ authKey: Uint8Array; deviceId: string; nowMs: number }> = {},
): Promise<string> =>
  outcomeOf(verifyDeviceToken({ token, authKey: KEY, deviceId: 'dev-1', nowMs: NOW_MS, ...change }));

describe('a device’s token', () => {
  const signed = (lifetimeMs = 10 * MINUTE_MS): Promise<string> =>
    signDeviceToken({ authKey: KEY, deviceId: 'dev-1', nowMs: NOW_MS, lifetimeMs });

  it('is accepted', async () => expect(await check(await signed())).toBe('taken'));

  it('may be made without a library', async () => expect(await check(byHand({ claims: CLAIMS }))).toBe('taken'));

  it('is read the same by another implementation', async () => {
    const { payload, protectedHeader } = await jwtVerify(await signed(), KEY, { currentDate: new Date(NOW_MS) });
    expect([protectedHeader, payload]).toEqual([{ alg: 'HS256', typ: 'JWT' }, CLAIMS]);
  });

  it('is missing', async () => expect(await check('')).toBe('token_missing'));

  it('expires a minute after its end, because clocks differ', async () => {
    const token = await signed();
    expect(await check(token, { nowMs: NOW_MS + 10 * MINUTE_MS + 59_000 })).toBe('taken');
    expect(await check(token, { nowMs: NOW_MS + 11 * MINUTE_MS })).toBe('token_expired');
  });

  it('is not accepted before its issue time, with a minute of tolerance', async () => {
    expect(await check(byHand({ claims: { ...CLAIMS, iat: NOW_S + 60, exp: NOW_S + 600 } }))).toBe('taken');
    expect(await check(byHand({ claims: { ...CLAIMS, iat: NOW_S + 61, exp: NOW_S + 600 } }))).toBe('token_invalid');
    expect(await check(byHand({ claims: { ...CLAIMS, nbf: NOW_S + 61 } }))).toBe('token_invalid');
  });

  it('belongs to another device', async () => {
    expect(await check(await signed(), { deviceId: 'dev-2' })).toBe('token_foreign');
    expect(await check(byHand({ claims: { ...CLAIMS, sub: undefined } }))).toBe('token_foreign');
  });

  it('lives an hour at most', async () => {
    expect(await check(await signed(DEVICE_TOKEN_LIFETIME_MAX_MS))).toBe('taken');
    expect(await check(await signed(DEVICE_TOKEN_LIFETIME_MAX_MS + 1000))).toBe('token_invalid');
  });

  it.each([
    ['no end', byHand({ claims: { ...CLAIMS, exp: undefined } })],
    ['no beginning', byHand({ claims: { ...CLAIMS, iat: undefined } })],
    ['a beginning in words', byHand({ claims: { ...CLAIMS, iat: 'now' } })],
    ['the audience of operators', byHand({ claims: { ...CLAIMS, aud: 'twinbank/rest' } })],
    ['no audience', byHand({ claims: { ...CLAIMS, aud: undefined } })],
    ['another key', byHand({ claims: CLAIMS, key: new Uint8Array(32) })],
    [
      'no signature [RFC 8725 §2.1]',
      `${byHand({ header: { alg: 'none' }, claims: CLAIMS })
        .split('.')
        .slice(0, 2)
        .join('.')}.`,
    ],
    ['no algorithm but our signature', byHand({ header: { alg: 'none' }, claims: CLAIMS })],
    ['another hash', byHand({ header: { alg: 'HS512', typ: 'JWT' }, claims: CLAIMS, hash: 'sha512' })],
    ['a header we must understand and do not', byHand({ header: { alg: 'HS256', crit: ['x'], x: 1 }, claims: CLAIMS })],
    ['claims that are a list', byHand({ claims: [CLAIMS] })],
    ['more letters than any token has', byHand({ claims: { ...CLAIMS, x: 'x'.repeat(4096) } })],
    ['words', 'letmein'],
  ])('is invalid with %s', async (_name, token) => expect(await check(token)).toBe('token_invalid'));

  it('is invalid with any one letter changed', async () => {
    const token = await signed();
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom(...'AZaz09-_.=+ é'), async (at, letter) => {
        fc.pre(token[at] !== letter);
        expect(await check(token.slice(0, at) + letter + token.slice(at + 1))).toBe('token_invalid');
      }),
      { numRuns: 300 },
    );
  });

  it.each(['A', 'AA', 'AAAA', '=', '==', '.', '.AAAA', ' ', '\n', '\0', '%00', 'é'])(
    'is invalid with %j behind it',
    async (more) => expect(await check((await signed()) + more)).toBe('token_invalid'),
  );

  it('is invalid with other bits in its last letter, which are not part of the signature', async () => {
    const token = await signed();
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = letters.indexOf(token.at(-1)!);
    for (const bits of [1, 2, 3]) expect(await check(token.slice(0, -1) + letters[last ^ bits]!)).toBe('token_invalid');
  });

  it('never makes the check throw anything but a Fault', async () => {
    const part = fc.oneof(
      fc.string(),
      fc.jsonValue().map((value) => toBase64Url(utf8(JSON.stringify(value)))),
    );
    const junk = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(junk, async (token) => expect(['token_invalid', 'token_missing']).toContain(await check(token))),
      { numRuns: 500 },
    );
    const claims = fc.record(
      { sub: fc.jsonValue(), aud: fc.jsonValue(), iat: fc.jsonValue(), exp: fc.jsonValue(), nbf: fc.jsonValue() },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(claims, async (change) =>
        expect(await check(byHand({ claims: { ...CLAIMS, ...change } }))).toMatch(/^(taken|token_\w+)$/),
      ),
      { numRuns: 300 },
    );
  });

  it('is not revealed in the fault', async () => {
    const token = byHand({ claims: CLAIMS, key: new Uint8Array(32) });
    await expect(verifyDeviceToken({ token, authKey: KEY, deviceId: 'dev-1', nowMs: NOW_MS })).rejects.toMatchObject({
      message: expect.not.stringContaining(token.slice(0, 10)),
    });
  });
});

describe('an operator’s token', () => {
  const signed = (scopes: readonly (typeof OPERATOR_SCOPES)[number][]): Promise<string> =>
    signOperatorToken({ key: KEY, operator: { name: 'ada', scopes }, nowMs: NOW_MS, lifetimeMs: 10 * MINUTE_MS });
  const verify = (token: string, nowMs = NOW_MS): ReturnType<typeof verifyOperatorToken> =>
    verifyOperatorToken({ token, key: KEY, nowMs });

  it('names its operator and its scopes', async () => {
    for (const scopes of [[], ['read'], ['read', 'operate'], OPERATOR_SCOPES] as const) {
      expect(await verify(await signed(scopes))).toEqual({ name: 'ada', scopes, expiresAtMs: NOW_MS + 10 * MINUTE_MS });
    }
  });

  it('says what it is, as RFC 7519 has it', async () => {
    const [header] = (await signed(['read'])).split('.');
    expect(JSON.parse(Buffer.from(header!, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT' });
  });

  it('is refused if it is written in another way than base64url has it', async () => {
    const token = await signed(['read']);
    // The last of 43 characters has two bits that say nothing: with any of them it decodes to the same signature.
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = letters.indexOf(token.at(-1)!);
    const twins = [1, 2, 3].map((bits) => token.slice(0, -1) + letters[last | bits]!);
    const [header, ...rest] = token.split('.');
    for (const other of [`${header}=.${rest.join('.')}`, `${token}=`, ...twins])
      expect(await outcomeOf(verify(other))).toBe('token_invalid');
  });

  it('may have an id, by which it can be revoked', async () => {
    const token = await signOperatorToken({
      key: KEY,
      operator: { name: 'ada', scopes: ['read'] },
      id: 'id-1',
      nowMs: NOW_MS,
      lifetimeMs: MINUTE_MS,
    });
    expect(await verify(token)).toMatchObject({ name: 'ada', tokenId: 'id-1' });
    expect(await verify(await signed(['read']))).not.toHaveProperty('tokenId');
  });

  it('grants only known scopes, each once', async () => {
    const claims = { sub: 'ada', aud: 'twinbank/rest', exp: NOW_S + 60, scope: 'root read read everything' };
    expect(await verify(byHand({ claims }))).toMatchObject({ name: 'ada', scopes: ['read'] });
    expect(await verify(byHand({ claims: { ...claims, scope: ['admin'] } }))).toMatchObject({
      name: 'ada',
      scopes: [],
    });
    expect(await verify(byHand({ claims: { ...claims, scope: undefined } }))).toMatchObject({
      name: 'ada',
      scopes: [],
    });
  });

  it.each([
    ['missing', '', 'token_missing'],
    ['a device’s token', byHand({ claims: CLAIMS }), 'token_invalid'],
    ['without a name', byHand({ claims: { aud: 'twinbank/rest', exp: NOW_S + 60 } }), 'token_invalid'],
    ['without an end', byHand({ claims: { aud: 'twinbank/rest', sub: 'ada' } }), 'token_invalid'],
    [
      'signed with another key',
      byHand({ claims: { aud: 'twinbank/rest', sub: 'ada', exp: NOW_S + 60 }, key: utf8('guess') }),
      'token_invalid',
    ],
    ['past its end', byHand({ claims: { aud: 'twinbank/rest', sub: 'ada', exp: NOW_S - 61 } }), 'token_expired'],
    [
      'followed by anything',
      `${byHand({ claims: { aud: 'twinbank/rest', sub: 'ada', exp: NOW_S + 60 } })}A`,
      'token_invalid',
    ],
  ])('is refused if it is %s', async (_name, token, code) => expect(await outcomeOf(verify(token))).toBe(code));

  it('may be made by another library', async () => {
    const token = await new SignJWT({ scope: 'admin' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('bob')
      .setAudience('twinbank/rest')
      .setExpirationTime(NOW_S + 60)
      .sign(KEY);
    expect(await verify(token)).toEqual({ name: 'bob', scopes: ['admin'], expiresAtMs: (NOW_S + 60) * 1000 });
  });
});
