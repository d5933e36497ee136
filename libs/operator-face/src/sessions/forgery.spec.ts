import { describe, expect, it } from '@jest/globals';

import { csrfTokenOf } from '@twinbank/keys';

import { refuseForged, refuseOtherSites } from './forgery.js';

const HOST = { host: 'bank.example:3000' };
const codeOf = (work: () => void): string => {
  try {
    work();
    return 'let through';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a request of a browser', () => {
  it.each([
    [{}, 'let through'],
    [{ origin: 'http://bank.example:3000' }, 'let through'],
    [{ origin: 'https://bank.example:3000' }, 'let through'],
    [{ 'sec-fetch-site': 'same-origin' }, 'let through'],
    [{ 'sec-fetch-site': 'none' }, 'let through'],
    [{ 'sec-fetch-site': 'cross-site' }, 'request_forged'],
    [{ 'sec-fetch-site': 'same-site' }, 'request_forged'],
    [{ origin: 'null' }, 'request_forged'],
    [{ origin: '' }, 'request_forged'],
    [{ origin: 'http://evil.example' }, 'request_forged'],
    [{ origin: 'http://bank.example' }, 'request_forged'],
    [{ origin: 'http://bank.example:3000.evil.example' }, 'request_forged'],
    [{ origin: 'http://bank.example:3000@evil.example' }, 'request_forged'],
    [{ origin: 'file://bank.example:3000' }, 'request_forged'],
  ])('that says %j is %s', (headers, code) => {
    expect(codeOf(() => refuseOtherSites({ headers: { ...HOST, ...headers }, origins: [] }))).toBe(code);
  });

  it('is let through from the origins that were named, and from no other, not even of the same host', () => {
    const origins = ['https://bank.example'];
    const ask = (origin: string): string =>
      codeOf(() => refuseOtherSites({ headers: { ...HOST, origin, 'sec-fetch-site': 'same-site' }, origins }));
    expect([ask('https://bank.example'), ask('http://bank.example'), ask('http://bank.example:3000')]).toEqual([
      'let through',
      'request_forged',
      'request_forged',
    ]);
  });

  it('without a host belongs to no site', () => {
    expect(codeOf(() => refuseOtherSites({ headers: { origin: 'http://a' }, origins: [] }))).toBe('request_forged');
  });
});

describe('a request under a session', () => {
  const ask = (method: string, token: string | string[] | undefined, more = {}): string =>
    codeOf(() =>
      refuseForged(method, 'tbs_one', { headers: { ...HOST, 'x-csrf-token': token, ...more }, origins: [] }),
    );

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('that changes something needs the text of its session: %s', (method) => {
    expect(ask(method, csrfTokenOf('tbs_one'))).toBe('let through');
    for (const token of [undefined, '', 'x', csrfTokenOf('tbs_two'), 'tbs_one', [csrfTokenOf('tbs_one')]])
      expect([token, ask(method, token)]).toEqual([token, 'request_forged']);
    expect(ask(method, csrfTokenOf('tbs_one'), { origin: 'http://evil.example' })).toBe('request_forged');
  });

  it.each(['GET', 'HEAD', 'OPTIONS'])('that only reads does not: %s', (method) => {
    expect(ask(method, undefined)).toBe('let through');
  });
});
