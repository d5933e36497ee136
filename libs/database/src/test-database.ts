import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import pg from 'pg';

import { openDatabase, type Database, type DatabaseLog } from './database.js';
import { startEmbedded } from './embedded.js';

/** A log that keeps its lines for tests to look at. */
export class KeptLog implements DatabaseLog {
  readonly lines: { level: 'info' | 'warn' | 'error'; facts: object; message: string }[] = [];
  readonly info = (facts: object, message: string): void => void this.lines.push({ level: 'info', facts, message });
  readonly warn = (facts: object, message: string): void => void this.lines.push({ level: 'warn', facts, message });
  readonly error = (facts: object, message: string): void => void this.lines.push({ level: 'error', facts, message });
}

/** A database of a test's own. */
export interface TestDatabase {
  readonly database: Database;
  /** Opens it once more, as a second server would. Only on PostgreSQL. */
  another(): Promise<Database>;
  /** Closes and removes it. */
  dispose(): Promise<void>;
}

type Opener = () => Promise<TestDatabase>;

/** The databases that a spec runs on: the embedded one always, PostgreSQL where TEST_DATABASE_URL names one. */
export const TEST_DATABASES: readonly (readonly [string, Opener])[] = [
  ['the embedded database', openEmbeddedTest],
  ...(process.env['TEST_DATABASE_URL'] === undefined ? [] : [['PostgreSQL', () => openPostgresTest(process.env['TEST_DATABASE_URL']!)] as const]),
];

/** Making an empty database takes PGlite five seconds, copying one a fraction: it is made once for each installation. */
const TEMPLATE = fileURLToPath(new URL('../../../node_modules/.cache/twinbank/pglite-0.5.14', import.meta.url));

async function openEmbeddedTest(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'twinbank-test-db-'));
  await copyTemplate(join(directory, 'data'));
  const database = await openDatabase({ embeddedDir: directory, log: new KeptLog() });
  return {
    database,
    another: () => Promise.reject(new Error('an embedded database has one server')),
    dispose: async () => {
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function copyTemplate(to: string): Promise<void> {
  try {
    await cp(join(TEMPLATE, 'data'), to, { recursive: true, errorOnExist: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await makeTemplate();
    await cp(join(TEMPLATE, 'data'), to, { recursive: true });
  }
}

async function makeTemplate(): Promise<void> {
  await mkdir(dirname(TEMPLATE), { recursive: true });
  const draft = await mkdtemp(`${TEMPLATE}-`);
  const server = await startEmbedded(draft);
  await server.close();
  // Another spec may have been faster: its template is as good.
  await rename(draft, TEMPLATE).catch(() => rm(draft, { recursive: true, force: true }));
}

async function openPostgresTest(url: string): Promise<TestDatabase> {
  const name = `twinbank_test_${process.pid}_${Date.now().toString(36)}_${Math.floor(Math.random() * 1e6)}`;
  const administrator = new pg.Client({ connectionString: url });
  await administrator.connect();
  await administrator.query(`CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const opened = [await openDatabase({ url: own.href, log: new KeptLog() })];
  return {
    database: opened[0]!,
    another: async () => {
      const database = await openDatabase({ url: own.href, log: new KeptLog() });
      opened.push(database);
      return database;
    },
    dispose: async () => {
      await Promise.all(opened.map((database) => database.close()));
      await administrator.query(`DROP DATABASE ${name}`);
      await administrator.end();
    },
  };
}
