import { describe, expect, it } from '@jest/globals';

import { isIssuerAddress } from './issuer-address.js';

describe('an identity provider', () => {
  it.each([
    'https://idp.example',
    'https://idp.example:8443/realms/a',
    'http://127.0.0.1:9',
    'http://localhost/x',
    'http://[::1]:1',
  ])('may be spoken to at %s', (text) => expect(isIssuerAddress(text)).toBe(true));

  it.each([
    '',
    'idp.example',
    'http://idp.example',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://10.0.0.1',
    'https://user@idp.example',
    'https://:pw@idp.example',
    'ftp://idp.example',
    'javascript:alert(1)',
  ])('is never spoken to at %j', (text) => expect(isIssuerAddress(text)).toBe(false));
});
