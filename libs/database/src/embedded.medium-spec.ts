import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { openDatabase } from './database.js';
import { startEmbedded } from './embedded.js';
import { copyTemplate, KeptLog, OPEN_TIMEOUT_MS } from './test-database.js';
import { aProduct } from './test-fleet.js';

describe('the embedded database', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'twinbank-test-embedded-'));
    await copyTemplate(join(directory, 'data'));
  }, OPEN_TIMEOUT_MS);
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it(
    'keeps its rows from one start to the next, says what it is, and leaves nothing but its data',
    async () => {
      const log = new KeptLog();
      const first = await openDatabase({ embeddedDir: directory, log });
      expect(first.kind).toBe('embedded');
      expect(log.lines[0]).toMatchObject({ level: 'warn', message: expect.stringContaining('trying out') });
      await first.ping();
      await first.products.create(aProduct());
      await first.close();
      await first.close();
      expect(await readdir(directory)).toEqual(['data']);
      const second = await openDatabase({ embeddedDir: directory, log: new KeptLog() });
      expect((await second.products.list()).map(({ name }) => name)).toEqual(['pump']);
      expect(second.rowsWritten).toBe(0);
      await second.close();
    },
    OPEN_TIMEOUT_MS,
  );

  it(
    'is refused to a second process, and free again after the first was killed',
    async () => {
      const holder = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
      await once(holder, 'spawn');
      const began = (await readFile(`/proc/${holder.pid}/stat`, 'utf8').catch(() => '')).split(') ')[1]?.split(' ')[19] ?? '';
      await writeFile(join(directory, 'in-use.json'), JSON.stringify({ pid: holder.pid, began }));
      await expect(startEmbedded(directory)).rejects.toThrow(`in use by process ${holder.pid}`);
      holder.kill('SIGKILL');
      await once(holder, 'exit');
      await (await startEmbedded(directory)).close();
    },
    OPEN_TIMEOUT_MS,
  );

  it(
    'is not held by a process that only has the number of the one that held it',
    async () => {
      await writeFile(join(directory, 'in-use.json'), JSON.stringify({ pid: process.pid, began: 'at another time' }));
      await (await startEmbedded(directory)).close();
      await writeFile(join(directory, 'in-use.json'), 'not even JSON');
      await (await startEmbedded(directory)).close();
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
      const socketDir = join(directory, 'socket');
      await mkdir(socketDir);
      const worker = new URL('../worker/pglite-worker.mjs', import.meta.url).href;
      const victim = spawn(process.execPath, ['-e', script, worker, join(directory, 'data'), join(socketDir, '.s.PGSQL.5432')], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      await once(victim, 'message');
      const client = new pg.Client({ host: socketDir, port: 5432, user: 'postgres', database: 'postgres' });
      client.on('error', () => undefined);
      await client.connect();
      await client.query('CREATE TABLE counted (number int PRIMARY KEY)');
      for (let number = 0; number < 50; number++) await client.query('INSERT INTO counted VALUES ($1)', [number]);
      victim.kill('SIGKILL');
      await once(victim, 'exit');
      await client.end().catch(() => undefined);

      const server = await startEmbedded(directory);
      const again = new pg.Client(server.connection);
      await again.connect();
      expect((await again.query('SELECT count(*)::int AS rows FROM counted')).rows).toEqual([{ rows: 50 }]);
      await again.end();
      await server.close();
    },
    OPEN_TIMEOUT_MS,
  );

  it(
    'moves large statements and large answers whole',
    async () => {
      const database = await openDatabase({ embeddedDir: directory, log: new KeptLog() });
      const text = 'x'.repeat(3_000_000);
      await database.events.append([{ atMs: 0, kind: 'large', data: { text } }]);
      expect((await database.events.list({}, { limit: 1 })).items[0]?.data).toEqual({ text });
      await database.close();
    },
    OPEN_TIMEOUT_MS,
  );

  it(
    'can be entered by its owner only',
    async () => {
      const server = await startEmbedded(directory);
      if (process.platform !== 'win32') expect((await stat(server.connection.host!)).mode & 0o077).toBe(0);
      await server.close();
    },
    OPEN_TIMEOUT_MS,
  );

  it(
    'says why it cannot start',
    async () => {
      await rm(join(directory, 'data'), { recursive: true });
      await writeFile(join(directory, 'data'), 'a file where a folder should be');
      await expect(openDatabase({ embeddedDir: directory, log: new KeptLog() })).rejects.toThrow('the embedded database did not start');
      expect(await readdir(directory)).toEqual(['data']);
    },
    OPEN_TIMEOUT_MS,
  );
});
