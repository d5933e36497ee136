import { describe, expect, it } from '@jest/globals';

import { canBeSent, keyFault, keyTexts, mayBePrivate, NO_ROOTS, signingOrder } from './signing-keys.js';

const JWK = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' } as const;

describe('a public key as it is typed', () => {
  it('is a JSON object, and nothing else', () => {
    expect(keyFault(JSON.stringify(JWK))).toBeUndefined();
    for (const text of ['', 'ssh-ed25519 AAAA', '[]', 'null', '"x"', '{"kty":'])
      expect(keyFault(text)).toContain('no JSON object');
  });

  it('is stopped before it leaves the browser if it is a private one', () => {
    expect(keyFault(JSON.stringify({ ...JWK, d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' }))).toContain('private');
    expect(keyFault('{"kty":"oct","k":"AAAA"}')).toContain('private');
  });

  it('is kept nowhere while it may be a private one, also where it cannot be read yet', () => {
    const texts = ['{"d":"AA', '{ "k" : "AA"}', '-----BEGIN PRIVATE KEY-----', JSON.stringify({ ...JWK, d: 'AA' })];
    expect(texts.filter((text) => !mayBePrivate(text))).toEqual([]);
    expect([JSON.stringify(JWK), '', '{"id":"d"}'].filter(mayBePrivate)).toEqual([]);
  });

  it('comes back as it was shown', () => {
    const keys = [{ name: 'release', jwk: { ...JWK, kid: 'k' } as const }];
    const typed = { keys: keyTexts({ keys }), threshold: 1, serverKey: false, roots: NO_ROOTS };
    expect(signingOrder(typed)).toEqual({ keys, threshold: 1, serverKey: false });
  });
});

describe('root keys as they are typed', () => {
  const typed = (jwks: readonly string[]) => ({
    keys: [],
    threshold: 1,
    serverKey: true,
    roots: { jwks, threshold: 2 },
  });

  it('are sent with how many of them sign, and not at all where none is named now', () => {
    const jwks = [JSON.stringify(JWK), JSON.stringify({ ...JWK, x: 'other' })];
    expect(signingOrder(typed(jwks))).toEqual({
      ...{ keys: [], threshold: 1, serverKey: true },
      ...{ rootKeys: [JWK, { ...JWK, x: 'other' }], rootThreshold: 2 },
    });
    expect(Object.keys(signingOrder(typed([])))).toEqual(['keys', 'threshold', 'serverKey']);
  });

  it('keep the order back until each is a public key', () => {
    expect(canBeSent(typed([JSON.stringify(JWK)]))).toBe(true);
    for (const jwk of ['', JSON.stringify({ ...JWK, d: 'secret' })]) expect(canBeSent(typed([jwk]))).toBe(false);
    const unnamed = { name: ' ', jwk: JSON.stringify(JWK) };
    expect(canBeSent({ keys: [unnamed], roots: NO_ROOTS })).toBe(false);
  });
});
