import pg from 'pg';

const WAITING = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** Resolves when a statement waits for a lock in this database, or when it is clear that none will. Asks outside of any transaction: within one, the answer stays the same. */
export async function lockAwaited(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    for (let looks = 0; looks < 1000 && (await client.query(WAITING)).rowCount === 0; looks++);
  } finally {
    await client.end();
  }
}
