import { describe, expect, it } from '@jest/globals';
import { EncryptJWT } from 'jose';

import { openSignIn, sealSignIn, SIGN_IN_MS_MAX, type SignInUnderWay } from './sign-in-state.js';

const KEY = new Uint8Array(32).fill(7);
const NOW = 1_800_000_000_000;
const SIGN: SignInUnderWay = {
  issuer: 'https://idp.example',
  clientId: 'twinbank',
  state: 's',
  nonce: 'n',
  verifier: 'v',
  returnTo: '/docs',
};
const codeOf = (opened: Promise<unknown>): Promise<unknown> =>
  opened.then(
    () => 'taken',
    (error: { code?: string }) => error.code,
  );

describe('a sign-in under way', () => {
  it('is read back by whoever has the key, until it took too long', async () => {
    const sealed = await sealSignIn(KEY, SIGN, NOW);
    expect(await openSignIn(KEY, sealed, NOW)).toEqual(SIGN);
    expect(await openSignIn(KEY, sealed, NOW + SIGN_IN_MS_MAX - 1000)).toEqual(SIGN);
    expect(await codeOf(openSignIn(KEY, sealed, NOW + SIGN_IN_MS_MAX))).toBe('oidc_state_expired');
  });

  it('shows nothing of itself in the cookie, which is short enough and needs no quotes', async () => {
    const sealed = await sealSignIn(KEY, { ...SIGN, verifier: 'v'.repeat(43), returnTo: '/'.repeat(500) }, NOW);
    expect(sealed).toMatch(/^[\w.-]+$/);
    expect(sealed.length).toBeLessThan(3000);
    expect(
      sealed
        .split('.')
        .map((part) => Buffer.from(part, 'base64url').toString('latin1'))
        .join(),
    ).not.toContain('vvvv');
  });

  it('is refused where it was changed, cut, made with another key, for something else, or is none', async () => {
    const sealed = await sealSignIn(KEY, SIGN, NOW);
    const other = new Uint8Array(32).fill(8);
    const elsewhere = await new EncryptJWT({ ...SIGN })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setAudience('other')
      .setExpirationTime(NOW / 1000 + 60)
      .encrypt(KEY);
    const swapped = sealed.replace(/\.(.)/g, (_, letter: string) => `.${letter === 'A' ? 'B' : 'A'}`);
    for (const bad of [undefined, '', 'x', 'a.b.c.d.e', sealed.slice(0, -2), swapped, elsewhere])
      expect([bad, await codeOf(openSignIn(KEY, bad, NOW))]).toEqual([bad, 'oidc_state_invalid']);
    expect(await codeOf(openSignIn(other, sealed, NOW))).toBe('oidc_state_invalid');
  });
});
