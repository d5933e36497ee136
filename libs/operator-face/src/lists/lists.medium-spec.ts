import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { until } from '@twinbank/testkit/until';

import { aProject } from '../testing/a-project.js';
import { aPerson } from '../testing/people-under-test.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';

const NDJSON = { 'content-type': 'application/x-ndjson' };
const DEVICES = 25;

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly description?: string }[];
}

describe('every list', () => {
  let server: ServerUnderTest;
  let lists: readonly {
    readonly address: string;
    readonly sorts: readonly string[];
    readonly fields: readonly string[];
  }[];
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    const has = await aProject(server, 'zebra');
    const line = (index: number): string =>
      `${JSON.stringify({ id: `lab-${index}`, product: has.products, hardware: 'A' })}\n`;
    await server.send('POST', 'devices/bulk', {
      body: Array.from({ length: DEVICES }, (_, index) => line(index)).join(''),
      headers: NDJSON,
    });
    await aPerson(server, 'ann', [{ role: 'viewer' }]);
    await aPerson(server, 'bob', [{ role: 'viewer' }]);
    // Entries of the audit log are listed once they have their place, and none comes while the lists are compared; nor is
    // anything sent meanwhile.
    await server.send('PATCH', `webhooks/${has.webhooks}`, { body: { enabled: false } });
    const unsealed =
      'SELECT (SELECT count(*) FROM audit_entries WHERE sequence IS NULL)::int + (SELECT count(lease) FROM webhooks)::int AS count';
    const client = new pg.Client(server.connection);
    await client.connect();
    await until(
      async () => (await client.query<{ count: number }>(unsealed)).rows[0]!.count === 0,
      'every entry has its place, and nothing is being sent',
    );
    await client.end();
    const { json } = await server.send('GET', '/docs-json', { scope: 'none' });
    const named = (text: string | undefined): readonly string[] =>
      / Of: (.*)\.$/.exec(text ?? '')?.[1]?.split(', ') ?? [];
    lists = Object.entries(json.paths as Record<string, { readonly get?: Operation }>).flatMap(([path, { get }]) => {
      const said = (name: string) => get?.parameters?.find((one) => one.name === name)?.description;
      if (said('sort') === undefined) return [];
      const address = path
        .replace('{product}', has.products)
        .replace('{user}', 'ann')
        .replace('/webhooks/{id}', `/webhooks/${has.webhooks}`)
        .replace('/devices/{id}', `/devices/${has.devices}`)
        .replace('{id}', String(has.campaigns));
      return [{ address, sorts: named(said('sort')), fields: named(said('fields')) }];
    });
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const ask = (address: string, query: Readonly<Record<string, string | number | boolean>> = {}): Promise<Answer> => {
    const text = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return server.send('GET', `${address}?${text.join('&')}`);
  };
  const idsOf = ({ json }: Answer): string[] => (json.items as { id: string }[]).map(({ id }) => id);

  it('is documented with its vocabulary, its order and its fields', () => {
    expect(lists.map(({ address }) => address.split('/').at(-1)).sort()).toEqual(
      [
        'audit',
        'campaigns',
        'deliveries',
        'devices',
        'events',
        'groups',
        'jobs',
        'jobs',
        'key-sets',
        'key-sets',
        'log',
        'products',
        'projects',
        'releases',
        'releases',
        'sessions',
        'timeline',
        'tokens',
        'users',
        'webhooks',
      ].sort(),
    );
    for (const { address, sorts, fields } of lists)
      expect([address, sorts.length > 0, fields.length > 2]).toEqual([address, true, true]);
  });

  it('is sorted by each field that it says, in both directions, the one the reverse of the other', async () => {
    for (const { address, sorts } of lists)
      for (const field of sorts) {
        const [up, down] = [await ask(address, { sort: field }), await ask(address, { sort: `-${field}` })];
        expect([address, field, up.status, up.json.items]).toEqual([
          address,
          field,
          200,
          [...(down.json.items as unknown[])].reverse(),
        ]);
      }
  });

  it('is paged by each order with every item once', async () => {
    for (const { address, sorts } of lists)
      for (const sort of sorts) {
        const whole = (await ask(address, { sort, limit: 1000 })).json.items as unknown[];
        const items: unknown[] = [];
        let after: string | undefined;
        do {
          const { json } = await ask(address, {
            sort,
            limit: Math.max(1, Math.ceil(whole.length / 3)),
            ...(after && { after }),
          });
          items.push(...(json.items as unknown[]));
          after = json.next as string | undefined;
        } while (after !== undefined && items.length <= whole.length);
        expect([address, sort, items]).toEqual([address, sort, whole]);
      }
  });

  it('shows the fields that are asked for, and says which there are', async () => {
    for (const { address, fields } of lists) {
      const [first] = fields;
      const { json } = await ask(address, { fields: first! });
      for (const item of json.items as object[]) expect([address, Object.keys(item)]).toEqual([address, [first]]);
      const refused = {
        status: 400,
        json: { code: 'request_invalid', facts: { field: 'fields', known: fields.join(', ') } },
      };
      for (const wrong of ['surprise', '__proto__', `${first},`, ''])
        expect(await ask(address, { fields: wrong })).toMatchObject(refused);
    }
  });

  it('says how many there are where it is asked to', async () => {
    for (const { address } of lists) {
      const { json } = await ask(address, { total: true, limit: 1 });
      const all = (await ask(address, { limit: 1000 })).json;
      expect([address, json.total, json.totalIsExact, all.total]).toEqual([
        address,
        (all.items as unknown[]).length,
        true,
        undefined,
      ]);
    }
  });

  it('refuses a selection with the position, and with what there is', async () => {
    for (const { address } of lists) {
      const { status, json } = await ask(address, { filter: 'surprise==1' });
      const facts = { field: 'filter', position: 1, known: expect.stringContaining(', ') };
      expect([address, status, json.code, json.facts]).toEqual([address, 400, 'selection_invalid', facts]);
    }
    expect((await ask('devices', { filter: 'id==lab-1;online==maybe' })).json).toMatchObject({
      code: 'selection_invalid',
      detail: 'true or false was expected, at position 19 of filter',
      facts: { position: 19, known: 'true, false' },
    });
    for (const filter of ['', '('.repeat(3000), 'id==\ud800', `id==${'*'.repeat(3000)}`])
      expect((await server.send('GET', `devices?filter=${filter.replace('\ud800', '%ED%A0%80')}`)).status).toBe(400);
    expect((await ask('devices', { sort: 'hardware' })).json).toMatchObject({
      code: 'request_invalid',
      facts: { field: 'sort' },
    });
  });

  it('is narrowed by a selection, together with the short forms', async () => {
    const lab = await ask('devices', { filter: 'id==lab-*', total: true, limit: 1 });
    expect(lab.json.total).toBe(DEVICES);
    expect(idsOf(await ask('devices', { filter: 'id=in=(lab-3,lab-1);created>-P1D', sort: '-id' }))).toEqual([
      'lab-3',
      'lab-1',
    ]);
    expect(idsOf(await ask('devices', { filter: 'id==lab-1,id==lab-2', state: 'active' }))).toEqual(['lab-1', 'lab-2']);
    expect(idsOf(await ask('devices', { filter: 'id==lab-1,id==lab-2', state: 'inactive' }))).toEqual([]);
    expect(idsOf(await ask('devices', { filter: 'id=="lab-*"' }))).toEqual([]);
    expect(idsOf(await ask('devices', { filter: `id=="' OR 1=1 --"` }))).toEqual([]);
  });

  it('goes on from a cursor of the same question only', async () => {
    const first = await ask('devices', { filter: 'id==lab-*', sort: '-created', limit: 2 });
    const after = first.json.next as string;
    expect(
      await ask('devices', { filter: 'id==lab-*', sort: '-created', limit: 7, after, fields: 'id' }),
    ).toMatchObject({ status: 200 });
    for (const other of [
      { sort: '-created' },
      { filter: 'id==lab-*' },
      { filter: 'id==lab-*', sort: 'created' },
      { filter: 'id==lab-*', sort: '-created', state: 'active' },
    ])
      expect(await ask('devices', { ...other, after })).toMatchObject({
        status: 400,
        json: { code: 'cursor_mismatched', facts: { field: 'after' } },
      });
    expect((await ask('campaigns', { after })).json.code).toBe('cursor_mismatched');
    const [mark] = JSON.parse(Buffer.from(after, 'base64url').toString()) as [string];
    const forged = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const junk = [
      'x',
      'bGFi',
      forged(7),
      forged({}),
      forged([mark]),
      forged([mark, 'x', 'lab-1']),
      forged([mark, 0, 'a\0']),
      forged([mark, 1e300, 'a']),
      forged([mark, 0, 'a', 1]),
    ];
    for (const wrong of junk)
      expect([
        wrong,
        (await ask('devices', { filter: 'id==lab-*', sort: '-created', after: wrong })).json,
      ]).toMatchObject([wrong, { code: 'request_invalid' }]);
  });
});
