import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { parseSelection, type Selection } from '@twinbank/selection';

import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import { DEVICE_LIST } from './device-list.js';
import { vocabularyOf } from './list-definition.js';
import { pageStatement, type ListRequest } from './lists.js';
import { USER_LIST } from './people-list.js';

const ALL: Selection = { all: [] };

describe('a list of 100 000 devices', () => {
  let opened: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    opened = await TEST_DATABASES[0]![1]();
    client = new pg.Client(opened.connection);
    await client.connect();
    await client.query(`
      INSERT INTO products (name, part, hardware, finish_policy, allow_unencrypted) SELECT 'p' || i, 'STM32G484', '{A}', 'mirror', false FROM generate_series(1, 400) AS i;
      INSERT INTO devices (id, product, hardware, key_epoch, state, running_version, online, last_seen_at, created_at, tags)
        SELECT 'd-' || i, 'p' || (i % 400 + 1), 'A', 1, 'active', '1.' || (i % 200) || '.0', i % 2 = 0, now() - i * interval '1 minute', now() - i * interval '1 second',
          CASE WHEN i % 1000 = 0 THEN ARRAY['canary'] ELSE '{}' END
        FROM generate_series(1, 100000) AS i;
      ANALYZE products; ANALYZE devices`);
  }, 2 * OPEN_TIMEOUT_MS);
  afterAll(async () => {
    await client.end();
    await opened.dispose();
  });

  const planOf = async (request: Partial<ListRequest> & { filter?: string }): Promise<string> => {
    const selected =
      request.filter === undefined ? ALL : parseSelection(request.filter, vocabularyOf(DEVICE_LIST), Date.now());
    const { text: sql, values } = pageStatement(
      DEVICE_LIST,
      { selection: selected, limit: 100, ...request },
      { reach: 'everywhere' },
    );
    const { rows: lines } = await client.query<Record<string, string>>(`EXPLAIN ${sql}`, [...values]);
    return lines.map((line) => Object.values(line)[0]).join('\n');
  };

  it.each<[string, Partial<ListRequest> & { filter?: string }, RegExp]>([
    ['no filter', {}, /devices_pkey/],
    ['the next page', { after: ['d-5'] }, /devices_pkey/],
    ['an id', { filter: 'id==d-7' }, /devices_pkey|devices_id_patterns/],
    ['the beginning of an id', { filter: 'id==d-777*' }, /devices_id_patterns|devices_pkey/],
    ['a product', { filter: 'product==p7' }, /devices_product_id_idx/],
    ['a version', { filter: 'version==1.7.0' }, /devices_running_version_key_id_idx/],
    ['versions before another', { filter: 'version<1.1.0' }, /devices_running_version_key_id_idx/],
    ['a tag', { filter: 'tags==canary' }, /devices_tags/],
    ['the order by version', { sort: [{ field: 'version', descending: false }] }, /devices_running_version_key_id_idx/],
    ['the order by age', { sort: [{ field: 'created', descending: true }] }, /devices_created_at_id_idx/],
  ])('is read by an index for %s', async (_what, request, index) => {
    const plan = await planOf(request);
    expect(plan).toMatch(index);
    expect(plan).not.toContain('Seq Scan on devices');
  });

  it('is in its indexes at once: no search reads what waits beside them', async () => {
    for (const index of ['devices_tags', 'devices_attributes', 'devices_reported']) {
      const { rows } = await client.query<{ pages: string }>('SELECT gin_clean_pending_list($1::regclass) AS pages', [
        index,
      ]);
      expect([index, rows]).toEqual([index, [{ pages: '0' }]]);
    }
  });

  it('is read by an index for the value of an attribute, where every device has attributes', async () => {
    await client.query(
      `UPDATE devices SET attributes = jsonb_build_object('site', 's' || substr(id, 3)::int % 500, 'voltage', substr(id, 3)::int % 48, 'indoor', true)`,
    );
    await client.query('VACUUM ANALYZE devices');
    for (const filter of ['attr.site==s7', 'attr.site=in=(s7,s8);attr.voltage=gt=12', 'attr.site==s7,attr.site==s8']) {
      const plan = await planOf({ filter });
      expect(plan).toMatch(/devices_attributes/);
      expect(plan).not.toContain('Seq Scan on devices');
    }
    const selected = parseSelection('attr.site==s7;attr.voltage=ge=24', vocabularyOf(DEVICE_LIST), Date.now());
    const { total } = await opened.database.lists.page(DEVICE_LIST, { selection: selected, limit: 1, total: true });
    expect(total).toEqual({ count: 100, isExact: true });
  });

  it('is counted by request, up to a number that is said', async () => {
    const total = async (filter: string) => {
      const selected = parseSelection(filter, vocabularyOf(DEVICE_LIST), Date.now());
      return (await opened.database.lists.page(DEVICE_LIST, { selection: selected, limit: 1, total: true })).total;
    };
    expect(await total('product==p7')).toEqual({ count: 250, isExact: true });
    expect(await total('id==d-*')).toEqual({ count: 100_000, isExact: true });
    await client.query(`INSERT INTO devices (id, product, hardware, key_epoch) VALUES ('more', 'p1', 'A', 1)`);
    expect(await total('state==active')).toEqual({ count: 100_000, isExact: false });
  });

  it('shows what is within reach, whatever its selection says', async () => {
    await client.query(
      `INSERT INTO projects (name) VALUES ('zebra'); UPDATE products SET project = 'zebra' WHERE name = 'p7'`,
    );
    const page = (filter: string, reach: string[]) => {
      const selected = parseSelection(filter, vocabularyOf(DEVICE_LIST), Date.now());
      return opened.database.within(reach).lists.page(DEVICE_LIST, { selection: selected, limit: 3, total: true });
    };
    for (const filter of [
      'project==zebra',
      'product==p7',
      'id==*,project==zebra',
      'project!=default',
      '(id==*),(id==*);project==zebra',
    ]) {
      const { items, total } = await page(filter, ['default']);
      expect([
        filter,
        items.some(({ product }) => product === 'p7'),
        total!.count === 99_751 || total!.count === 0,
      ]).toEqual([filter, false, true]);
    }
    expect(await page('product==p7', ['zebra'])).toMatchObject({ total: { count: 250 } });
    expect(await page('id==*', [])).toEqual({ items: [], total: { count: 0, isExact: true } });
    await expect(opened.database.within(['zebra']).lists.page(USER_LIST, { selection: ALL, limit: 1 })).rejects.toThrow(
      'cannot be bounded',
    );
  });
});
