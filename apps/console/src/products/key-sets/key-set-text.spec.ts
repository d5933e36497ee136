import { describe, expect, it } from '@jest/globals';

import { hasEnded, keySetFault, keySetOrder, namesOfKeys, rootsThatSigned, saidBy, usesText } from './key-set-text.js';

const document = (said: object): string => Buffer.from(JSON.stringify(said)).toString('base64url');
const SIGNATURE = { protected: 'eyJhbGciOiJFZERTQSJ9', signature: 'AAAA' };
const SIGNED = { keySet: document({ format: 1, product: 'motor', version: 3 }), signatures: [SIGNATURE] };

describe('a key set', () => {
  it('says of its keys what they sign, in words, and as it is where there is no word yet', () => {
    expect(usesText(['root', 'manifest', 'ticket', 'boot'])).toBe('the next key set, releases, tickets, boot');
  });

  it('has the names that the team and the server gave its keys, and not those that only count them', () => {
    const team = [
      { name: 'release', jwk: { kid: 'aaa' } },
      { name: 'key-set-3-1', jwk: { kid: 'bbb' } },
    ];
    const server = { ticketKeys: [{ kid: 'ttt' }, { kid: 'uuu' }], manifestKeys: [{ kid: 'mmm' }] };
    expect([...namesOfKeys(team, server)].sort()).toEqual([
      ['aaa', 'release'],
      ['mmm', 'the server’s, for releases'],
      ['ttt', 'the server’s, for tickets'],
      ['uuu', 'the server’s, for tickets'],
    ]);
    expect(namesOfKeys([]).size).toBe(0);
  });

  it('counts its own root keys among those who signed, and no others', () => {
    const keys = [
      { kid: 'a', crv: 'Ed25519' as const, x: '', uses: ['root' as const] },
      { kid: 'b', crv: 'P-256' as const, x: '', y: '', uses: ['root' as const, 'manifest' as const] },
      { kid: 'c', crv: 'Ed25519' as const, x: '', uses: ['ticket' as const] },
    ];
    expect(rootsThatSigned({ keys, signedBy: ['a', 'c', 'z'] })).toBe(1);
  });

  it('has ended from its last moment on', () => {
    const expires = '2026-07-01T00:00:00.000Z';
    const at = Date.parse(expires);
    expect([hasEnded({ expires }, at - 1), hasEnded({ expires }, at)]).toEqual([false, true]);
  });
});

describe('a key set as it is pasted', () => {
  it('is sent as its file says it, without what else stands there', () => {
    const text = JSON.stringify({ ...SIGNED, note: 'from the safe' }, null, 2);
    expect(keySetOrder(text)).toEqual(SIGNED);
    expect(keySetFault(text, 'motor')).toBeUndefined();
    expect(saidBy(SIGNED)).toEqual({ product: 'motor', version: 3 });
  });

  it('is told what is wrong with it before it leaves the browser', () => {
    const fault = (value: unknown): string | undefined => keySetFault(JSON.stringify(value), 'motor');
    for (const none of [[], null, 'x', {}, { ...SIGNED, signatures: 'x' }, { ...SIGNED, signatures: [{}] }])
      expect(fault(none)).toContain('no signed key set');
    expect(keySetFault('{', 'motor')).toContain('no signed key set');
    expect(fault({ ...SIGNED, keySet: 'A'.repeat(20_000) })).toContain('no signed key set');
    expect(fault({ ...SIGNED, signatures: [] })).toContain('Nobody has signed');
    for (const keySet of ['%', document({ product: 'motor' }), document({ product: 1, version: 3 })])
      expect(fault({ ...SIGNED, keySet })).toContain('cannot be read');
    expect(fault({ ...SIGNED, keySet: document({ product: 'pump', version: 1 }) })).toContain('of pump');
  });
});
