import { describe, expect, it } from '@jest/globals';

import { withReturn } from './return.js';

const WAY = '/api/v1/session/oidc';
const returnOf = (pathname: string, search = ''): string | null =>
  new URL(withReturn(WAY, { pathname, search }), 'https://bank.example').searchParams.get('return');

describe('where the identity provider leads back to', () => {
  it('is the place that was wanted', () =>
    expect(returnOf('/fleet', '?filter=tags%3D%3Dcanary%3Bid%3D%3Da%26b')).toBe(
      '/fleet?filter=tags%3D%3Dcanary%3Bid%3D%3Da%26b',
    ));

  it('is the page alone where its selection is too long for it', () => {
    expect(returnOf('/fleet', `?${'x'.repeat(493)}`)).toHaveLength(500);
    expect(returnOf('/fleet', `?${'x'.repeat(494)}`)).toBe('/fleet');
  });

  it('is the root where the page cannot be one, and never another host', () => {
    expect([returnOf('//evil.example'), returnOf(`/${'x'.repeat(500)}`), returnOf('/\\evil.example')]).toEqual([
      ...['/', '/', '/'],
    ]);
  });
});
