import type pg from 'pg';

/** How long to wait for the database before its connection is given up and a new one made. */
export interface Patience {
  /** Limit of the database itself for a statement, including its wait for locks. */
  readonly statementMs: number;
  /**
   * Limit of this side for the answer to a statement: longer, so that the database's own error arrives first while
   * it can send one.
   */
  readonly answerMs: number;
  /**
   * Limit for a transaction in which nothing happens: after that, locks of a server that stands still are released
   * for the others. Shorter than that of a statement, so that whoever waits for such a lock gets it in place of an
   * error.
   */
  readonly idleMs: number;
}

/** The longest statements of a server, on a busy machine, take a few seconds. */
export const PATIENCE: Patience = { statementMs: 15_000, answerMs: 20_000, idleMs: 10_000 };

/**
 * The embedded database runs one statement after the other in a thread of this process: nothing there can give up a
 * statement.
 */
export const EMBEDDED_PATIENCE: Pick<Patience, 'answerMs'> = { answerMs: 60_000 };

/**
 * A peer that does not answer these probes is gone, and its connections are closed; the database also releases
 * their locks.
 */
const KEEPALIVE = { idleS: 10, intervalS: 5, probes: 3 };

/** Settings of a connection on this side. */
export const connectionSettings = ({ answerMs }: Pick<Patience, 'answerMs'>): pg.PoolConfig => ({
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEPALIVE.idleS * 1000,
  query_timeout: answerMs,
});

/**
 * Settings of a connection at the database. They are sent as statements, not as start-up parameters, because
 * poolers in between refuse connections with parameters that they do not know.
 */
export const sessionSettings = ({ statementMs, idleMs }: Patience): string =>
  [
    `SET statement_timeout = ${statementMs}`,
    `SET idle_in_transaction_session_timeout = ${idleMs}`,
    `SET tcp_keepalives_idle = ${KEEPALIVE.idleS}`,
    `SET tcp_keepalives_interval = ${KEEPALIVE.intervalS}`,
    `SET tcp_keepalives_count = ${KEEPALIVE.probes}`,
  ].join(';');
