import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import type { Command, OperatorActor } from '@twinbank/access';

import { CommitCutter } from './commit-cutter.js';
import { holdEventsToCatalogue } from './events-by-catalogue.js';
import { copyMigrated, createMigrated } from './templates.js';
import type { DatabaseLog } from '../connection/database-log.js';
import { openDatabase, openOn, type Database } from '../database.js';
import { startEmbedded, type EmbeddedServer } from '../connection/embedded.js';

/** A log that keeps its lines for tests to look at. */
export class KeptLog implements DatabaseLog {
  readonly lines: { level: 'info' | 'warn' | 'error'; facts: object; message: string }[] = [];
  readonly info = (facts: object, message: string): void => void this.lines.push({ level: 'info', facts, message });
  readonly warn = (facts: object, message: string): void => void this.lines.push({ level: 'warn', facts, message });
  readonly error = (facts: object, message: string): void => void this.lines.push({ level: 'error', facts, message });
}

/** Whoever gives the commands of specs past the REST face. */
export const OPERATOR: OperatorActor = {
  kind: 'operator',
  name: 'build-server',
  tokenId: '5d4a1a3e-8f5b-4d5c-9d0e-2f6c1b7a9e01',
  address: '203.0.113.7',
  requestId: 'request-1',
};

/** A command of {@link OPERATOR}, given now. */
export const aCommand = (nowMs = Date.now()): Command => ({ by: OPERATOR, nowMs });

/** A database of a test's own. */
export interface TestDatabase {
  readonly database: Database;
  /** For connections past it, to hold it up. */
  readonly connection: pg.ClientConfig;
  /** Opens it once more, as a second server would. Only on PostgreSQL. */
  another(): Promise<Database>;
  /** Empties all tables and lets numbers begin anew. */
  empty(): Promise<void>;
  /** Closes and removes it. */
  dispose(): Promise<void>;
}

/** Making an empty database takes PGlite five seconds on an idle machine; this is for one that is not. */
export const OPEN_TIMEOUT_MS = 60_000;

declare global {
  /** The program of the embedded database, compiled once for all test files of a worker of Jest, or being so: tools/jest/environment.mjs. Not there outside of Jest. */
  var databaseOfWorker: (() => Promise<object>) | undefined;
}

type Opener = () => Promise<TestDatabase>;

const HAS_POSTGRES = process.env['TEST_DATABASE_URL'] !== undefined;
/** TEST_EMBEDDED=no leaves the embedded database out, for a run after one without PostgreSQL. */
const HAS_EMBEDDED = !HAS_POSTGRES || process.env['TEST_EMBEDDED'] !== 'no';

/** The databases that a spec runs on: the embedded one, and PostgreSQL where TEST_DATABASE_URL names one. */
export const TEST_DATABASES: readonly (readonly [string, Opener])[] = [
  ...(HAS_EMBEDDED ? [['the embedded database', openEmbeddedTest] as const] : []),
  ...(HAS_POSTGRES ? [['PostgreSQL', () => openPostgresTest(process.env['TEST_DATABASE_URL']!)] as const] : []),
];

/** An embedded database of a test's own. */
export async function openEmbeddedTest(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'twinbank-test-db-'));
  await copyMigrated(join(directory, 'data'));
  const { connection, close } = await startOfWorker(directory);
  const database = await openOn({
    kind: 'embedded',
    pool: { ...connection, max: 1 },
    log: new KeptLog(),
    afterwards: close,
  });
  return {
    database,
    connection,
    empty: () => emptyTables(connection),
    another: () => Promise.reject(new Error('an embedded database has one server')),
    dispose: async () => {
      try {
        await holdEventsToCatalogue(connection);
      } finally {
        await database.close();
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}

async function openPostgresTest(url: string): Promise<TestDatabase> {
  const { connection, dispose } = await newPostgres(url, (administrator, name) =>
    createMigrated(administrator, url, name),
  );
  const opened = [await openDatabase({ url: connection.connectionString, log: new KeptLog() })];
  return {
    database: opened[0]!,
    connection,
    empty: () => emptyTables(connection),
    another: async () => {
      const database = await openDatabase({ url: connection.connectionString, log: new KeptLog() });
      opened.push(database);
      return database;
    },
    dispose: async () => {
      try {
        await holdEventsToCatalogue(connection);
      } finally {
        await Promise.all(opened.map((database) => database.close()));
        await dispose();
      }
    },
  };
}

/** A database without a table, and the kind that a server says it is. */
export interface EmptyDatabase {
  readonly connection: pg.PoolConfig;
  dispose(): Promise<void>;
}

/** The kinds of database that a spec runs on, as {@link TEST_DATABASES}. */
export const TEST_DATABASE_KINDS: readonly Database['kind'][] = [
  ...(HAS_EMBEDDED ? (['embedded'] as const) : []),
  ...(HAS_POSTGRES ? (['postgresql'] as const) : []),
];

/** Makes one without a table, for specs that fill it by hand. */
export async function emptyDatabase(kind: Database['kind']): Promise<EmptyDatabase> {
  if (kind === 'postgresql')
    return newPostgres(process.env['TEST_DATABASE_URL']!, async (administrator, name) => {
      await administrator.query(`CREATE DATABASE ${name}`);
    });
  const { connection, close } = await startOfWorker(undefined);
  return { connection, dispose: close };
}

/** Starts one in a folder, or in memory, whose program need not be compiled anew. */
async function startOfWorker(directory: string | undefined): Promise<EmbeddedServer> {
  await globalThis.databaseOfWorker?.();
  return startEmbedded(directory);
}

/** A database of a test's own behind a proxy that can cut its connections. */
export async function openBehindCutter(
  kind: Database['kind'],
): Promise<TestDatabase & { readonly cutter: CommitCutter }> {
  const { connection, dispose } = await emptyDatabase(kind);
  const cutter = await CommitCutter.before(connection);
  const pool = { ...cutter.through(connection), max: kind === 'embedded' ? 1 : 4 };
  const database = await openOn({ kind, pool, log: new KeptLog() });
  return {
    database,
    cutter,
    connection,
    another: () => Promise.reject(new Error('there is one server behind a cutter')),
    empty: () => emptyTables(connection),
    dispose: async () => {
      await database.close();
      await cutter.close();
      await dispose();
    },
  };
}

async function newPostgres(
  url: string,
  create: (administrator: pg.ClientBase, name: string) => Promise<void>,
): Promise<{ readonly connection: { readonly connectionString: string }; dispose(): Promise<void> }> {
  const name = `twinbank_test_${process.pid}_${Date.now().toString(36)}_${Math.floor(Math.random() * 1e6)}`;
  const administrator = new pg.Client({ connectionString: url });
  await administrator.connect();
  await create(administrator, name);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    connection: { connectionString: own.href },
    dispose: async () => {
      await administrator.query(`DROP DATABASE ${name}`);
      await administrator.end();
    },
  };
}

/** What a test does not make anew: the schema, and people with what is theirs. All other tables are emptied, those that come later too. */
const KEPT = [
  '_prisma_migrations',
  ...['projects', 'users', 'user_grants', 'browser_sessions', 'sign_in_failures'],
  ...['idempotency_keys', 'key_fingerprints', 'version_samples', 'version_counts'],
];

/** The tables that may only grow are emptied with their triggers off; the embedded database has one session for all, so they are turned on again. */
async function emptyTables(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  const text = `
    SELECT string_agg(quote_ident(tablename), ', ') AS tables FROM pg_tables
    WHERE schemaname = current_schema() AND tablename <> ALL ($1)`;
  const { rows } = await client.query<{ tables: string }>(text, [KEPT]);
  const { tables } = rows[0]!;
  await client.query(`SET session_replication_role = replica; TRUNCATE ${tables} RESTART IDENTITY`);
  await client.query('SET session_replication_role = origin');
  await client.end();
}
