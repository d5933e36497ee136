import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { deriveBrokerPassword, mosquittoPasswordHash } from '@twinbank/keys';
import { fromBase64Url } from '@twinbank/primitives';
import type { DeviceStatus } from '@twinbank/protocol';

import { FakeAdmission } from '../testing/fake-device-face.js';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

const DIGEST = 'ab'.repeat(32);
const STATUS: DeviceStatus = {
  product: 'motor',
  part: 'STM32G484',
  hardware: 'A',
  banks: [
    { bank: 1, state: 'valid', version: '1.0.0', digest: DIGEST },
    { bank: 2, state: 'empty' },
  ],
  active: 1,
  fbMode: 0,
  bfb2: 0,
  confirmed: true,
  counter: 3,
  reset: 'power-on',
};

describe('devices', () => {
  let server: ServerUnderTest;
  const roots = new Map<string, Uint8Array>();
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    for (const name of ['motor', 'pump'])
      await server.send('POST', 'products', { body: { name, part: 'STM32G484', hardware: ['A', 'B'] } });
    const ids = ['a-1', 'a-2', 'a-3', 'b-1', 'doomed'];
    const body = ids
      .map(
        (id) =>
          `${JSON.stringify({ id, product: id.startsWith('b') ? 'pump' : 'motor', hardware: id === 'a-3' ? 'B' : 'A' })}\n`,
      )
      .join('');
    const { text } = await server.send('POST', 'devices/bulk', {
      body,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    for (const line of text.trim().split('\n')) {
      const { type, id, deviceRoot } = JSON.parse(line) as { type: string; id: string; deviceRoot: string };
      if (type === 'device') roots.set(id, fromBase64Url(deviceRoot)!);
    }
    await server.database.devices.applyStatuses([
      { deviceId: 'a-1', status: STATUS, seenAtMs: Date.parse('2026-01-02T03:04:05Z') },
    ]);
    await server.database.deviceHealths.apply([
      {
        deviceId: 'a-1',
        atMs: Date.parse('2026-01-02T03:04:07Z'),
        health: {
          digest: DIGEST,
          version: '1.0.0',
          boots: { watchdog: 2 },
          watchdogResets: 2,
          numbers: { heat: 61.5 },
        },
      },
    ]);
    await server.database.devices.applyPresence([
      { deviceId: 'a-1', online: true, seenAtMs: Date.parse('2026-01-02T03:04:06Z') },
    ]);
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const idsOf = async (query: string): Promise<string[]> =>
    (await server.send('GET', `devices?${query}`, { scope: 'read' })).json.items.map(({ id }: { id: string }) => id);

  it('are listed by id, narrowed by any condition', async () => {
    expect(await idsOf('')).toEqual(['a-1', 'a-2', 'a-3', 'b-1', 'doomed']);
    expect(await idsOf('product=pump')).toEqual(['b-1']);
    expect(await idsOf('hardware=B')).toEqual(['a-3']);
    expect(await idsOf('online=true')).toEqual(['a-1']);
    expect(await idsOf('version=1.0.0&product=motor')).toEqual(['a-1']);
    expect(await idsOf('online=false&product=motor&hardware=A')).toEqual(['a-2', 'doomed']);
  });

  it('show how they fare, one by one, if they ever said so', async () => {
    expect((await server.send('GET', 'devices/a-1')).json.health).toEqual({
      at: '2026-01-02T03:04:07.000Z',
      digest: DIGEST,
      version: '1.0.0',
      boots: { watchdog: 2 },
      watchdogResets: 2,
      numbers: { heat: 61.5 },
    });
    expect((await server.send('GET', 'devices/a-2')).json).not.toHaveProperty('health');
  });

  it('are paged by a cursor', async () => {
    const first = (await server.send('GET', 'devices?limit=2&product=motor')).json;
    expect(first.items).toHaveLength(2);
    expect(await idsOf(`limit=2&product=motor&after=${first.next}`)).toEqual(['a-3', 'doomed']);
  });

  it.each([
    'limit=0',
    'limit=100000',
    'limit=x',
    'after=%21%21',
    'after=AAAA',
    'online=maybe',
    'state=broken',
    'version=new',
    'colour=red',
  ])('refuse the query %s', async (query) => {
    expect(await server.send('GET', `devices?${query}`)).toMatchObject({
      status: 400,
      json: { code: 'request_invalid' },
    });
  });

  it('show what they last said of their banks', async () => {
    expect((await server.send('GET', 'devices/a-1', { scope: 'read' })).json).toMatchObject({
      id: 'a-1',
      online: true,
      running: { bank: 1, version: '1.0.0', digest: DIGEST, confirmed: true },
      counter: 3,
      lastSeen: '2026-01-02T03:04:06.000Z',
      status: STATUS,
    });
    expect((await server.send('GET', 'devices/a-2')).json).toMatchObject({ id: 'a-2', online: false });
  });

  it('that nobody provisioned are device_unknown', async () => {
    for (const path of ['devices/ghost', 'devices/ghost/jobs', 'devices/ghost/events', `devices/${'x'.repeat(100)}`]) {
      expect(await server.send('GET', path)).toMatchObject({ status: 404, json: { code: 'device_unknown' } });
    }
    expect(await server.send('POST', 'devices/ghost/deactivate')).toMatchObject({
      status: 404,
      json: { code: 'device_unknown' },
    });
  });

  it('are deactivated and thrown out at once', async () => {
    expect(await server.send('POST', 'devices/doomed/deactivate', { scope: 'operate' })).toMatchObject({
      status: 200,
      json: { state: 'inactive' },
    });
    expect(server.get(FakeAdmission).evicted).toEqual(['doomed']);
    expect(await server.send('POST', 'devices/doomed/deactivate', { scope: 'operate' })).toMatchObject({
      status: 200,
      json: { state: 'inactive' },
    });
    const { items } = (await server.send('GET', 'devices/doomed/events')).json;
    expect(items.map(({ kind }: { kind: string }) => kind)).toEqual(['device_deactivated']);
  });

  it('have a password file for Mosquitto, which holds the active ones and tells no password', async () => {
    const { status, headers, text } = await server.send('GET', 'devices/broker-passwords');
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'text/plain; charset=utf-8' });
    const hashes = new Map(
      text
        .trim()
        .split('\n')
        .map((line) => line.split(':') as [string, string]),
    );
    expect([...hashes.keys()]).toEqual(['a-1', 'a-2', 'a-3', 'b-1']);
    for (const [id, hash] of hashes) {
      const password = deriveBrokerPassword(roots.get(id)!);
      const salt = Buffer.from(hash.split('$')[3]!, 'base64');
      expect(hash).toBe(mosquittoPasswordHash(password, salt));
      expect(text).not.toContain(password);
    }
    expect((await server.send('GET', 'devices/broker-passwords')).text).toBe(text);
    expect((await server.send('GET', 'devices/broker-passwords?product=pump')).text).toBe(`b-1:${hashes.get('b-1')}\n`);
  });

  it('have a password file of one hardware revision too; what has no meaning for it is refused, not ignored', async () => {
    const { json } = await server.send('GET', 'devices?hardware=B&state=active');
    const { text } = await server.send('GET', 'devices/broker-passwords?hardware=B');
    expect(json.items.length).toBeGreaterThan(0);
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => line.split(':')[0]),
    ).toEqual(json.items.map(({ id }: { id: string }) => id));
    for (const query of ['state=inactive', 'online=true', 'version=1.0.0', 'limit=1']) {
      expect(await server.send('GET', `devices/broker-passwords?${query}`)).toMatchObject({
        status: 400,
        json: { code: 'request_invalid' },
      });
    }
  });

  it('give their password hashes to administrators only', async () => {
    expect(await server.send('GET', 'devices/broker-passwords', { scope: 'operate' })).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
    });
  });

  describe('at the end of their lives', () => {
    const dispose = (id: string, body: object = { confirm: id, reason: 'scrapped, ticket 4711' }) =>
      server.send('POST', `devices/${id}/disposal`, { body });

    it('are disposed of by whoever gives the id once more and a reason, and by administrators only', async () => {
      expect(await dispose('b-1', { confirm: 'a-1', reason: 'x' })).toMatchObject({
        status: 409,
        json: { code: 'confirmation_mismatch' },
      });
      for (const body of [{}, { confirm: 'b-1' }, { confirm: 'b-1', reason: '' }, { confirm: 'b-1', reason: '\u202e' }])
        expect(await dispose('b-1', body)).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
      expect(await dispose('nobody')).toMatchObject({ status: 404, json: { code: 'device_unknown' } });
      const { json } = await server.send('POST', 'tokens', { body: { name: 'op', roles: ['operator'], days: 1 } });
      const headers = { authorization: `Bearer ${json.token as string}` };
      const body = { confirm: 'b-1', reason: 'x' };
      expect(await server.send('POST', 'devices/b-1/disposal', { body, headers, scope: 'none' })).toMatchObject({
        status: 403,
        json: { facts: { action: 'device.dispose' } },
      });
      expect((await server.send('GET', 'devices/b-1')).json.state).toBe('active');
    });

    it('are emptied, found by their state, and take no other order', async () => {
      await server.send('PATCH', 'devices/b-1', {
        body: { name: 'Ann', tags: ['home'], attributes: { owner: 'Ann' } },
      });
      const first = await dispose('b-1');
      expect(first).toMatchObject({
        status: 200,
        json: {
          state: 'disposing',
          tags: [],
          attributes: {},
          disposal: { standing: 'cannot-be-told', reason: 'scrapped, ticket 4711' },
        },
      });
      expect(first.json.name).toBeUndefined();
      expect((await dispose('b-1', { confirm: 'b-1', reason: 'again' })).json).toEqual(first.json);
      const record = await server.send('GET', 'devices/b-1/disposal');
      expect(record.json).toEqual({ device: 'b-1', product: 'pump', disposal: first.json.disposal });
      expect((await server.send('GET', 'devices/a-1/disposal')).json).toEqual({ device: 'a-1', product: 'motor' });
      expect(await server.send('GET', 'devices/nobody/disposal')).toMatchObject({
        status: 404,
        json: { code: 'device_unknown' },
      });
      for (const [order, body] of [
        ['reactivate'],
        ['deactivate'],
        ['rekey', {}],
        ['move', { product: 'motor', hardware: 'A' }],
      ] as const)
        expect(await server.send('POST', `devices/b-1/${order}`, body ? { body } : {})).toMatchObject({
          status: 409,
          json: { code: 'device_disposed' },
        });
      const provisioned = await server.send('POST', 'devices/bulk', {
        body: `${JSON.stringify({ id: 'b-1', product: 'pump', hardware: 'A' })}\n`,
        headers: { 'content-type': 'application/x-ndjson' },
      });
      expect(provisioned.text).toContain('"code":"device_disposed"');
      const found = await server.send('GET', 'devices?filter=state==disposing');
      expect(found.json.items.map(({ id }: { id: string }) => id)).toEqual(['b-1']);
    });
  });
});
