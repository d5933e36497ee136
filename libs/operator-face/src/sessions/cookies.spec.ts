import { describe, expect, it } from '@jest/globals';

import { cookieName, cookieOf, setCookie } from './cookies.js';

describe('a cookie', () => {
  it('is bound to the host where there is TLS, and no script can read it', () => {
    const cookie = { name: cookieName('twinbank', true), value: 'x', maxAge: 60, sameSite: 'Strict' as const };
    expect(setCookie({ ...cookie, secure: true })).toBe(
      '__Host-twinbank=x; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure',
    );
    expect(setCookie({ ...cookie, name: cookieName('twinbank', false), sameSite: 'Lax', secure: false })).toBe(
      'twinbank=x; Path=/; Max-Age=60; HttpOnly; SameSite=Lax',
    );
  });

  it.each([
    [undefined, undefined],
    ['', undefined],
    ['twinbank', undefined],
    ['twinbank=a', 'a'],
    [' other=1;twinbank=a=b ; x=2', 'a=b'],
    ['Twinbank=a', undefined],
    ['xtwinbank=a; __Host-twinbank=b', undefined],
    ['twinbank=a; twinbank=b', undefined],
    ['twinbank=', ''],
  ])('is read from %j: %j', (header, value) => expect(cookieOf(header, 'twinbank')).toBe(value));
});
