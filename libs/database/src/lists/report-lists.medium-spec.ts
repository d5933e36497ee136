import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import type { Reach } from '@twinbank/access';
import { allOf, equal, type RowKey, type Selection } from '@twinbank/selection';

import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import { CAMPAIGN_REPORT_LIST } from './campaign-report-list.js';
import { deviceHistoryList } from './device-history-list.js';
import type { ListDefinition } from './list-definition.js';
import { pageStatement } from './lists.js';

const JOBS = 5000;
const PAGE = 500;

describe('the list of a report', () => {
  let opened: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    opened = await TEST_DATABASES[0]![1]();
    client = new pg.Client(opened.connection);
    await client.connect();
    await client.query(`
      INSERT INTO products (name, part, hardware, finish_policy, allow_unencrypted) VALUES ('p', 'STM32G484', '{A}', 'mirror', false);
      INSERT INTO releases (product, version, counter, manifest_jws, manifest_digest, release_salt, block_size, stream_length, code_digest, code_length, hardware, blob_key)
        VALUES ('p', '1.1.0', 1, 'j.w.s', repeat('a', 64), decode(repeat('00', 32), 'hex'), 4096, 8256, repeat('b', 64), 8192, '{A}', repeat('d', 64));
      INSERT INTO devices (id, product, hardware, key_epoch) SELECT 'd-' || i, 'p', 'A', 1 FROM generate_series(1, ${JOBS}) AS i;
      INSERT INTO campaigns (name, product, release_id, selection, rules, acknowledged) SELECT 'c', 'p', 1, '{}', '{}', '{}' FROM generate_series(1, 2);
      INSERT INTO jobs (campaign_id, device_id, wave, ordinal, state, attempts, fault, ended_at)
        SELECT 1, 'd-' || i, 0, i, 'failed', 1, 'job_timeout', now() FROM generate_series(1, ${JOBS}) AS i;
      INSERT INTO jobs (campaign_id, device_id, wave, ordinal) SELECT 2, 'd-' || i, 0, i FROM generate_series(1, 100) AS i;
      INSERT INTO attempts (job_id, number, at) SELECT id, 1, now() FROM jobs;
      INSERT INTO receipts (transfer, verdict, at, said) SELECT id, 'proven', now(), '\\x01' FROM attempts;
      INSERT INTO events (at, kind, device_id, data) SELECT now(), 'job_failed', 'd-' || i, '{}' FROM generate_series(1, ${JOBS}) AS i;
      INSERT INTO audit_entries (at, action, object, outcome, code) SELECT now(), 'PATCH', 'devices/d-' || i, 'refused', 'forbidden' FROM generate_series(1, ${JOBS}) AS i;
      ANALYZE`);
  }, 2 * OPEN_TIMEOUT_MS);
  afterAll(async () => {
    await client.end();
    await opened.dispose();
  });

  const planOf = async (
    list: ListDefinition,
    { selection = allOf(), after, reach = ['default'] }: { selection?: Selection; after?: RowKey; reach?: Reach } = {},
  ): Promise<string> => {
    const statement = pageStatement(list, { selection, after, limit: PAGE }, { reach });
    const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${statement.text}`, [...statement.values]);
    return rows.map((line) => Object.values(line)[0]).join('\n');
  };

  it.each<[string, RowKey | undefined]>([
    ['the first page', undefined],
    ['a page in the middle', [2500, 2500]],
  ])('of a campaign is read by an index for %s', async (_what, after) => {
    const plan = await planOf(CAMPAIGN_REPORT_LIST, {
      selection: allOf(equal('campaign', 'number', 1)),
      ...(after && { after }),
    });
    expect(plan).toMatch(/jobs_campaign_id_ordinal_id_idx/);
    expect(plan).not.toMatch(/Seq Scan on jobs|Sort/);
  });

  // Refused attempts are shown only to those who see every project.
  it.each<[boolean, Reach]>([
    [false, ['default']],
    [true, 'everywhere'],
  ])('of a device is read by the index of each of its parts (refused attempts: %s)', async (withAudit, reach) => {
    const plan = await planOf(deviceHistoryList({ deviceId: 'd-777', withAudit }), { reach });
    for (const index of ['events_device_id_id_idx', 'jobs_device_id_id_idx', 'attempts_job_id', 'receipts_pkey'])
      expect(plan).toContain(index);
    if (withAudit) expect(plan).toContain('audit_entries_object');
    expect(plan).not.toMatch(/Seq Scan on (?:events|jobs|attempts|receipts|audit_entries|devices)/);
  });

  it('of a device has all its parts in order, whatever its id says', async () => {
    const { lists } = opened.database;
    const page = await lists.page(deviceHistoryList({ deviceId: 'd-7', withAudit: true }), {
      ...{ selection: allOf(), limit: PAGE },
    });
    expect(page.items.map(({ kind }) => kind).sort()).toEqual(
      [
        'attempt_began',
        'attempt_began',
        'job_failed',
        'provisioned',
        'receipt_proven',
        'receipt_proven',
        'refused',
      ].sort(),
    );
    for (const deviceId of ["d-7' OR true --", 'd-7\0', 'd-%'])
      expect(
        (await lists.page(deviceHistoryList({ deviceId, withAudit: true }), { selection: allOf(), limit: 9 })).items,
      ).toEqual([]);
  });

  it('of a device is read page by page without a gap where everything happened at once', async () => {
    const list = deviceHistoryList({ deviceId: 'd-8', withAudit: true });
    const { lists } = opened.database;
    const all = (await lists.page(list, { selection: allOf(), limit: PAGE })).items;
    const found: unknown[] = [];
    for (let after: RowKey | undefined, isLast = false; !isLast;) {
      const page: Awaited<ReturnType<typeof lists.page>> = await lists.page(list, {
        selection: allOf(),
        limit: 2,
        after,
      });
      found.push(...page.items);
      after = page.next;
      isLast = after === undefined;
    }
    expect(found).toEqual(all);
  });
});
