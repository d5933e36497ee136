import { randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { toBase64Url } from '@twinbank/primitives';

import {
  API_TOKEN_PREFIX,
  apiTokenHash,
  blotTokens,
  csrfTokenOf,
  isApiToken,
  isSecret,
  makeApiToken,
  makeSecret,
} from './api-token.js';

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

describe('an API token', () => {
  it('is told by its prefix, has letters and digits only, and is another each time', () => {
    const made = Array.from({ length: 200 }, () => makeApiToken(random));
    for (const token of made) {
      expect(token).toMatch(/^tbk_[0-9A-Za-z]{36}$/);
      expect(isApiToken(token)).toBe(true);
    }
    expect(new Set(made).size).toBe(200);
    expect(API_TOKEN_PREFIX).toBe('tbk_');
  });

  it('favours no character: bytes that would are thrown away', () => {
    const bytes = [255, 248, 247, 0, ...Array.from({ length: 26 }, () => 61)];
    const token = makeApiToken((length) => new Uint8Array(bytes.slice(0, length)));
    expect(token.slice(4, 9)).toBe('z0zzz');
  });

  it('is none with anything behind it, before it, or missing', () => {
    const token = makeApiToken(random);
    for (const other of [
      `${token} `,
      `${token}\n`,
      `${token}0`,
      ` ${token}`,
      token.slice(0, -1),
      token.slice(1),
      '',
      'tbk_',
      token.toUpperCase(),
    ])
      expect([other, isApiToken(other)]).toEqual([other, false]);
  });

  it('is none where a character of it is another', () => {
    const token = makeApiToken(random);
    const other = (character: string): string => (character === 'a' ? 'b' : 'a');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: token.length - 1 }), (at) => {
        expect(isApiToken(token.slice(0, at) + other(token[at]!) + token.slice(at + 1))).toBe(false);
      }),
    );
  });

  it('has a check sum of 32 bits of SHA-256, highest digit first, so that tokens of today are known tomorrow', () =>
    // The check sum was computed by a program of its own, not by this code.
    expect(isApiToken('tbk_02468ACEGIKMOQSUWYacegikmoqsuw1rMAA1')).toBe(true));

  it('is blotted out of texts, wherever it stands in them', () => {
    const [one, other] = [makeApiToken(random), makeApiToken(random)];
    expect(blotTokens(`/tokens/${one}/rotate, ${other}x, tbk_`)).toBe('/tokens/tbk_…/rotate, tbk_…, tbk_');
  });

  it('is kept as its SHA-256', () => {
    expect(Buffer.from(apiTokenHash('tbk_0')).toString('hex')).toBe(
      // printf tbk_0 | openssl dgst -sha256
      'b34cecc0a6cf618bb863146417d2e653e4b1e4c968591b4e56de2d4525d2922b',
    );
  });

  it('is no secret of another kind, and none of another kind is a token', () => {
    const session = makeSecret('tbs_', random);
    expect([isSecret('tbs_', session), isSecret('tbp_', session), isApiToken(session)]).toEqual([true, false, false]);
    expect([isSecret('tbs_', `${session}0`), isSecret('tbs_', ''), isSecret('tbs_', 'tbs_')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(blotTokens(`a=${session}; b`)).toBe('a=tbs_…; b');
  });

  it('of a session has a text beside it that is always the same, and that does not show it', () => {
    const [session, other] = [makeSecret('tbs_', random), makeSecret('tbs_', random)];
    expect(csrfTokenOf(session)).toBe(csrfTokenOf(session));
    expect(csrfTokenOf(session)).not.toBe(csrfTokenOf(other));
    expect(csrfTokenOf(session)).toMatch(/^[\w-]{43}$/);
    expect(toBase64Url(apiTokenHash(session))).not.toBe(csrfTokenOf(session));
  });
});
