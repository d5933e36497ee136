import { isFault, type Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

/** Node's codes for connections that cannot be made or broke; a missing socket of the embedded database is ENOENT. */
const SYSTEM_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
];
/**
 * PostgreSQL is shutting down, crashed or starting, has no connection left, or gave up a statement, a wait for a
 * lock or a transaction because it took too long [PostgreSQL 15, appendix A].
 */
const SQL_STATES = ['57P01', '57P02', '57P03', '53300', '57014', '55P03', '25P03'];
/** The database's disk has no room [PostgreSQL 15, appendix A]; the embedded one says the same. */
const DISK_FULL = '53100';
/** All of class 08 are failures of the connection. */
const CONNECTION_STATE = /^08[0-9A-Z]{3}$/;
/** Prisma: not reachable, took too long to connect or to answer, closed the connection. */
const PRISMA_CODES = ['P1001', 'P1002', 'P1008', 'P1017'];
const CODES: ReadonlySet<unknown> = new Set([...SYSTEM_CODES, ...SQL_STATES, ...PRISMA_CODES]);
/** A lost connection, a missing answer and a pool that waited in vain have no code in pg, only these messages. */
const WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/;

const RETRY_AFTER_MS = 1000;

/**
 * Whether an error of pg or Prisma says that the database does not answer, rather than something about the
 * statement.
 */
export function isOutage(error: unknown): boolean {
  if (isFault(error)) return false;
  const { message } = Object(error) as MaybeOutage;
  const codes = codesOf(error);
  return codes.some((one) => CODES.has(one) || CONNECTION_STATE.test(String(one))) || WORDS.test(String(message));
}

/** The fields of errors of pg and Prisma; Prisma nests PostgreSQL's own code deeply. */
interface MaybeOutage {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: { readonly originalCode?: unknown } } };
}

/** Whether an error of pg or Prisma says that the database's disk is full. */
export const isDiskFull = (error: unknown): boolean => !isFault(error) && codesOf(error).includes(DISK_FULL);

function codesOf(error: unknown): readonly unknown[] {
  const { code, meta } = Object(error) as MaybeOutage;
  return [code, meta?.driverAdapterError?.cause?.originalCode];
}

/**
 * The result of the work.
 *
 * @throws Fault `overloaded` if the database does not answer, `storage_full` if its disk is full, with the error as
 * its cause
 */
export async function answered<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isOutage(error)) throw outageFault(error);
    throw isDiskFull(error) ? caused(faultOf('storage_full', 'the disk of the database is full'), error) : error;
  }
}

const outageFault = (cause: unknown): Fault =>
  caused(faultOf('overloaded', 'the database does not answer', { retryAfterMs: RETRY_AFTER_MS }), cause);

function caused(fault: Fault, cause: unknown): Fault {
  fault.cause = cause;
  return fault;
}
