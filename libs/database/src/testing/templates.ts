import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import pg from 'pg';

import { startEmbedded } from '../connection/embedded.js';
import { migrate, readMigrations } from '../connection/migrations.js';

const CACHE = new URL('../../../../node_modules/.cache/twinbank/', import.meta.url);
/** An empty database is made once for each installation and then copied, which takes a fraction of a second. */
const EMPTY = fileURLToPath(new URL('pglite-0.5.14', CACHE));
/** Held while the template on PostgreSQL is made. */
const ADVISORY_LOCK = 7_461_822;

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Copies an empty database of PGlite. */
export const copyTemplate = (to: string): Promise<void> => copyOrMake(EMPTY, to, () => undefined);

/** Copies one that has all tables, and no row in them. Most of the time that it takes to open a database goes into its migrations, which are the same for each test. */
export const copyMigrated = async (to: string): Promise<void> =>
  copyOrMake(`${EMPTY}-${await migrationsDigest()}`, to, migrated);

async function copyOrMake(
  template: string,
  to: string,
  fill: (connection: pg.ClientConfig) => Promise<void> | undefined,
): Promise<void> {
  try {
    await access(template);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(dirname(template), { recursive: true });
    const draft = await mkdtemp(`${template}-draft-`);
    const { connection, close } = await startEmbedded(draft);
    try {
      await fill(connection);
    } finally {
      await close();
    }
    // Another spec may have been faster: its template is as good.
    await rename(draft, template).catch(() => rm(draft, { recursive: true, force: true }));
  }
  // The program and not Node's `cp`, which takes several times as much of the processor for a thousand small files.
  await promisify(execFile)('cp', ['-R', join(template, 'data'), to]);
}

/**
 * Creates a database on PostgreSQL that has all tables, from a template that is made by the first spec that needs it and stays in
 * the cluster (`twinbank_template_…`).
 *
 * @param administrator connected to a database of the cluster
 * @param url of that database
 */
export async function createMigrated(administrator: pg.ClientBase, url: string, name: string): Promise<void> {
  const template = `twinbank_template_${await migrationsDigest()}`;
  if (!(await exists(administrator, template))) {
    await administrator.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    try {
      if (!(await exists(administrator, template))) await makeOnPostgres(administrator, url, template);
    } finally {
      await administrator.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCK]);
    }
  }
  await administrator.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
}

const exists = async (administrator: pg.ClientBase, name: string): Promise<boolean> =>
  (await administrator.query('SELECT FROM pg_database WHERE datname = $1', [name])).rowCount === 1;

async function makeOnPostgres(administrator: pg.ClientBase, url: string, template: string): Promise<void> {
  const draft = `${template}_draft`;
  await administrator.query(`DROP DATABASE IF EXISTS ${draft}`);
  await administrator.query(`CREATE DATABASE ${draft}`);
  const own = new URL(url);
  own.pathname = `/${draft}`;
  await migrated({ connectionString: own.href });
  await administrator.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
}

async function migrated(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await migrate(client, SILENT);
  } finally {
    await client.end();
  }
}

/** Which migrations a template has: another one is made when they change. */
async function migrationsDigest(): Promise<string> {
  const hash = createHash('sha256');
  for (const { name, checksum } of await readMigrations()) hash.update(`${name} ${checksum}\n`);
  return hash.digest('hex').slice(0, 16);
}
