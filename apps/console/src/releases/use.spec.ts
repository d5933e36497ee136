import { describe, expect, it } from '@jest/globals';

import { campaignsWith, devicesWith, signerOf, withdrawalEffects } from './use.js';

const jws = (header: unknown): string => `${Buffer.from(JSON.stringify(header)).toString('base64url')}.e30.c2ln`;

describe('who uses a release', () => {
  it('is asked for by product and version', () => {
    expect(devicesWith('pump', '1.1.0+b.2')).toBe('product=="pump";version=="1.1.0+b.2"');
    expect(campaignsWith('pump', '1.1.0')).toBe('product=="pump";release=="1.1.0"');
  });

  it('is said before a withdrawal, and what is not known as well', () => {
    expect(withdrawalEffects({ running: '3', underWay: 0 }).join(' ')).toMatch(/run it now: 3\..*bringing it: none\./);
    expect(withdrawalEffects({ running: '100,000+', underWay: 2 }).join(' ')).toMatch(
      /100,000\+.*2\. The order will be refused/,
    );
    expect(withdrawalEffects({}).join(' ')).toMatch(
      /devices run it is not known here.*campaigns are bringing it is not known/,
    );
  });
});

describe('the key that signed a manifest', () => {
  it('is that of the header', () => {
    expect(signerOf(jws({ alg: 'EdDSA', kid: 'a-_b' }))).toBe('a-_b');
    for (const text of [jws({ alg: 'EdDSA' }), jws({ kid: 7 }), jws(null), '', '!!.x.y'])
      expect(signerOf(text)).toBeUndefined();
  });
});
