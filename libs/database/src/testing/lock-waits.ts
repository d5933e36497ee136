import { setTimeout } from 'node:timers/promises';

import pg from 'pg';

const WAITING = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
/** A busy machine needs a second until a statement that was sent stands at its lock. */
const AWAITED_MS_MAX = 10_000;

/**
 * Resolves when so many statements wait for a lock in this database. Asks outside of any transaction: within one, the answer stays the same.
 *
 * @throws Error if they do not within ten seconds: what the test wants to show would not be shown
 */
export async function lockAwaited(connection: pg.ClientConfig, statements = 1): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const untilMs = performance.now() + AWAITED_MS_MAX;
    while (((await client.query(WAITING)).rowCount ?? 0) < statements) {
      if (performance.now() > untilMs) throw new Error(`${statements} statements should wait for a lock, and do not`);
      await setTimeout(10);
    }
  } finally {
    await client.end();
  }
}
