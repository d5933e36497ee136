import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LOCK_FILE } from '@twinbank/folder-lock';
import pg from 'pg';

import { openDatabase, type Database } from '../database.js';
import { copyTemplate } from '../testing/templates.js';
import { KeptLog, OPEN_TIMEOUT_MS } from '../testing/test-database.js';
import { aProduct, COMMAND } from '../testing/test-fleet.js';

const run = promisify(execFile);

describe('the embedded database', () => {
  let directory: string;
  const opened: Database[] = [];
  /** Closed after the test, also where that fails: an open one keeps the process from ending. */
  async function open(log = new KeptLog()): Promise<Database> {
    const database = await openDatabase({ embeddedDir: directory, log });
    opened.push(database);
    return database;
  }
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'twinbank-test-embedded-'));
    await copyTemplate(join(directory, 'data'));
  }, OPEN_TIMEOUT_MS);
  afterEach(async () => {
    for (const database of opened.splice(0)) await database.close();
    await rm(directory, { recursive: true, force: true });
  });

  it(
    'reports its kind, is for its owner and one server only, and leaves nothing but its data',
    async () => {
      const log = new KeptLog();
      await chmod(directory, 0o755);
      const database = await open(log);
      expect(database.kind).toBe('embedded');
      expect(log.lines[0]).toMatchObject({ level: 'warn', message: expect.stringContaining('trying out') });
      if (process.platform !== 'win32') expect((await stat(directory)).mode & 0o077).toBe(0);
      await expect(openDatabase({ embeddedDir: directory, log })).rejects.toThrow('in use');
      await database.ping();
      await database.close();
      await database.close();
      expect((await readdir(directory)).sort()).toEqual(['data', LOCK_FILE]);
    },
    OPEN_TIMEOUT_MS,
  );

  it(
    'keeps its rows from one start to the next, and moves large statements and answers whole',
    async () => {
      const text = 'x'.repeat(3_000_000);
      const first = await open();
      await first.products.create(aProduct(), COMMAND);
      await first.events.append([{ atMs: 0, kind: 'job_failed', actor: COMMAND.by, data: { text } }]);
      // The product, what happened, and the large event.
      expect(first.rowsWritten).toBe(3);
      await first.close();
      const second = await open();
      expect((await second.products.list()).map(({ name }) => name)).toEqual(['pump']);
      const { items } = await second.events.list({}, { limit: 2 });
      expect(items.find(({ kind }) => kind === 'job_failed')?.data).toEqual({ text });
      expect(second.rowsWritten).toBe(0);
      await second.close();
    },
    OPEN_TIMEOUT_MS,
  );

  it(
    'has every committed row after the process was killed in the middle of its work',
    async () => {
      const script = `
        const { Worker } = require('node:worker_threads');
        const worker = new Worker(new URL(process.argv[1]), { workerData: { dataDir: process.argv[2], listen: { path: process.argv[3] } } });
        worker.on('message', (message) => process.send(message));`;
      const worker = new URL('../../worker/pglite-worker.mjs', import.meta.url).href;
      const victim = spawn(
        process.execPath,
        ['-e', script, worker, join(directory, 'data'), join(directory, '.s.PGSQL.5432')],
        { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
      );
      await once(victim, 'message');
      const client = new pg.Client({ host: directory, port: 5432, user: 'postgres', database: 'postgres' });
      client.on('error', () => undefined);
      await client.connect();
      await client.query('CREATE TABLE counted (number int PRIMARY KEY)');
      for (let number = 0; number < 50; number++) await client.query('INSERT INTO counted VALUES ($1)', [number]);
      victim.kill('SIGKILL');
      await once(victim, 'exit');
      await client.end().catch(() => undefined);

      const database = await open();
      const again = new pg.Client({ host: directory, port: 5432, user: 'postgres', database: 'postgres' });
      await again.connect();
      expect((await again.query('SELECT count(*)::int AS rows FROM counted')).rows).toEqual([{ rows: 50 }]);
      await again.end();
      await database.close();
    },
    OPEN_TIMEOUT_MS,
  );

  it(
    'says why it cannot start, and leaves nothing',
    async () => {
      await rm(join(directory, 'data'), { recursive: true });
      await writeFile(join(directory, 'data'), 'a file where a folder should be');
      await expect(openDatabase({ embeddedDir: directory, log: new KeptLog() })).rejects.toThrow(
        'the embedded database did not start',
      );
      expect((await readdir(directory)).sort()).toEqual(['data', LOCK_FILE]);
    },
    OPEN_TIMEOUT_MS,
  );
});

/** Set where file systems can be mounted: by root on Linux. */
(process.env['TEST_NAMESPACES'] === undefined ? describe.skip : describe)(
  'the embedded database on a disk that fills up',
  () => {
    let directory: string;
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'twinbank-test-full-'));
      await run('mount', ['-t', 'tmpfs', '-o', 'size=80m', 'none', directory]);
      await copyTemplate(join(directory, 'data'));
    }, OPEN_TIMEOUT_MS);
    afterEach(async () => {
      await run('umount', [directory]);
      await rm(directory, { recursive: true });
    });

    it(
      'says storage_full, loses nothing that it had, and continues when there is room again',
      async () => {
        const database = await openDatabase({ embeddedDir: directory, log: new KeptLog() });
        await database.products.create(aProduct(), COMMAND);
        const { bavail, bsize } = await statfs(directory);
        await writeFile(join(directory, 'fill'), Buffer.alloc(bavail * bsize)).catch(() => undefined);
        const text = (number: number): Record<string, unknown> => ({
          text: randomBytes(200_000).toString('hex'),
          number,
        });
        const refused = async (): Promise<void> => {
          for (let number = 0; number < 50; number++)
            await database.events.append([{ atMs: 0, kind: 'job_failed', actor: COMMAND.by, data: text(number) }]);
        };
        await expect(refused()).rejects.toMatchObject({ code: 'storage_full' });
        expect(database.diskFull).toBe(true);
        expect((await database.products.list()).map(({ name }) => name)).toEqual(['pump']);
        await rm(join(directory, 'fill'));
        await database.events.append([{ atMs: 0, kind: 'job_failed', actor: COMMAND.by, data: text(99) }]);
        expect(database.diskFull).toBe(false);
        await database.close();
      },
      2 * OPEN_TIMEOUT_MS,
    );
  },
);
