import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isReturnPath, RETURN_DEFAULT } from './return-path.js';

describe('where the browser goes after signing in', () => {
  it.each([RETURN_DEFAULT, '/', '/campaigns/12?tab=jobs#wave-2', '/a//b', '/a?next=//x', '/@x', '/a/%5cx'])(
    'may be %s',
    (path) => expect(isReturnPath(path)).toBe(true),
  );

  it.each([
    '',
    'campaigns',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '/\\/evil.example',
    '\\/evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    'https://evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    '/..//evil.example',
    '/./\\evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    '/ä',
    `/${'x'.repeat(500)}`,
  ])('is never %j', (path) => expect(isReturnPath(path)).toBe(false));

  it('is on this host for whoever resolves it, and still so where a browser goes on from it', () => {
    const host = 'https://bank.example';
    const parts = fc.array(fc.constantFrom('/', '\\', '.', '..', '%2e', '@', ':', 'x', '\t', '?', '#', '//'));
    fc.assert(
      fc.property(parts, (some) => {
        const text = some.join('');
        if (!isReturnPath(text)) return;
        const there = new URL(text, `${host}/api/v1/session/oidc/callback`);
        expect(there.origin).toBe(host);
        expect(new URL(there.pathname, host).origin).toBe(host);
      }),
      { numRuns: 5000 },
    );
  });
});
