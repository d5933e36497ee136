import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { startEmbedded, type EmbeddedServer } from './embedded.js';
import { migrate, readMigrations } from './migrations.js';
import { KeptLog, OPEN_TIMEOUT_MS } from '../testing/test-database.js';

const PRINT_SCHEMA = fileURLToPath(new URL('../../tools/print-schema.mjs', import.meta.url));

/** The SQL that makes the tables of schema.prisma, by Prisma's own diff. */
async function scriptOfSchema({ host, port, user, database }: pg.PoolConfig): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', '--experimental-wasm-modules', PRINT_SCHEMA],
    {
      env: { ...process.env, NODE_OPTIONS: '', PGHOST: host, PGPORT: String(port), PGUSER: user, PGDATABASE: database },
    },
  );
  return stdout;
}

/** The schema is tried with bare SQL: these rules hold whoever writes. */
describe('the schema', () => {
  let server: EmbeddedServer;
  let client: pg.Client;
  beforeAll(async () => {
    server = await startEmbedded(undefined);
    client = new pg.Client(server.connection);
    await client.connect();
    await migrate(client, new KeptLog());
    await client.query(`
      INSERT INTO products VALUES ('pump', 'STM32G484', '{A}', 'mirror', false);
      INSERT INTO releases (product, version, counter, manifest_jws, manifest_digest, release_salt, block_size, stream_length, code_digest, code_length, hardware, blob_key)
        VALUES ('pump', '1.0.0', 1, 'j.w.s', repeat('a', 64), decode(repeat('00', 32), 'hex'), 4096, 8256, repeat('b', 64), 8192, '{A}', 'k');
      INSERT INTO devices (id, product, hardware, key_epoch) VALUES ('d1', 'pump', 'A', 1), ('d2', 'pump', 'A', 1);
      INSERT INTO campaigns (name, product, release_id, selection, rules, acknowledged) VALUES ('one', 'pump', 1, '{}', '{}', '{}'), ('two', 'pump', 1, '{}', '{}', '{}');
      INSERT INTO jobs (campaign_id, device_id, wave, ordinal) VALUES (1, 'd1', 0, 0), (2, 'd2', 0, 1);
      INSERT INTO attempts (job_id, number, at) VALUES (1, 1, now());
      INSERT INTO events (at, kind, data) VALUES (now(), 'something', '{}')`);
  }, OPEN_TIMEOUT_MS);
  afterAll(async () => {
    await client.end();
    await server.close();
  });

  const refused = async (sql: string): Promise<string> =>
    client.query(sql).then(
      () => 'taken',
      (error: pg.DatabaseError) => error.constraint ?? error.message,
    );

  it(
    'is what schema.prisma says, and more, so that no migration is missing',
    async () => {
      const script = await scriptOfSchema(server.connection);
      await client.query(
        `CREATE SCHEMA drafted; SET search_path = drafted; ${script.replaceAll('"public"', 'drafted')}; SET search_path = public`,
      );
      const [drafted, migrated] = [await tablesOf('drafted'), await tablesOf('public')];
      expect(drafted.columns.length).toBeGreaterThan(70);
      expect(migrated.columns).toEqual(drafted.columns);
      expect(migrated.rules).toEqual(expect.arrayContaining(drafted.rules));
      await client.query('DROP SCHEMA drafted CASCADE');
    },
    OPEN_TIMEOUT_MS,
  );

  /** Columns, and the definitions of keys and indexes, without the name of the schema they are in. */
  async function tablesOf(schema: string): Promise<{ columns: string[]; rules: string[] }> {
    const list = async (sql: string): Promise<string[]> =>
      (await client.query<{ line: string }>(sql, [schema])).rows
        .map(({ line }) => line.replaceAll(`${schema}.`, ''))
        .sort();
    const columns = await list(`
      SELECT concat_ws(' ', table_name, column_name, udt_name, datetime_precision, is_nullable, column_default) AS line
      FROM information_schema.columns WHERE table_schema = $1 AND table_name <> '_prisma_migrations'`);
    const keys = await list(`
      SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS line
      FROM pg_constraint WHERE connamespace = $1::regnamespace AND contype IN ('p', 'f', 'u')`);
    const indexes = await list('SELECT indexdef AS line FROM pg_indexes WHERE schemaname = $1');
    return { columns, rules: [...keys, ...indexes] };
  }

  it('allows a device one open job, and another once that has ended', async () => {
    expect(await refused(`INSERT INTO jobs (campaign_id, device_id, wave, ordinal) VALUES (2, 'd1', 0, 0)`)).toBe(
      'jobs_one_open_per_device',
    );
    expect(await refused(`UPDATE jobs SET state = 'cancelled', ended_at = now() WHERE id = 1`)).toBe('taken');
    expect(await refused(`INSERT INTO jobs (campaign_id, device_id, wave, ordinal) VALUES (2, 'd1', 0, 0)`)).toBe(
      'taken',
    );
  });

  it('lets no job that has ended begin again', async () => {
    expect(await refused(`UPDATE jobs SET state = 'waiting', ended_at = NULL WHERE id = 1`)).toContain(
      'a job that has ended stays as it is',
    );
  });

  it.each([
    ['changes an attempt', 'UPDATE attempts SET number = 2'],
    ['deletes an attempt', 'DELETE FROM attempts'],
    ['empties the attempts', 'TRUNCATE attempts CASCADE'],
    ['changes an event', `UPDATE events SET kind = 'nothing'`],
    ['deletes an event', 'DELETE FROM events'],
    ['empties the events', 'TRUNCATE events'],
  ])('refuses a writer who %s', async (_what, sql) => {
    expect(await refused(sql)).toContain('the table is append-only');
  });

  it.each([
    ['jobs_active_has_deadline_and_transfer', `UPDATE jobs SET state = 'offered' WHERE device_id = 'd2'`],
    ['jobs_backoff_has_a_time', `UPDATE jobs SET state = 'backoff' WHERE device_id = 'd2'`],
    ['jobs_held_has_a_reason', `UPDATE jobs SET state = 'held' WHERE device_id = 'd2'`],
    ['jobs_final_has_an_end', `UPDATE jobs SET state = 'succeeded' WHERE device_id = 'd2'`],
    ['jobs_failure_has_a_fault', `UPDATE jobs SET state = 'failed', ended_at = now() WHERE device_id = 'd2'`],
    ['jobs_state_known', `UPDATE jobs SET state = 'lost' WHERE device_id = 'd2'`],
    [
      'jobs_campaign_id_device_id_key',
      `INSERT INTO jobs (campaign_id, device_id, wave, ordinal, state, ended_at) VALUES (1, 'd1', 0, 0, 'succeeded', now())`,
    ],
    ['campaigns_paused_for_a_reason', `UPDATE campaigns SET state = 'paused' WHERE id = 1`],
    ['campaigns_over_has_an_end', `UPDATE campaigns SET state = 'finished' WHERE id = 1`],
    [
      'releases_product_version_key',
      `INSERT INTO releases SELECT 2, r.product, r.version, counter, state, manifest_jws, manifest_digest, release_salt, block_size, stream_length, code_digest, code_length, hardware, blob_key FROM releases r`,
    ],
    ['releases_counter_is_uint32', 'UPDATE releases SET counter = 4294967296'],
    ['releases_salt_length', `UPDATE releases SET release_salt = ''`],
    ['devices_product_fkey', `INSERT INTO devices (id, product, hardware, key_epoch) VALUES ('d3', 'valve', 'A', 1)`],
    ['events_actor', `INSERT INTO events (at, kind, data, actor) VALUES (now(), 'x', '{}', '{"kind":"operator"}')`],
    ['campaigns_created_by', `UPDATE campaigns SET created_by = '{"name":"x"}'`],
    ['campaigns_moved_by', `UPDATE campaigns SET moved_by = '{}'`],
    ['devices_bank_known', 'UPDATE devices SET running_bank = 3'],
  ])('holds %s', async (constraint, sql) => {
    expect(await refused(sql)).toBe(constraint);
  });

  describe('brought up to date', () => {
    it('does nothing the second time', async () => {
      const log = new KeptLog();
      await migrate(client, log);
      expect(log.lines).toEqual([]);
    });

    it('needs no right to change tables if there is nothing to change, and says what is missing if there is', async () => {
      await client.query('CREATE ROLE worker; GRANT SELECT ON _prisma_migrations TO worker; SET ROLE worker');
      try {
        const log = new KeptLog();
        await migrate(client, log);
        expect(log.lines).toEqual([]);
        const next = { name: '99999999999998_next', script: 'CREATE TABLE next ()', checksum: 'x' };
        await expect(migrate(client, log, [...(await readMigrations()), next])).rejects.toThrow(
          'the role postgres may not change them',
        );
      } finally {
        await client.query('RESET ROLE');
      }
    });

    it('leaves a table that Prisma Migrate understands', async () => {
      const { rows } = await client.query(
        `SELECT migration_name, length(checksum) AS checksum, finished_at IS NOT NULL AS finished, applied_steps_count FROM _prisma_migrations`,
      );
      expect(rows).toEqual(
        (await readMigrations()).map(({ name }) => ({
          migration_name: name,
          checksum: 64,
          finished: true,
          applied_steps_count: 1,
        })),
      );
    });

    it('refuses a database of a newer version, and one whose migrations were edited', async () => {
      const known = await readMigrations();
      await expect(migrate(client, new KeptLog(), [])).rejects.toThrow('belongs to a newer one');
      await expect(migrate(client, new KeptLog(), [{ ...known[0]!, checksum: 'other' }])).rejects.toThrow(
        'has been edited',
      );
    });

    it('leaves nothing of a migration that fails half-way', async () => {
      const broken = {
        name: '99999999999999_broken',
        script: 'CREATE TABLE half (); SELECT no_such_function()',
        checksum: 'x',
      };
      await expect(migrate(client, new KeptLog(), [...(await readMigrations()), broken])).rejects.toThrow(
        '99999999999999_broken failed',
      );
      expect((await client.query(`SELECT to_regclass('half') AS half`)).rows).toEqual([{ half: null }]);
    });
  });
});
