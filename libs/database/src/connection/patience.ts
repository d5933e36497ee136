import type pg from 'pg';

/** How long the database is waited for before its connection is given up and another one made. */
export interface Patience {
  /** A statement, and a wait for a lock in it, at the database itself. */
  readonly statementMs: number;
  /** The answer to a statement, as it arrives here: longer, so that the database's own word comes first while it can give one. */
  readonly answerMs: number;
  /** A transaction in which nothing happens: what a server that stands still has locked is free for the others after that. */
  readonly idleMs: number;
}

/** The longest statements of a server, on a busy machine, take a few seconds. */
export const PATIENCE: Patience = { statementMs: 15_000, answerMs: 20_000, idleMs: 30_000 };

/** The embedded database computes one statement after the other, in a thread of this process: there is nobody to give it up. */
export const EMBEDDED_PATIENCE: Pick<Patience, 'answerMs'> = { answerMs: 60_000 };

/** A peer that does not answer probes for so long is gone, and so are its connections: at the database too, with what they have locked. */
const KEEPALIVE = { idleS: 10, intervalS: 5, probes: 3 };

/** Settings of a connection on this side. */
export const connectionSettings = ({ answerMs }: Pick<Patience, 'answerMs'>): pg.PoolConfig => ({
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEPALIVE.idleS * 1000,
  query_timeout: answerMs,
});

/**
 * Settings of a connection at the database. They are statements and not start-up parameters, because poolers in between refuse
 * connections with parameters that they do not know.
 */
export const sessionSettings = ({ statementMs, idleMs }: Patience): string =>
  [
    `SET statement_timeout = ${statementMs}`,
    `SET idle_in_transaction_session_timeout = ${idleMs}`,
    `SET tcp_keepalives_idle = ${KEEPALIVE.idleS}`,
    `SET tcp_keepalives_interval = ${KEEPALIVE.intervalS}`,
    `SET tcp_keepalives_count = ${KEEPALIVE.probes}`,
  ].join(';');
