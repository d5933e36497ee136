import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { allOf, equal, parseSelection, type RowKey, type Selection } from '@twinbank/selection';

import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import { CAMPAIGN_JOB_LIST } from './campaign-list.js';
import { DEVICE_LIST } from './device-list.js';
import { keptCountStatement } from './kept-count.js';
import { vocabularyOf, type ListDefinition } from './list-definition.js';
import { countStatement, pageStatement } from './lists.js';

const DEVICES = 40_000;
const CAMPAIGNS = 20;
const OF_CAMPAIGN = equal('campaign', 'number', 7);

/** Lists of which an operator sees pages and counts while fleets are large. */
describe('of many devices and jobs', () => {
  let opened: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    opened = await TEST_DATABASES[0]![1]();
    client = new pg.Client(opened.connection);
    await client.connect();
    await client.query(`
      INSERT INTO products (name, part, hardware, finish_policy, allow_unencrypted) SELECT 'p' || i, 'STM32G484', '{A}', 'mirror', false FROM generate_series(1, ${CAMPAIGNS}) AS i;
      INSERT INTO releases (product, version, counter, manifest_jws, manifest_digest, release_salt, block_size, stream_length, code_digest, code_length, hardware, blob_key)
        SELECT 'p' || i, '1.1.0', 1, 'j.w.s', repeat('a', 64), decode(repeat('00', 32), 'hex'), 4096, 8256, repeat('b', 64), 8192, '{A}', i || repeat('d', 60) FROM generate_series(1, ${CAMPAIGNS}) AS i;
      INSERT INTO devices (id, product, hardware, key_epoch, running_version, created_at, tags)
        SELECT 'd-' || i, 'p' || (i % ${CAMPAIGNS} + 1), 'A', 1, '1.' || (i % 200) || '.0', now() - i * interval '1 second', CASE WHEN i % 1000 = 0 THEN ARRAY['canary'] ELSE '{}' END
        FROM generate_series(1, ${DEVICES}) AS i;
      INSERT INTO campaigns (name, product, release_id, selection, rules, acknowledged) SELECT 'c', 'p' || i, i, '{}', '{}', '{}' FROM generate_series(1, ${CAMPAIGNS}) AS i;
      INSERT INTO jobs (campaign_id, device_id, wave, ordinal) SELECT i % ${CAMPAIGNS} + 1, 'd-' || i, 0, i / ${CAMPAIGNS} FROM generate_series(1, ${DEVICES}) AS i;
      ANALYZE`);
  }, 2 * OPEN_TIMEOUT_MS);
  afterAll(async () => {
    await client.end();
    await opened.dispose();
  });

  const planOf = async ({ text, values }: ReturnType<typeof countStatement>): Promise<string> => {
    const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${text}`, [...values]);
    return rows.map((line) => Object.values(line)[0]).join('\n');
  };
  const selected = (list: ListDefinition, filter: string): Selection =>
    parseSelection(filter, vocabularyOf(list), Date.now());
  const both = (a: Selection, b: Selection): Selection => ({ all: [a, b] });
  const counted = (list: ListDefinition, selection: Selection): Promise<string> =>
    planOf(countStatement(list, { selection }, { reach: 'everywhere' }));

  it.each<[string, string | undefined, RowKey | undefined]>([
    ['the first page', undefined, undefined],
    ['a page in the middle', undefined, [1000, 20_000]],
    ['those in a state', 'state==waiting', undefined],
    ['those in a state that hardly any has', 'state==failed', undefined],
  ])('jobs of a campaign are found by an index: %s', async (_what, filter, after) => {
    const selection =
      filter === undefined ? allOf(OF_CAMPAIGN) : both(allOf(OF_CAMPAIGN), selected(CAMPAIGN_JOB_LIST, filter));
    const request = { selection, limit: 50, ...(after && { after }) };
    const plan = await planOf(pageStatement(CAMPAIGN_JOB_LIST, request, { reach: 'everywhere' }));
    expect(plan).toMatch(/jobs_campaign_id_/);
    expect(plan).not.toContain('Seq Scan on jobs');
  });

  it.each([undefined, 'state==waiting', 'state==failed'])(
    'jobs of a campaign are counted by an index: %s',
    async (filter) => {
      const of = allOf(OF_CAMPAIGN);
      const plan = await counted(
        CAMPAIGN_JOB_LIST,
        filter === undefined ? of : both(of, selected(CAMPAIGN_JOB_LIST, filter)),
      );
      expect(plan).toMatch(/jobs_campaign_id_/);
      expect(plan).not.toContain('Seq Scan on jobs');
    },
  );

  it.each([
    [undefined, true],
    ['state==waiting', true],
    ['state=out=(failed,rejected),wave=gt=2', true],
    ['wave=null=true', true],
    ['fault==flash_error', false],
    ['state==waiting;device==d-1', false],
  ])('jobs of a campaign are not read where counts are kept by what is asked: %s (%s)', async (filter, isKept) => {
    const of = allOf(OF_CAMPAIGN);
    const selection = filter === undefined ? of : both(of, selected(CAMPAIGN_JOB_LIST, filter));
    const statement = keptCountStatement(CAMPAIGN_JOB_LIST, selection, { reach: ['default'] });
    expect(statement !== undefined).toBe(isKept);
    if (statement === undefined) return;
    expect(await planOf(statement)).not.toMatch(/ on jobs|jobs_campaign/);
    const counts = [statement, countStatement(CAMPAIGN_JOB_LIST, { selection }, { reach: ['default'] })];
    const sums: number[] = [];
    for (const { text, values } of counts)
      sums.push((await client.query<{ count: number | null }>(text, [...values])).rows[0]!.count ?? 0);
    expect(sums[0]).toBe(sums[1]);
  });

  it('jobs of more than one campaign are counted one by one', () => {
    const session = { reach: 'everywhere' } as const;
    const kept = (selection: Selection) => keptCountStatement(CAMPAIGN_JOB_LIST, selection, session);
    expect(kept(selected(CAMPAIGN_JOB_LIST, 'state==waiting'))).toBeUndefined();
    expect(kept(selected(CAMPAIGN_JOB_LIST, 'campaign=in=(7,8)'))).toBeUndefined();
    expect(kept(selected(CAMPAIGN_JOB_LIST, 'campaign==7,campaign==8'))).toBeUndefined();
    expect(kept(selected(CAMPAIGN_JOB_LIST, 'campaign!=7'))).toBeUndefined();
  });

  it.each([
    [undefined, true],
    ['product==p7', true],
    ['product==p1*', true],
    ['product=out=(p7,p8),project==default', true],
    ['state==active', false],
    ['product==p7;tags==canary', false],
  ])('devices are not read where counts are kept by what is asked: %s (%s)', async (filter, isKept) => {
    const selection = filter === undefined ? { all: [] } : selected(DEVICE_LIST, filter);
    const statement = keptCountStatement(DEVICE_LIST, selection, { reach: ['default'] });
    expect(statement !== undefined).toBe(isKept);
    if (statement === undefined) return;
    expect(await planOf(statement)).not.toMatch(/ on devices|devices_/);
    const counts = [statement, countStatement(DEVICE_LIST, { selection }, { reach: ['default'] })];
    const sums: number[] = [];
    for (const { text, values } of counts)
      sums.push((await client.query<{ count: number }>(text, [...values])).rows[0]!.count);
    expect(sums[0]).toBeGreaterThan(0);
    expect(sums[0]).toBe(sums[1]);
  });

  it.each([
    ['product==p7', /devices_product_(id|key_set)_idx/],
    ['tags==canary', /devices_tags/],
    ['id==d-777*', /devices_id_patterns|devices_pkey/],
    ['version<1.1.0', /devices_running_version_key_id_idx/],
  ])('devices are counted by an index: %s', async (filter, index) => {
    const plan = await counted(DEVICE_LIST, selected(DEVICE_LIST, filter));
    expect(plan).toMatch(index);
    expect(plan).not.toContain('Seq Scan on devices');
  });
});
