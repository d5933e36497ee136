import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from './testing/test-database.js';
import { aFleet } from './testing/test-fleet.js';

const DEVICES = 1500;

describe.each(TEST_DATABASES)('the statistics of tables on %s', (_name, open) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await open();
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());

  /** How many rows the query planner assumes in a table; -1 or 0 if it has no statistics. */
  async function believed(client: pg.Client, table: string): Promise<number> {
    const { rows } = await client.query<{ rows: number }>(
      'SELECT reltuples::float8 AS rows FROM pg_class WHERE relname = $1',
      [table],
    );
    return rows[0]!.rows;
  }

  it('are updated by themselves after many writes', async () => {
    await test.empty();
    await aFleet(test.database, DEVICES);
    const client = new pg.Client(test.connection);
    await client.connect();
    let rows = 0;
    for (let looks = 0; looks < 500 && rows < DEVICES; looks++) rows = await believed(client, 'devices');
    await client.end();
    expect(rows).toBe(DEVICES);
  });
});
