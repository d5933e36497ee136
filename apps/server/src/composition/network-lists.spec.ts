import { describe, expect, it } from '@jest/globals';

import { networkProblem, originProblem } from './network-lists.js';

describe('the network of a trusted proxy', () => {
  it.each(['10.0.0.1', '10.0.0.0/8', '2001:db8::/32', '::1', '127.0.0.1/32'])('may be %s', (text) => {
    expect(networkProblem(text)).toBeUndefined();
  });

  it.each([
    '0.0.0.0/0',
    '::/0',
    '1',
    'true',
    'proxy.example.org',
    '10.0.0.0/33',
    '10.0.0.0/x',
    '10.0.0.0/8/8',
    '10.0.0',
    '*',
  ])('is not %s', (text) => expect(networkProblem(text)).toMatch(/addresses or networks/));
});

describe('an origin', () => {
  it.each(['https://console.example.org', 'http://127.0.0.1:5173'])('may be %s', (text) => {
    expect(originProblem(text)).toBeUndefined();
  });

  it.each([
    '*',
    'null',
    'https://*.example.org',
    'console.example.org',
    'https://a.example/',
    'https://a.example:443',
    'HTTPS://a.example',
    'ftp://a.example',
    'javascript:1',
  ])('is not %s', (text) => expect(originProblem(text)).toMatch(/exact origins/));
});
