import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { deriveDeviceRoot } from '@twinbank/keys';
import { toBase64Url } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { aCommand } from '@twinbank/database/testing/test-database';
import { answeringWithin } from '../auth/operator-data.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';
import { ProvisioningService } from './provisioning.service.js';

interface Line {
  readonly type: string;
  readonly [field: string]: unknown;
}

const linesOf = ({ text }: Pick<Answer, 'text'>): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

describe('provisioning', () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    await server.send('POST', 'products', { body: { name: 'motor', part: 'STM32G484', hardware: ['A', 'B'] } });
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const send = (body: string, scope: 'operate' | 'read' = 'operate'): Promise<Answer> =>
    server.send('POST', 'devices/bulk', { body, scope, headers: { 'content-type': 'application/x-ndjson' } });
  const order = (id: unknown, rest: object = {}): string =>
    `${JSON.stringify({ id, product: 'motor', hardware: 'A', ...rest })}\n`;

  it('leaves an entry of the audit log for the refused lines of each code, with the first ids and their number', async () => {
    const many = Array.from({ length: 30 }, (_, index) => order(`strange-${index}`, { product: 'valve' })).join('');
    await server.send('POST', 'devices/bulk', {
      body: order('audited') + order('audited') + order('x', { hardware: 'Z' }) + many + 'no JSON\n',
      headers: { 'content-type': 'application/x-ndjson', 'twinbank-reason': 'line 4' },
    });
    await server.seal();
    const { json } = await server.send('GET', 'audit?limit=20&total=true');
    const entries = (json.items as Line[]).filter(({ object }) => object === 'devices/bulk');
    const said = entries.map(({ action, outcome, code, count, reason, after }) => ({
      action,
      outcome,
      code,
      count,
      reason,
      after,
    }));
    const common = { action: 'POST devices/bulk', outcome: 'refused', reason: 'line 4' };
    const ids = Array.from({ length: 10 }, (_, index) => `strange-${index}`);
    expect(said).toHaveLength(4);
    expect(said).toEqual(
      expect.arrayContaining([
        { ...common, code: 'device_exists', count: 1, after: { ids: ['audited'] } },
        { ...common, code: 'product_unknown', count: 30, after: { ids } },
        { ...common, code: 'request_invalid', count: 1, after: { ids: ['x'] } },
        { ...common, code: 'message_malformed', count: 1 },
      ]),
    );
  });

  it('tells for each device the option bytes of the part that its product has', async () => {
    await server.send('POST', 'products', { body: { name: 'valve-l0', part: 'STM32L083', hardware: ['A'] } });
    const lines = linesOf(await send(order('mixed-1') + order('mixed-2', { product: 'valve-l0' })));
    const options = lines.flatMap(({ id, optionBytes }) => (id === undefined ? [] : [[id, optionBytes]]));
    expect(options).toEqual([
      ['mixed-1', expect.objectContaining({ BFB2: 0, DBANK: 1 })],
      ['mixed-2', { RDP: 1, BFB2: 0, nBOOT1: 1 }],
    ]);
  });

  it('answers with the public keys, a root key for each device, and the totals', async () => {
    const answer = await send(order('m-1') + order('m-2', { hardware: 'B' }));
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/x-ndjson' } });
    const [keys, one, two, end] = linesOf(answer);
    const { manifestKey, ticketKey, masters } = server.keyRing;
    expect(keys).toEqual({
      type: 'keys',
      epoch: 1,
      mqttUrl: 'mqtt://127.0.0.1:1883',
      manifestKeys: [manifestKey!.publicJwk],
      ticketKeys: [ticketKey.publicJwk],
    });
    const root = toBase64Url(deriveDeviceRoot({ master: masters[0]!.secret, product: 'motor', deviceId: 'm-1' }));
    // Two banks, bank 1 first, and the debug port closed: what a flashing station programs beside the keys.
    const boot = { nBOOT1: 1, nBOOT0: 1, nSWBOOT0: 1 };
    const optionBytes = { RDP: 1, BFB2: 0, DBANK: 1, ...boot, CCMSRAM_RST: 1 };
    expect(one).toEqual({ type: 'device', id: 'm-1', deviceRoot: root, epoch: 1, optionBytes });
    expect(two!['deviceRoot']).not.toBe(root);
    expect(end).toEqual({ type: 'end', created: 2, refused: 0, faults: {} });
    expect(await server.database.devices.get('m-2')).toMatchObject({
      product: 'motor',
      hardware: 'B',
      keyEpoch: 1,
      state: 'active',
    });
  });

  it('says in its last line what broke it off, and goes on to work afterwards', async () => {
    const { devices } = server.database;
    devices.provision = () => Promise.reject(faultOf('storage_full', 'the disk of the database is full'));
    const lines = linesOf(await send(order('full-1')));
    Reflect.deleteProperty(devices, 'provision');
    expect(lines.map(({ type }) => type)).toEqual(['keys', 'broken-off']);
    expect(lines[1]).toEqual({ type: 'broken-off', code: 'storage_full', detail: 'the disk of the database is full' });
    expect(linesOf(await send(order('full-1'))).at(-1)).toMatchObject({ type: 'end', created: 1 });
  });

  it('says so where the client stops in the middle of its lines; what it did not answer for it has not made', async () => {
    const { hostname, port } = new URL(await server.listen());
    const request = httpRequest({
      ...{ hostname, port, method: 'POST', path: '/api/v1/devices/bulk' },
      headers: { authorization: `Bearer ${await server.token('operate')}`, 'content-type': 'application/x-ndjson' },
    });
    request.on('error', () => undefined);
    request.write(order('stalled-1') + order('stalled-2').slice(0, 20));
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const lines = linesOf({ text: (await response.setEncoding('utf8').toArray()).join('') });
    request.destroy();
    expect(lines.at(-1)).toMatchObject({ type: 'broken-off', code: 'request_timeout' });
    expect(lines.map(({ type }) => type)).toEqual(['keys', 'broken-off']);
    for (const id of ['stalled-1', 'stalled-2'])
      await expect(server.database.devices.get(id)).rejects.toMatchObject({ code: 'device_unknown' });
  });

  it('never says a root key twice', async () => {
    const first = linesOf(await send(order('once') + order('once')));
    expect(first.map(({ type }) => type)).toEqual(['keys', 'device', 'fault', 'end']);
    const second = linesOf(await send(order('once')));
    expect(second[1]).toMatchObject({ type: 'fault', line: 1, id: 'once', code: 'device_exists' });
    expect(await server.send('GET', 'devices/once')).not.toHaveProperty('json.deviceRoot');
  });

  describe('with an idempotency key', () => {
    const KEY = '0b7c6f1e-4d0a-4f0e-9a51-8f6a2d3c4b5e';
    const sendAs = (key: string, body: string): Promise<Answer> =>
      server.send('POST', 'devices/bulk', {
        body,
        scope: 'operate',
        headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': key },
      });

    it('is repeated with the same keys, whole or in part, and says so', async () => {
      const first = linesOf(await sendAs(KEY, order('r-1') + order('r-2')));
      expect(first.at(-1)).toEqual({ type: 'end', created: 2, refused: 0, faults: {} });
      const second = linesOf(await sendAs(`"${KEY}"`, order('r-2') + order('r-3')));
      expect(second.slice(1, 3)).toEqual([
        { ...first[2], repeated: true },
        expect.objectContaining({ type: 'device', id: 'r-3' }),
      ]);
      expect(second.at(-1)).toEqual({ type: 'end', created: 1, repeated: 1, refused: 0, faults: {} });
      const { items } = (await server.send('GET', 'events/log?limit=200')).json as {
        items: { kind: string; data: object }[];
      };
      expect(items.filter(({ kind }) => kind === 'devices_provisioned').at(-1)!.data).toEqual({
        product: 'motor',
        created: 1,
        repeated: 1,
      });
    });

    it('gives every key where the server was killed in the middle of the first request', async () => {
      const ids = Array.from({ length: 1200 }, (_, index) => `killed-${index}`);
      const body = ids.map((id) => order(id)).join('');
      const answers = server.get(ProvisioningService).provision(Readable.from([Buffer.from(body)]), aCommand(), KEY);
      // Read the first line, then one batch: its devices are in the database, but their keys reach nobody.
      await answeringWithin(server.database, 'everywhere', async () => {
        for (let batch = 0; batch < 2; batch++) await answers.next();
        await answers.return(undefined);
      });
      expect(await server.database.devices.count({ product: 'motor' })).toBeGreaterThanOrEqual(500);
      const lines = linesOf(await sendAs(KEY, body));
      expect(lines.filter(({ type }) => type === 'device').map(({ id }) => id)).toEqual(ids);
      expect(lines.at(-1)).toEqual({ type: 'end', created: 700, repeated: 500, refused: 0, faults: {} });
    });

    it('is refused for another key, other content, and a device that was connected or deactivated since', async () => {
      await sendAs(KEY, ['other', 'seen', 'gone', 'told'].map((id) => order(id)).join(''));
      const refused = async (key: string, body: string): Promise<unknown> =>
        linesOf(await sendAs(key, body))[1]!['code'];
      expect(await refused(`${KEY}0`, order('other'))).toBe('device_exists');
      expect(await refused(KEY, order('other', { hardware: 'B' }))).toBe('device_exists');
      await server.database.devices.applyPresence([{ deviceId: 'seen', online: false, seenAtMs: Date.now() }]);
      await server.database.devices.deactivate('gone', aCommand());
      expect(await refused(KEY, order('seen'))).toBe('device_exists');
      expect(await refused(KEY, order('gone'))).toBe('device_exists');
      expect(linesOf(await send(order('told')))[1]).toMatchObject({ code: 'device_exists' });
      expect(linesOf(await sendAs(KEY, order('told')))[1]).toMatchObject({ type: 'device', repeated: true });
    });

    it.each(['short', 'x'.repeat(129), 'with blanks in between', ''])('refuses the key %j', async (key) => {
      expect(await sendAs(key, order('never'))).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
    });
  });

  it('gives no device a name that servers have at a broker outside', async () => {
    const ids = ['twinbank-server', 'twinbank-server-0123456789ab'];
    const lines = linesOf(await send(ids.map((id) => order(id)).join('')));
    expect(lines.slice(1, 3)).toMatchObject(ids.map((id) => ({ type: 'fault', id, code: 'request_invalid' })));
    expect(await server.database.devices.byIds(ids)).toEqual([]);
  });

  it('goes on after bad lines, and says of each what is wrong', async () => {
    const answer = await send(
      [
        order('good-1'),
        'no json\n',
        '\n',
        order('bad id'),
        order('ghost', { product: 'ghost' }),
        order('strange', { hardware: 'Z' }),
        order('more', { colour: 'red' }),
        order(7),
        '[1]\n',
        `{"id":"${'x'.repeat(600)}"}\n`,
        `${'['.repeat(400)}\n`,
        order('good-2').trimEnd(),
      ].join(''),
    );
    expect(linesOf(answer).map(({ type, line, code, id }) => [type, line, code, id])).toEqual([
      ['keys', undefined, undefined, undefined],
      ['device', undefined, undefined, 'good-1'],
      ['fault', 2, 'message_malformed', undefined],
      ['fault', 4, 'request_invalid', undefined],
      ['fault', 5, 'product_unknown', 'ghost'],
      ['fault', 6, 'request_invalid', 'strange'],
      ['fault', 7, 'request_invalid', undefined],
      ['fault', 8, 'request_invalid', undefined],
      ['fault', 9, 'message_malformed', undefined],
      ['fault', 10, 'message_too_large', undefined],
      ['fault', 11, 'message_malformed', undefined],
      ['device', undefined, undefined, 'good-2'],
      ['end', undefined, undefined, undefined],
    ]);
  });

  it('takes thousands in one request', async () => {
    const ids = Array.from({ length: 5000 }, (_, index) => `mass-${index}`);
    const lines = linesOf(await send(ids.map((id) => order(id)).join('')));
    expect(lines.at(-1)).toEqual({ type: 'end', created: 5000, refused: 0, faults: {} });
    expect(lines.filter(({ type }) => type === 'device').map(({ id }) => id)).toEqual(ids);
    expect(new Set(lines.map(({ deviceRoot }) => deviceRoot)).size).toBe(5001);
  });

  it('reads no line after the last that it takes, and says how many those are', async () => {
    const lines = linesOf(await send(`${order('limit').repeat(20_000)}\n${'{"id":"more"}\n'.repeat(79_999)}`));
    expect(lines.at(-2)).toMatchObject({
      type: 'fault',
      line: 20_002,
      lines: 79_999,
      code: 'message_too_large',
      detail: expect.stringContaining('79999'),
    });
    expect(lines.at(-1)).toEqual({
      type: 'end',
      created: 1,
      refused: 99_998,
      faults: { device_exists: 19_999, message_too_large: 79_999 },
    });
  });

  it('of nothing is nothing', async () => {
    expect(linesOf(await send('')).map(({ type }) => type)).toEqual(['keys', 'end']);
  });

  it('is done by those who may operate, as newline-delimited JSON', async () => {
    expect(await send(order('x'), 'read')).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect(await server.send('POST', 'devices/bulk', { body: { id: 'x' } })).toMatchObject({
      status: 415,
      json: { code: 'media_type_unsupported' },
    });
  });
});
