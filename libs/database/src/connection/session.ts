import pg from 'pg';

import type { Reach } from '@twinbank/access';
import { isFault } from '@twinbank/primitives';

import type { PrismaClient } from '../generated/client.js';
import { answered, isOutage } from './outage.js';

/**
 * What a repository works with: Prisma for single rows, SQL for batches and for everything that takes a lock. All
 * of it throws Fault `overloaded` if the database does not answer, `storage_full` if its disk is full.
 */
export interface Session {
  readonly prisma: PrismaClient;
  /** How far whoever uses it may see; SQL that holds a row for a write checks this. */
  readonly reach: Reach;
  /** Runs one statement; repeats it if the database rolled it back to break a deadlock. */
  readonly query: Query;
  /**
   * Runs statements in a transaction; repeats it from the beginning if the database rolled it back to break a
   * deadlock.
   */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /** Counts rows inserted or updated, and devices whose attributes may have changed. */
  wrote(rows: number, attributes?: number): void;
}

/** A statement; if it has a name, it is planned only once for each connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}

export type Query = <Row extends pg.QueryResultRow>(
  statement: Statement,
  values?: readonly unknown[],
) => Promise<readonly Row[]>;

/** PostgreSQL's codes for conditions that repositories expect [PostgreSQL 15, appendix A]. */
export const PG_CODES = {
  uniqueViolation: '23505',
  foreignKeyViolation: '23503',
  serializationFailure: '40001',
  deadlock: '40P01',
} as const;

/** Whether an error is PostgreSQL's with this code. */
export const isPgError = (error: unknown, code: string): boolean =>
  error instanceof pg.DatabaseError && error.code === code;

/** A deadlock between two servers is broken at once, and the second try finds the locks free. */
const TRIES = 4;

/** What a session reports about its work: rows written, and a full disk. */
export interface SessionNews {
  wrote(rows: number, attributes?: number): void;
  diskFull(): void;
}

/** A session over a pool. */
export function openSession(pool: pg.Pool, prisma: PrismaClient, { wrote, diskFull }: SessionNews): Session {
  const told: Told = (work) =>
    answered(work).catch((error: unknown) => {
      if (isFault(error, 'storage_full')) diskFull();
      throw error;
    });
  return {
    prisma: answering(prisma, told),
    reach: 'everywhere',
    wrote,
    query: (statement, values) => told(() => untilUnbroken(() => runOn(pool, statement, values))),
    transaction: (work) => told(() => untilUnbroken(() => inTransaction(pool, work))),
  };
}

type Told = <T>(work: () => PromiseLike<T>) => Promise<T>;

/** Prisma's type of an extended client differs only in listeners, which nobody uses here. */
const answering = (prisma: PrismaClient, told: Told): PrismaClient =>
  prisma.$extends({
    query: { $allOperations: ({ args, query }) => told(() => query(args)) },
  }) as unknown as PrismaClient;

/** Repeats what the database rolled back to break a deadlock. */
async function untilUnbroken<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const broken = isPgError(error, PG_CODES.deadlock) || isPgError(error, PG_CODES.serializationFailure);
      if (!broken || attempt === TRIES) throw error;
    }
  }
}

const runOn = async <Row extends pg.QueryResultRow>(
  on: pg.Pool | pg.PoolClient,
  statement: Statement,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> => (await on.query<Row>({ ...statement, values: [...values] })).rows;

async function inTransaction<T>(pool: pg.Pool, work: (query: Query) => Promise<T>): Promise<T> {
  return withClient(pool, async (client) => {
    await client.query('BEGIN');
    try {
      const result = await work((statement, values) => runOn(client, statement, values));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // A connection that broke, or does not answer, is closed: the database rolls back by itself, now or when it
      // works again.
      if (!isOutage(error)) await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  });
}

/**
 * Lends a connection of the pool. One that breaks meanwhile, or that gives no answer in time, is closed and
 * replaced: the running statement fails, and nothing else does.
 */
export async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  try {
    return await work(client);
  } catch (error) {
    if (isOutage(error)) broken ??= error as Error;
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
