import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';

import { PrismaClient } from '../generated/client.js';
import { openSession, type Session } from './session.js';

const URL_OF_POSTGRES = process.env['TEST_DATABASE_URL'];

/** What only a server with several sessions can do to one of them. */
(URL_OF_POSTGRES === undefined ? describe.skip : describe)('a session on PostgreSQL', () => {
  let pool: pg.Pool;
  let session: Session;
  const table = `twinbank_session_${process.pid}`;
  beforeAll(async () => {
    pool = new pg.Pool({ connectionString: URL_OF_POSTGRES, max: 4 });
    pool.on('error', () => undefined);
    session = openSession(pool, new PrismaClient({ adapter: new PrismaPg(pool) }), {
      wrote: () => undefined,
      diskFull: () => undefined,
    });
    await pool.query(
      `CREATE TABLE ${table} (id int PRIMARY KEY, value int NOT NULL); INSERT INTO ${table} VALUES (1, 0), (2, 0)`,
    );
  });
  afterAll(async () => {
    await pool.query(`DROP TABLE ${table}`);
    await pool.end();
  });

  const add = (id: number, by: number) => ({ text: `UPDATE ${table} SET value = value + ${by} WHERE id = ${id}` });
  const values = async (): Promise<number[]> =>
    (await session.query<{ value: number }>({ text: `SELECT value FROM ${table} ORDER BY id` })).map(
      ({ value }) => value,
    );

  it('undoes a transaction that fails', async () => {
    const failing = session.transaction(async (query) => {
      await query(add(1, 100));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await values()).toEqual([0, 0]);
  });

  it('repeats a transaction that was rolled back to break a deadlock', async () => {
    let waiting = 2;
    let both: () => void;
    const bothLocked = new Promise<void>((resolve) => (both = resolve));
    const crosswise = (first: number, second: number) =>
      session.transaction(async (query) => {
        await query(add(first, 1));
        if (--waiting <= 0) both();
        await bothLocked;
        await query(add(second, 1));
      });
    await Promise.all([crosswise(1, 2), crosswise(2, 1)]);
    expect(waiting).toBeLessThan(0);
    expect(await values()).toEqual([2, 2]);
  });

  it('loses a transaction with its connection, and nothing else', async () => {
    const cutOff = session.transaction(async (query) => {
      await query(add(1, 100));
      const [own] = await query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' });
      await session.query({ text: 'SELECT pg_terminate_backend($1)' }, [own!.pid]);
      await query(add(2, 100));
    });
    await expect(cutOff).rejects.toMatchObject({ code: 'overloaded', facts: { retryAfterMs: 1000 } });
    expect(await values()).toEqual([2, 2]);
  });
});
