import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import { BEYOND, REMOVE_EVENTS_OF } from './retention.js';

describe('the removal of events of one project, among 60 000 of others', () => {
  let opened: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    opened = await TEST_DATABASES[0]![1]();
    client = new pg.Client(opened.connection);
    await client.connect();
    await client.query(`
      INSERT INTO events (at, kind, project, data)
        SELECT now() - i * interval '1 second', 'job_failed', CASE WHEN i % 40 = 0 THEN 'few' ELSE 'many' END, '{}' FROM generate_series(1, 61500) AS i;
      ANALYZE events`);
  }, 2 * OPEN_TIMEOUT_MS);
  afterAll(async () => {
    await client.end();
    await opened.dispose();
  });

  it.each<[string, string, readonly unknown[]]>([
    ['the newest event beyond those that are kept', BEYOND, ['few', 1000]],
    ['the oldest events', REMOVE_EVENTS_OF, [new Date(), 100, 'few', 50]],
  ])('finds %s by an index', async (_what, text, values) => {
    const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${text}`, [...values]);
    const plan = rows.map((line) => Object.values(line)[0]).join('\n');
    expect(plan).toContain('events_project_id_idx');
    expect(plan).not.toContain('Seq Scan on events');
  });

  it('counts from the newest, and removes from the oldest, up to the event or the time that is given', async () => {
    const { retention } = opened.database;
    const beyond = await retention.newestBeyond('few', 1000);
    const removed = await retention.removeEventsOf('few', { upTo: beyond, limit: 5000 });
    const left = await client.query<{ few: number; many: number }>(
      `SELECT count(*) FILTER (WHERE project = 'few')::int AS few, count(*) FILTER (WHERE project = 'many')::int AS many FROM events`,
    );
    expect([removed, left.rows[0]]).toEqual([537, { few: 1000, many: 59_963 }]);
    expect(await retention.newestBeyond('few', 1000)).toBeUndefined();
  });
});
