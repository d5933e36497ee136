import type { Session } from './connection/session.js';

/** Tables that grow by the thousand. */
const TABLES = ['devices', 'jobs', 'attempts'];
/**
 * Rows written before the statistics are updated again: at least this many, and at least this share of all that was
 * written.
 */
const ROWS_LEAST = 1000;
const SHARE = 0.2;
/**
 * Samples a hundredth of the rows that PostgreSQL uses by default: enough to tell a large table from a small one,
 * in milliseconds.
 */
const TARGET = 10;

/**
 * Updates the query planner's statistics of the tables after many writes. The embedded database does not do that by
 * itself, and PostgreSQL only after a minute: until then a table that has just got forty thousand rows counts as
 * empty, and is read completely for each of them.
 */
export class TableStatistics {
  private total = 0;
  private since = 0;
  private working: Promise<void> | undefined;
  private stopped = false;

  /** @param failed called if the statistics could not be updated; then only slow queries stay slow */
  constructor(
    private readonly session: Pick<Session, 'transaction'>,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Counts rows inserted or updated. */
  wrote(rows: number): void {
    this.total += rows;
    this.since += rows;
    if (this.stopped || this.working || this.since < Math.max(ROWS_LEAST, SHARE * this.total)) return;
    this.since = 0;
    this.working = this.renew().finally(() => (this.working = undefined));
  }

  /** Starts no further update; resolves when none is running. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.working;
  }

  /** One table at a time, so that others have their turn in between. */
  private async renew(): Promise<void> {
    try {
      for (const table of TABLES) {
        if (this.stopped) return;
        await this.session.transaction(async (query) => {
          await query({ text: `SET LOCAL default_statistics_target = ${TARGET}` });
          await query({ text: `ANALYZE ${table}` });
        });
      }
    } catch (error) {
      this.failed(error);
    }
  }
}
