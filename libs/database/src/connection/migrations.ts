import { readdir, readFile } from 'node:fs/promises';

import type pg from 'pg';

import type { DatabaseLog } from './database-log.js';

const FOLDER = new URL('../../../../prisma/migrations/', import.meta.url);
/** The number with which Prisma Migrate locks, so that it and a starting server also wait for one another. */
const ADVISORY_LOCK = 72707369;

/**
 * The table exactly as Prisma Migrate creates it, so that its commands work on a database that a server has
 * upgraded.
 */
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                    VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum              VARCHAR(64) NOT NULL,
  finished_at           TIMESTAMPTZ,
  migration_name        VARCHAR(255) NOT NULL,
  logs                  TEXT,
  rolled_back_at        TIMESTAMPTZ,
  started_at            TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count   INTEGER NOT NULL DEFAULT 0
)`;

interface Migration {
  readonly name: string;
  readonly script: string;
  /** SHA-256 (hex) of the script. */
  readonly checksum: string;
}

interface AppliedRow {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
}

/**
 * Brings the tables up to date: applies each migration that is missing, in a transaction of its own, one server at a time
 * (a lock of the connection, which ends with it where this throws). Where none is missing nothing but a look is taken, which a
 * role without the right to change tables may do.
 *
 * @throws Error where the database has a migration that this server does not know (it is newer), one that has been edited
 * since, one that Prisma Migrate left half-done, or where the role may not change the tables and they must be
 */
export async function migrate(
  client: pg.ClientBase,
  log: DatabaseLog,
  migrations?: readonly Migration[],
): Promise<void> {
  const known = migrations ?? (await readMigrations());
  if (pendingOf(known, await appliedIn(client)).length === 0) return;
  await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
  try {
    await client.query(TABLE);
    for (const migration of pendingOf(known, await appliedIn(client))) {
      await apply(client, migration);
      log.info({ migration: migration.name }, 'database migration applied');
    }
  } catch (error) {
    throw isDenied(error) ? deniedError(client, error) : error;
  }
  await client.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCK]);
}

/** What is already applied; empty if the table is missing. */
async function appliedIn(client: pg.ClientBase): Promise<readonly AppliedRow[]> {
  const { rows: found } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`,
  );
  if (!found[0]!.there) return [];
  const text =
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name';
  return (await client.query<AppliedRow>(text)).rows;
}

/** The role may not do this [PostgreSQL 15, appendix A]. */
const INSUFFICIENT_PRIVILEGE = '42501';

const isDenied = (error: unknown): boolean =>
  [error, (error as Error).cause].some(
    (one) => (one as { code?: unknown } | undefined)?.code === INSUFFICIENT_PRIVILEGE,
  );

const deniedError = ({ user }: pg.ClientBase & { user?: string | undefined }, cause: unknown): Error =>
  new Error(
    `the tables are not up to date, and the role ${user ?? 'of DATABASE_URL'} may not change them: start this version once with the role that owns them`,
    { cause },
  );

/** The migrations of this version, by name. */
export async function readMigrations(folder: URL = FOLDER): Promise<readonly Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const script = await readFile(new URL(`${name}/migration.sql`, folder));
      const digest = await globalThis.crypto.subtle.digest('SHA-256', script);
      return { name, script: script.toString('utf8'), checksum: Buffer.from(digest).toString('hex') };
    }),
  );
}

/** The migrations still to be applied; throws if there is any reason to stop. */
function pendingOf(known: readonly Migration[], applied: readonly AppliedRow[]): readonly Migration[] {
  for (const row of applied) {
    const migration = known.find(({ name }) => name === row.migration_name);
    if (!migration)
      throw new Error(
        `the database has the migration ${row.migration_name}, which this version does not know: it belongs to a newer one`,
      );
    if (row.finished_at === null)
      throw new Error(
        `the migration ${row.migration_name} was begun and not finished: mend it with "prisma migrate resolve"`,
      );
    if (row.checksum !== migration.checksum)
      throw new Error(`the migration ${row.migration_name} has been edited since it was applied`);
  }
  return known.filter(({ name }) => !applied.some((row) => row.migration_name === name));
}

async function apply(client: pg.ClientBase, { name, script, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(script);
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count) VALUES ($1, $2, clock_timestamp(), $3, now(), 1)',
      [globalThis.crypto.randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`the migration ${name} failed`, { cause: error });
  }
}
