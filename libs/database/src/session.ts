import pg from 'pg';

import type { PrismaClient } from './generated/client.js';

/** What a repository does its work with: Prisma for single rows, SQL for batches and for whatever takes a lock. */
export interface Session {
  readonly prisma: PrismaClient;
  query<Row extends pg.QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs statements in a transaction; started again where the database broke a deadlock. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /** Counts rows inserted or updated. */
  wrote(rows: number): void;
}

/** A statement with a name is planned once for each connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}

export type Query = <Row extends pg.QueryResultRow>(statement: Statement, values?: readonly unknown[]) => Promise<readonly Row[]>;

/** PostgreSQL's codes for conditions that repositories expect [PostgreSQL 15, appendix A]. */
export const PG_CODES = { uniqueViolation: '23505', foreignKeyViolation: '23503', serializationFailure: '40001', deadlock: '40P01' } as const;

/** Whether an error is PostgreSQL's with that code. */
export const isPgError = (error: unknown, code: string): boolean => error instanceof pg.DatabaseError && error.code === code;

/** A deadlock between two servers is broken at once, and the second try finds the locks free. */
const TRIES = 4;

/** A session over a pool. */
export function openSession(pool: pg.Pool, prisma: PrismaClient, wrote: (rows: number) => void): Session {
  return {
    prisma,
    wrote,
    query: async <Row extends pg.QueryResultRow>(statement: Statement, values: readonly unknown[] = []) =>
      (await pool.query<Row>({ ...statement, values: [...values] })).rows,
    transaction: async (work) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await inTransaction(pool, work);
        } catch (error) {
          const broken = isPgError(error, PG_CODES.deadlock) || isPgError(error, PG_CODES.serializationFailure);
          if (!broken || attempt === TRIES) throw error;
        }
      }
    },
  };
}

async function inTransaction<T>(pool: pg.Pool, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(async <Row extends pg.QueryResultRow>(statement: Statement, values: readonly unknown[] = []) =>
      (await client.query<Row>({ ...statement, values: [...values] })).rows,
    );
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: Error) => (broken = rollbackError));
    throw error;
  } finally {
    client.release(broken);
  }
}
