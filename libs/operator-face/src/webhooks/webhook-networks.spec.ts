import type { lookup } from 'node:dns';

import { describe, expect, it } from '@jest/globals';

import { WebhookNetworks } from './webhook-networks.js';

const PUBLIC = new WebhookNetworks(['public']);

describe('the addresses that webhooks are sent to', () => {
  it.each(['8.8.8.8', '193.0.0.1', '2606:4700:4700::1111', '2a00:1450::1'])('are public, by TLS: %s', (address) => {
    expect([PUBLIC.permits(address, true), PUBLIC.permits(address, false)]).toEqual([true, false]);
  });

  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.0.0.1', '192.0.2.1', '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '64:ff9b::a00:1', '100::1'],
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:a9fe:a9fe', '::ffff:8.8.8.8', '::127.0.0.1', '2002:7f00:1::'],
    ...['2001:0:1::', '2001:db8::1', 'localhost', '', 'x'],
  ])('are none of the others: %s', (address) => {
    expect(PUBLIC.permits(address, true)).toBe(false);
  });

  it('are those that a setting names, also without TLS, and then no public ones', () => {
    const own = new WebhookNetworks(['10.1.0.0/16', 'fd00::/8']);
    expect(own.permits('10.1.2.3', false)).toBe(true);
    expect(own.permits('fd00::7', false)).toBe(true);
    for (const address of ['10.2.0.1', '127.0.0.1', '8.8.8.8', '::ffff:10.1.2.3', '::ffff:a01:203', '169.254.169.254'])
      expect([address, own.permits(address, true)]).toEqual([address, false]);
  });

  it('are looked at when a name is looked up', async () => {
    const ask = (networks: WebhookNetworks, all: boolean) =>
      new Promise((resolve) =>
        networks.lookup(true)('localhost', { all }, (error, address) => resolve(error === null ? address : error)),
      );
    expect(await ask(PUBLIC, true)).toMatchObject({ code: 'webhook_address_refused' });
    expect(await ask(PUBLIC, false)).toMatchObject({ code: 'webhook_address_refused' });
    const own = new WebhookNetworks(['127.0.0.0/8']);
    expect(await ask(own, true)).toEqual([{ address: '127.0.0.1', family: 4 }]);
    expect(await ask(own, false)).toBe('127.0.0.1');
  });

  it('are the permitted ones alone of several that a name means', async () => {
    const found = ['10.0.0.1', '127.0.0.1', '169.254.169.254'].map((address) => ({ address, family: 4 }));
    const lookUp = ((_name: string, _options: object, done: (error: null, found: object[]) => void) =>
      done(null, found)) as unknown as typeof lookup;
    const own = new WebhookNetworks(['127.0.0.0/8'], lookUp);
    const given = await new Promise((resolve) => own.lookup(true)('x', { all: true }, (_error, good) => resolve(good)));
    expect(given).toEqual([found[1]]);
  });
});
