import { describe, expect, it } from '@jest/globals';

import { keyFault, keyTexts, signingOrder } from './signing-keys.js';

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

  it('comes back as it was shown', () => {
    const keys = [{ name: 'release', jwk: { ...JWK, kid: 'k' } as const }];
    expect(signingOrder(keyTexts({ keys }), 1, false)).toEqual({ keys, threshold: 1, serverKey: false });
  });
});
