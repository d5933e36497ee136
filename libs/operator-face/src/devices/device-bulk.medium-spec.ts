import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { REFUSAL_LIMITS } from '@twinbank/audit';
import { SERVER } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import { OperatorTokensService } from '../auth/operator-tokens.service.js';
import { aProject, bearer } from '../testing/a-project.js';
import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { FakeAdmission } from '../testing/fake-device-face.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';
import { BULK_DEVICES_MAX } from './device-bulk.dto.js';
import { DevicesService } from './devices.service.js';

type Item = { readonly id: string; readonly status: number; readonly code?: string; readonly revision?: string };

describe('an order about many devices', () => {
  const campaigns = new CampaignsUnderTest();
  let server: ServerUnderTest;
  let ids: readonly string[];
  beforeAll(async () => {
    server = await campaigns.start();
  }, SERVER_START_MS);
  afterAll(() => campaigns.stop());
  beforeEach(async () => {
    const product = await campaigns.newProduct();
    ids = [0, 1, 2].map((index) => `${product}-d${index}`);
  });

  const of = (...more: readonly (string | object)[]): object[] =>
    [...ids, ...more].map((one) => (typeof one === 'string' ? { id: one } : one));
  const bulk = (command: string, body: object, sent: Parameters<ServerUnderTest['send']>[2] = {}): Promise<Answer> =>
    server.send('POST', `devices/bulk/${command}`, { body, ...sent });
  const show = async (id: string): Promise<Answer['json']> => (await server.send('GET', `devices/${id}`)).json;
  const codes = ({ json }: Answer): unknown[] => (json.items as Item[]).map(({ status, code }) => code ?? status);
  const audited = async (query: string): Promise<Record<string, unknown>[]> => {
    await server.seal();
    return (await server.send('GET', `audit?${query}`)).json.items as Record<string, unknown>[];
  };

  it('changes each, and says of each at which revision it is now', async () => {
    const answer = await bulk('change', { devices: of(), change: { tags: ['pilot'], note: 'hall 3' } });
    expect(answer).toMatchObject({ status: 200, json: { done: 3, refused: 0 } });
    for (const { id, status, revision } of answer.json.items as Item[])
      expect([status, await show(id)]).toEqual([
        200,
        expect.objectContaining({ tags: ['pilot'], note: 'hall 3', revision }),
      ]);
  });

  it('changes each in its own way, and those that say none as it says for all', async () => {
    const devices = [
      { id: ids[0], change: { attributes: { site: 'hamburg', spare: 1 } } },
      { id: ids[1], change: { tags: [] } },
      { id: ids[2] },
    ];
    const answer = await bulk('change', { devices, change: { tags: ['pilot'], note: 'all' } });
    expect(answer).toMatchObject({ status: 200, json: { done: 3, refused: 0 } });
    expect(await Promise.all(ids.map(show))).toMatchObject([
      { attributes: { site: 'hamburg', spare: 1 }, tags: [] },
      { attributes: {}, tags: [] },
      { attributes: {}, tags: ['pilot'], note: 'all' },
    ]);
    await bulk('change', { devices: [{ id: ids[0], change: { attributes: { spare: null } } }] });
    expect((await show(ids[0]!)).attributes).toEqual({ site: 'hamburg' });
    const lacking = await bulk('change', { devices: [{ id: ids[0], change: { note: 'x' } }, { id: ids[1] }] });
    expect(lacking).toMatchObject({
      ...{ status: 400, json: { code: 'request_invalid', facts: { field: 'devices.1.change' } } },
    });
    expect(await show(ids[0]!)).not.toHaveProperty('note');
  });

  const byLine = (lines: readonly (object | string)[], headers: Record<string, string> = {}): Promise<Answer> =>
    server.send('POST', 'devices/bulk/change', {
      body: lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
      headers: { 'content-type': 'application/x-ndjson', ...headers },
    });

  it('takes them line by line, too, each with its own change, once under a key', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const sites = ['hamburg', 'lyon', null];
    const lines = ids.map((id, at) => ({ id, change: { attributes: { site: sites[at] }, name: null } }));
    const answer = await byLine([...lines, '', { id: 'ghost', change: {} }], headers);
    expect(answer).toMatchObject({ status: 200, json: { done: 3, refused: 1 } });
    expect(codes(answer)).toEqual([200, 200, 200, 'device_unknown']);
    expect((await Promise.all(ids.map(show))).map(({ attributes }) => attributes as object)).toEqual([
      { site: 'hamburg' },
      { site: 'lyon' },
      {},
    ]);
    const again = await byLine([...lines, { id: 'ghost', change: {} }], headers);
    expect(again).toMatchObject({ status: 200, json: answer.json, headers: { 'idempotent-replayed': 'true' } });
  });

  it('refuses lines that cannot be read, or that say too much, and changes nothing then', async () => {
    const good = { id: ids[0], change: { note: 'x' } };
    const refused: [readonly (object | string)[], object][] = [
      [[good, '[]'], { code: 'request_invalid', facts: { field: 'line 2' } }],
      [[good, '{"id":'], { code: 'request_invalid', facts: { field: 'line 2' } }],
      [[good, { id: ids[1] }], { code: 'request_invalid', facts: { field: 'devices.1.change' } }],
      [[good, good], { code: 'request_invalid', facts: { field: 'devices' } }],
      [[good, { ...good, id: ids[1], surprise: 1 }], { code: 'request_invalid' }],
      [[good, { id: null, change: {} }], { code: 'request_invalid', facts: { field: 'devices.1.id' } }],
      [[good, { id: ids[1], change: { tags: null } }], { facts: { field: 'devices.1.change.tags' } }],
      [[], { code: 'request_invalid' }],
    ];
    for (const [lines, json] of refused)
      expect([lines, await byLine(lines)]).toMatchObject([lines, { status: 400, json }]);
    const long = await byLine([good, { id: ids[1], change: { note: 'x'.repeat(1024 * 1024) } }]);
    expect(long).toMatchObject({ status: 413, json: { code: 'message_too_large' } });
    const many = Array.from({ length: BULK_DEVICES_MAX + 1 }, (_, at) => ({ ...good, id: `m-${at}` }));
    expect(await byLine(many)).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
    expect(await show(ids[0]!)).not.toHaveProperty('note');
  });

  it('leaves an entry of the audit log for each that it changed, with the reason, and none for one that was so', async () => {
    await bulk('change', { devices: [{ id: ids[0] }], change: { tags: ['x'] } });
    const headers = { 'x-request-id': `r-${ids[0]}`, 'twinbank-reason': 'ticket 9' };
    await bulk('change', { devices: of(), change: { tags: ['x'] } }, { headers });
    const entries = await audited(`request=r-${ids[0]}`);
    expect(entries.map(({ action, object, reason }) => [action, object, reason]).sort()).toEqual(
      ids.slice(1).map((id) => ['device_changed', `devices/${id}`, 'ticket 9']),
    );
  });

  it('refuses those alone that it cannot be carried out for', async () => {
    const foreign = await aProject(server, `zebra-${ids[0]!.toLowerCase()}`);
    const { token } = await server
      .get(OperatorTokensService)
      .issue({ name: 'own', roles: ['admin'], project: 'default', days: 1 }, SERVER);
    const { revision } = await show(ids[1]!);
    await bulk('change', { devices: [{ id: ids[1] }], change: { note: 'meanwhile' } });
    const now = (await show(ids[1]!)).revision as string;
    const devices = [
      { id: ids[0] },
      { id: foreign.devices },
      { id: ids[1], revision },
      { id: 'ghost' },
      { id: ids[2] },
    ];
    const answer = await bulk('change', { devices, change: { name: 'new' } }, bearer(token));
    expect(answer).toMatchObject({ status: 200, json: { done: 2, refused: 3 } });
    expect(codes(answer)).toEqual([200, 'device_unknown', 'precondition_failed', 'device_unknown', 200]);
    expect(answer.json.items[2]).toMatchObject({ status: 412, revision: now });
    expect((await show(ids[1]!)).name).toBeUndefined();
    expect((await show(foreign.devices)).name).toBeUndefined();
    const [of404, ofGhost] = [answer.json.items[1], answer.json.items[3]] as object[];
    expect(JSON.stringify(of404).replaceAll(foreign.devices, 'ghost')).toBe(JSON.stringify(ofGhost));
    const again = await bulk('change', { devices: [{ id: ids[1], revision: now }], change: { name: 'new' } });
    expect(codes(again)).toEqual([200]);
  });

  it('refuses a hardware revision that one product has and another has not, for the other alone', async () => {
    const { devices } = await aProject(server, `yak-${ids[0]!.toLowerCase()}`);
    const answer = await bulk('change', { devices: of(devices), change: { hardware: 'B' } });
    expect(codes(answer)).toEqual([200, 200, 200, 'hardware_unknown']);
  });

  it('throws out and lets in again, at once', async () => {
    server.get(FakeAdmission).evicted.length = 0;
    expect(codes(await bulk('deactivate', { devices: of() }))).toEqual([200, 200, 200]);
    expect(server.get(FakeAdmission).evicted).toEqual(ids);
    expect((await show(ids[0]!)).state).toBe('inactive');
    expect(codes(await bulk('reactivate', { devices: of('ghost') }))).toEqual([200, 200, 200, 'device_unknown']);
    expect((await show(ids[2]!)).state).toBe('active');
  });

  it('is carried out once under a key, and its answer given again', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await bulk('change', { devices: of('ghost'), change: { note: 'once' } }, { headers });
    await server.send('PATCH', `devices/${ids[0]}`, { body: { note: 'since' } });
    const again = await bulk('change', { devices: of('ghost'), change: { note: 'once' } }, { headers });
    expect(again).toMatchObject({ status: 200, json: first.json, headers: { 'idempotent-replayed': 'true' } });
    expect((await show(ids[0]!)).note).toBe('since');
    const other = await bulk('change', { devices: of(), change: { note: 'once' } }, { headers });
    expect(other.json.code).toBe('idempotency_key_reused');
  });

  it('tries no further device when the database does not answer, and says so of each', async () => {
    const service = server.get(DevicesService);
    const change = service.change.bind(service);
    const spy = jest.spyOn(service, 'change').mockImplementation((id, ...rest) => {
      return id === ids[1] ? Promise.reject(faultOf('overloaded')) : change(id, ...rest);
    });
    const answer = await bulk('change', { devices: of(), change: { note: 'x' } });
    expect([codes(answer), spy.mock.calls.length]).toEqual([[200, 'overloaded', 'overloaded'], 2]);
    spy.mockRestore();
  });

  it('is not answered again under its key where the database stopped answering: half of it was done', async () => {
    const { token } = await server
      .get(OperatorTokensService)
      .issue({ name: 'half', roles: ['admin'], days: 1 }, SERVER);
    const [order, key] = [{ devices: of(), change: { note: 'half' } }, randomUUID()];
    const keyed = (): Promise<Answer> =>
      bulk('change', order, { headers: { ...bearer(token).headers, 'idempotency-key': key } });
    const service = server.get(DevicesService);
    const change = service.change.bind(service);
    const failing = (from: number): jest.SpiedFunction<typeof change> =>
      jest.spyOn(service, 'change').mockImplementation((id, ...rest) => {
        return ids.indexOf(id) >= from ? Promise.reject(faultOf('overloaded')) : change(id, ...rest);
      });
    // Nothing was done: the order is refused as a whole, and the same key is right.
    const none = failing(0);
    expect(await keyed()).toMatchObject({ status: 503, json: { code: 'overloaded' } });
    none.mockRestore();
    const half = failing(1);
    expect(codes(await keyed())).toEqual([200, 'overloaded', 'overloaded']);
    half.mockRestore();
    expect(await keyed()).toMatchObject({ status: 409, json: { code: 'answer_not_kept' } });
    expect(codes(await bulk('change', order, bearer(token)))).toEqual([200, 200, 200]);
  });

  it('changes the devices of a selection, some at a time, each within the bounds of the caller', async () => {
    const product = ids[0]!.split('-d')[0]!;
    const foreign = await aProject(server, `quail-${product}`);
    const { token } = await server
      .get(OperatorTokensService)
      .issue({ name: 'sel', roles: ['admin'], project: 'default', days: 1 }, SERVER);
    const lines = Array.from(
      { length: BULK_DEVICES_MAX },
      (_, index) => `${JSON.stringify({ id: `${product}-x${index}`, product, hardware: 'A' })}\n`,
    ).join('');
    await server.send('POST', 'devices/bulk', { body: lines, headers: { 'content-type': 'application/x-ndjson' } });
    await server.send('PATCH', `devices/${ids[0]}`, { body: { name: 'was' } });
    const order = {
      filter: `product==${product},product==${foreign.products}`,
      change: { name: null, attributes: { site: 'lyon' } },
    };
    const first = await bulk('change-selected', order, bearer(token));
    expect(first).toMatchObject({
      status: 200,
      json: { done: BULK_DEVICES_MAX, refused: 0, next: expect.any(String) },
    });
    const rest = await bulk('change-selected', { ...order, after: first.json.next }, bearer(token));
    expect(rest.json).toMatchObject({ done: 10, refused: 0 });
    expect(rest.json).not.toHaveProperty('next');
    expect(await show(ids[0]!)).toMatchObject({ attributes: { site: 'lyon' } });
    expect((await show(ids[0]!)).name).toBeUndefined();
    expect((await show(foreign.devices)).attributes).toEqual({});
    const none = await bulk('change-selected', { ...order, filter: 'id==nobody' });
    expect(none).toMatchObject({ status: 200, json: { done: 0, refused: 0, items: [] } });
    const wrong = await bulk('change-selected', { ...order, filter: 'product=lt=1' });
    expect(wrong).toMatchObject({ status: 400, json: { code: 'selection_invalid', facts: { position: 8 } } });
  });

  it('says of the devices of a selection where to go on when the database stopped answering in the middle', async () => {
    const product = ids[0]!.split('-d')[0]!;
    const order = { filter: `product==${product}`, change: { note: 'all' } };
    const all = (await server.send('GET', `devices?product=${product}&sort=id`)).json.items.map(
      ({ id }: { id: string }) => id,
    ) as string[];
    const service = server.get(DevicesService);
    const change = service.change.bind(service);
    const spy = jest.spyOn(service, 'change').mockImplementation((id, ...rest) => {
      const at = all.indexOf(id);
      if (at >= 3) return Promise.reject(faultOf('overloaded'));
      return at === 2 ? Promise.reject(faultOf('device_in_campaign')) : change(id, ...rest);
    });
    const first = await bulk('change-selected', order);
    spy.mockRestore();
    expect(first).toMatchObject({ status: 200, json: { done: 2, refused: all.length - 2, next: all[2] } });
    const rest = await bulk('change-selected', { ...order, after: first.json.next });
    expect(rest.json.items.map(({ id }: Item) => id)).toEqual(all.slice(3));
    expect(rest.json).not.toHaveProperty('next');
  });

  it('has each refused device in the audit log, as far as refusals are written one by one', async () => {
    const { token } = await server.get(OperatorTokensService).issue({ name: 'r', roles: ['admin'], days: 1 }, SERVER);
    const ghosts = Array.from({ length: BULK_DEVICES_MAX }, (_, index) => ({ id: `ghost-${index}` }));
    const answer = await bulk('deactivate', { devices: ghosts }, bearer(token));
    expect(answer.json).toMatchObject({ done: 0, refused: BULK_DEVICES_MAX });
    const entries = await audited(`actor=r&action=${encodeURIComponent('POST devices/bulk/deactivate')}`);
    expect(entries).toHaveLength(REFUSAL_LIMITS.each);
    expect(entries.at(-1)).toMatchObject({ object: 'devices/ghost-0', outcome: 'refused', code: 'device_unknown' });
  });

  it.each<[string, (devices: object[]) => object]>([
    ['no device', () => ({ devices: [] })],
    ['the same device twice', (devices) => ({ devices: [...devices, devices[0]] })],
    [
      'too many',
      () => ({ devices: Array.from({ length: BULK_DEVICES_MAX + 1 }, (_, index) => ({ id: `d-${index}` })) }),
    ],
    ['what is no device', () => ({ devices: ['d-1'] })],
    ['null', () => ({ devices: [null] })],
    ['an unknown field of a device', () => ({ devices: [{ id: 'd-1', note: 'x' }] })],
    ['a revision in quotes', () => ({ devices: [{ id: 'd-1', revision: '"x"' }] })],
    ['an id that no device can have', () => ({ devices: [{ id: '../d' }] })],
    ['a change that none can have', (devices) => ({ devices, change: { tags: ['a b'] } })],
    ['no change', (devices) => ({ devices, change: undefined })],
  ])('is refused as a whole, and changes nothing, for %s', async (_what, make) => {
    const before = await show(ids[0]!);
    const answer = await bulk('change', { change: { note: 'x' }, ...make(of()) });
    expect([answer.status, answer.json.code]).toEqual([400, 'request_invalid']);
    expect(await show(ids[0]!)).toEqual(before);
  });

  it('takes no If-Match for all of them: each has its own revision', async () => {
    const answer = await bulk('change', { devices: of(), change: { note: 'x' } }, { headers: { 'if-match': '*' } });
    expect(answer.json).toMatchObject({ code: 'request_invalid' });
  });
});
