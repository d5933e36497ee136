import { describe, expect, it } from '@jest/globals';

import { securityHeaders } from './security-headers.js';

describe('the security headers', () => {
  it('let an answer that is data load nothing, and be framed by nobody', () => {
    expect(securityHeaders('/api/v1/products', false)).toMatchObject({
      'content-security-policy': expect.stringMatching(/^default-src 'none'; frame-ancestors 'none'/),
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
  });

  it.each(['/docs', '/docs/', '/docs/swagger-ui.css', '/docs?x=1'])(
    'let the documentation load its own files: %s',
    (url) => {
      const policy = securityHeaders(url, false)['content-security-policy'];
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    },
  );

  it('do not take another address for the documentation', () => {
    for (const url of ['/docs-json', '/documents', '/api/v1/docs'])
      expect(securityHeaders(url, false)['content-security-policy']).not.toContain('script-src');
  });

  it('have browsers remember TLS where it is spoken, and only there', () => {
    expect(securityHeaders('/', true)['strict-transport-security']).toBe('max-age=31536000');
    expect(securityHeaders('/', false)).not.toHaveProperty('strict-transport-security');
  });
});
