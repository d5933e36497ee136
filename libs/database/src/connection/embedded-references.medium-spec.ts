import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { checkReferencesByStatement } from './embedded-references.js';
import { OPEN_TIMEOUT_MS, openEmbeddedTest, type TestDatabase } from '../testing/test-database.js';
import { aConfig, aFleet, COMMAND, idOf } from '../testing/test-fleet.js';

/** How often a check of each new row is there, by whether it is done. */
const CHECKS = `
  SELECT conname AS key, tgenabled AS enabled FROM pg_trigger t JOIN pg_constraint c ON c.oid = t.tgconstraint
  WHERE tgrelid = 'jobs'::regclass AND tgisinternal AND tgfoid = '"RI_FKey_check_ins"'::regproc ORDER BY conname`;
const OFF = [
  { key: 'jobs_campaign_id_fkey', enabled: 'D' },
  { key: 'jobs_device_id_fkey', enabled: 'D' },
];

describe('references of jobs on the embedded database', () => {
  let test: TestDatabase;
  let client: pg.Client;
  let campaigns: readonly number[];
  beforeAll(async () => {
    test = await openEmbeddedTest();
    const { releaseId } = await aFleet(test.database, 4);
    const create = async (name: string): Promise<number> => {
      const draft = { name, product: 'pump', releaseId, config: aConfig() };
      return (await test.database.campaigns.create(draft, COMMAND)).id;
    };
    campaigns = [await create('spring'), await create('summer')];
    client = new pg.Client(test.connection);
    await client.connect();
  }, OPEN_TIMEOUT_MS);
  afterAll(async () => {
    await client.end();
    await test.dispose();
  });

  /** The key that refuses a statement; how many rows it wrote if none does. */
  const outcome = async (sql: string): Promise<string | number | undefined> =>
    client.query(sql).then(
      ({ rowCount }) => rowCount ?? 0,
      (error: pg.DatabaseError) => `${error.code} ${error.constraint}`,
    );
  const added = (...jobs: readonly (readonly [campaign: number, device: string])[]): string =>
    `INSERT INTO jobs (campaign_id, device_id, ordinal, state, fault, ended_at) VALUES ${jobs
      .map(([campaign, device], at) => `(${campaign}, '${device}', ${at}, 'excluded', 'control_group', now())`)
      .join(', ')}`;

  it('are looked up for a statement as a whole, which writes nothing if one is missing', async () => {
    const { rows } = await client.query(CHECKS);
    expect(rows).toEqual(OFF);
    const [spring, summer] = campaigns as [number, number];
    expect(await outcome(added([spring, idOf(0)], [spring, 'nobody']))).toBe('23503 jobs_device_id_fkey');
    // As many devices are found as there are jobs, of which one is of none.
    expect(await outcome(added([spring, 'nobody']))).toBe('23503 jobs_device_id_fkey');
    expect(await outcome(added([spring, idOf(0)], [summer, idOf(0)], [spring, 'nobody']))).toBe(
      '23503 jobs_device_id_fkey',
    );
    expect(await outcome(added([spring, idOf(0)], [999, idOf(1)]))).toBe('23503 job_counts_campaign_id_fkey');
    expect((await client.query('SELECT FROM jobs')).rowCount).toBe(0);
    expect((await client.query('SELECT FROM job_counts')).rowCount).toBe(0);
    expect(await outcome(added([spring, idOf(0)], [summer, idOf(0)], [spring, idOf(1)]))).toBe(3);
  });

  it('hold afterwards: what a job is of cannot be removed, and no job is changed to one of something else', async () => {
    const [spring] = campaigns as [number, number];
    expect(await outcome(added([spring, idOf(2)]))).toBe(1);
    expect(await outcome(`DELETE FROM devices WHERE id = '${idOf(2)}'`)).toBe('23001 jobs_device_id_fkey');
    expect(await outcome(`UPDATE jobs SET device_id = 'nobody' WHERE device_id = '${idOf(2)}'`)).toBe(
      '23503 jobs_device_id_fkey',
    );
  });

  it('are checked so again after a migration that makes a key anew', async () => {
    await client.query(`ALTER TABLE jobs DROP CONSTRAINT jobs_device_id_fkey;
      ALTER TABLE jobs ADD CONSTRAINT jobs_device_id_fkey FOREIGN KEY (device_id) REFERENCES devices (id) ON DELETE RESTRICT ON UPDATE RESTRICT`);
    expect((await client.query(CHECKS)).rows).not.toEqual(OFF);
    await checkReferencesByStatement(client);
    expect((await client.query(CHECKS)).rows).toEqual(OFF);
    expect(await outcome(added([campaigns[0]!, 'nobody']))).toBe('23503 jobs_device_id_fkey');
  });
});
