import { join } from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { openOn, type Database } from '../database.js';
import { startEmbedded } from './embedded.js';
import { PATIENCE, sessionSettings } from './patience.js';
import { copyTemplate } from '../testing/templates.js';
import { KeptLog, OPEN_TIMEOUT_MS } from '../testing/test-database.js';
import { COMMAND } from '../testing/test-fleet.js';
import { TestProxy } from '../testing/test-proxy.js';

const TEST_PATIENCE = { statementMs: 1000, answerMs: 1500, idleMs: 500 };
const OVERLOADED = { code: 'overloaded', detail: 'the database does not answer' };
const URL_OF_POSTGRES = process.env['TEST_DATABASE_URL'];
const aProduct = (name: string) =>
  ({ name, part: 'STM32G484', hardware: ['A'], finishPolicy: 'mirror', allowUnencrypted: false }) as const;

describe('a database whose connections fall silent', () => {
  let directory: string;
  let proxy: TestProxy;
  let database: Database;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'twinbank-silent-'));
    await copyTemplate(join(directory, 'data'));
    const embedded = await startEmbedded(directory);
    proxy = await TestProxy.to({ path: join(embedded.connection.host!, '.s.PGSQL.5432') });
    const pool = { ...embedded.connection, host: '127.0.0.1', port: proxy.port, max: 1 };
    database = await openOn({
      kind: 'postgresql',
      pool,
      log: new KeptLog(),
      patience: TEST_PATIENCE,
      afterwards: embedded.close,
    });
  }, OPEN_TIMEOUT_MS);
  afterAll(async () => {
    await database.close();
    await proxy.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('is given up, and the next statement gets a new connection', async () => {
    await database.products.create(aProduct('before'), COMMAND);
    proxy.silence();
    await expect(database.products.list()).rejects.toMatchObject(OVERLOADED);
    expect((await database.products.list()).map(({ name }) => name)).toEqual(['before']);
  });

  it('is given up in the middle of a transaction, too', async () => {
    await database.products.list();
    proxy.silence();
    await expect(database.devices.deactivate('ghost', COMMAND)).rejects.toMatchObject(OVERLOADED);
    await expect(database.devices.deactivate('ghost', COMMAND)).rejects.toMatchObject({ code: 'device_unknown' });
  });
});

(URL_OF_POSTGRES === undefined ? describe.skip : describe)('a PostgreSQL whose processes stand still', () => {
  const name = `twinbank_silent_${process.pid}`;
  let administrator: pg.Client;
  let database: Database;
  let url: URL;
  beforeAll(async () => {
    administrator = new pg.Client({ connectionString: URL_OF_POSTGRES });
    await administrator.connect();
    await administrator.query(`CREATE DATABASE ${name}`);
    url = new URL(URL_OF_POSTGRES!);
    url.pathname = `/${name}`;
    database = await openOn({
      kind: 'postgresql',
      pool: { connectionString: url.href, max: 2 },
      log: new KeptLog(),
      patience: TEST_PATIENCE,
    });
  }, OPEN_TIMEOUT_MS);
  afterAll(async () => {
    await database.close();
    await administrator.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await administrator.end();
  });

  const backends = async (): Promise<number[]> => {
    const { rows } = await administrator.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = $1 AND application_name = 'twinbank'`,
      [name],
    );
    return rows.map(({ pid }) => pid);
  };
  const both = (): Promise<unknown[]> => Promise.all([database.products.list(), database.products.list()]);

  it('is served by new ones once those are given up', async () => {
    await both();
    const stopped = await backends();
    expect(stopped).toHaveLength(2);
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    try {
      await expect(both()).rejects.toMatchObject(OVERLOADED);
      await database.products.create(aProduct('afterwards'), COMMAND);
      expect((await database.products.list()).map((product) => product.name)).toEqual(['afterwards']);
    } finally {
      for (const pid of stopped) process.kill(pid, 'SIGCONT');
    }
  });

  it('gives up a statement that waits too long for a lock of another', async () => {
    const holder = new pg.Client({ connectionString: url.href });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE products');
    try {
      await expect(database.products.list()).rejects.toMatchObject(OVERLOADED);
    } finally {
      await holder.end();
    }
    expect((await database.products.list()).map((product) => product.name)).toEqual(['afterwards']);
  });

  it('takes the locks of a server that stands still in a transaction, and gives them to whoever waits', async () => {
    const still = new pg.Client({ connectionString: url.href });
    const ended = new Promise((resolve) => still.once('error', resolve));
    await still.connect();
    await still.query(sessionSettings(TEST_PATIENCE));
    await still.query('BEGIN; LOCK TABLE products');
    expect((await database.products.list()).map((product) => product.name)).toEqual(['afterwards']);
    expect(await ended).toMatchObject({ code: '25P03' });
    await still.end();
  });

  it('does so before whoever waits gives up, with the limits of a server as well', () => {
    expect(PATIENCE.idleMs).toBeLessThan(PATIENCE.statementMs);
    expect(PATIENCE.statementMs).toBeLessThan(PATIENCE.answerMs);
  });
});
