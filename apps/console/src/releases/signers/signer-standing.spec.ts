import { describe, expect, it } from '@jest/globals';

import { signersOf, signerText, type Judging } from './signer-standing.js';

const NOW_MS = Date.parse('2026-11-29T12:00:00Z');
const key = (kid: string, ...uses: string[]) => ({ kid, crv: 'Ed25519' as const, x: 'AA', uses });
const judging = (given: Partial<Judging> = {}): Judging => ({
  newest: {
    ...{ version: 3, expires: '2027-01-01T00:00:00Z' },
    keys: [key('a', 'manifest'), key('b', 'root'), key('c', 'ticket', 'manifest')] as never,
  },
  ...{ policy: [], names: new Map([['a', 'release-2026']]), nowMs: NOW_MS },
  ...given,
});
const standings = (kids: readonly string[], by: Judging): string[] =>
  signersOf(kids, by).map(({ standing }) => standing);

describe('the keys that signed a release', () => {
  it('stand as the newest key set says: one that it names for something else is revoked for releases', () => {
    expect(standings(['a', 'b', 'c', 'gone'], judging())).toEqual(['named', 'revoked', 'named', 'revoked']);
  });

  it('have ended with the set that names them; one that it does not name stays revoked', () => {
    const newest = { ...judging().newest!, expires: '2026-11-29T12:00:00Z' };
    expect(standings(['a', 'gone'], judging({ newest }))).toEqual(['ended', 'revoked']);
  });

  it('are judged by the policy where the product has no key set', () => {
    expect(standings(['a', 'b'], judging({ newest: undefined, policy: ['b'] }))).toEqual(['unnamed', 'named']);
  });

  it('have their names, and the first is the one whose signature devices get', () => {
    expect(signersOf(['a', 'c'], judging())).toMatchObject([
      { name: 'release-2026', isDevices: true },
      { name: undefined, isDevices: false },
    ]);
  });

  it('are told in words which set says so', () => {
    expect(signerText('revoked', 3)).toContain('Key set 3');
    expect(signerText('unnamed', undefined)).toContain('later releases');
  });
});
