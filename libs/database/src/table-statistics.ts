import type { Query, Session } from './connection/session.js';

/** Tables that grow by the thousand. */
const TABLES = ['devices', 'jobs', 'attempts'] as const;
/**
 * Columns whose values can be told apart only in a large sample, so that their statistics cost as much as reading a whole table of
 * 100 000 rows (the schema says how large). They are left alone until enough of them have changed.
 */
const ATTRIBUTES = ['attributes', 'reported'] as const;
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
  private readonly rows: Written = { total: 0, since: 0 };
  private readonly attributes: Written = { total: 0, since: 0 };
  private working: Promise<void> | undefined;
  private stopped = false;

  /** @param failed called if the statistics could not be updated; then only slow queries stay slow */
  constructor(
    private readonly session: Pick<Session, 'transaction' | 'query'>,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Counts rows inserted or updated, and devices whose attributes may have changed. */
  wrote(rows: number, attributes = 0): void {
    count(this.rows, rows);
    count(this.attributes, attributes);
    if (this.stopped || this.working || !isMuch(this.rows)) return;
    this.rows.since = 0;
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
          await query({ text: `ANALYZE ${table} (${(await plainColumns(query, table)).join(', ')})` });
        });
      }
      if (this.stopped || !isMuch(this.attributes)) return;
      this.attributes.since = 0;
      await this.session.query({ text: `ANALYZE devices (${ATTRIBUTES.join(', ')})` });
    } catch (error) {
      this.failed(error);
    }
  }
}

/** What was written in all, and since the statistics were last updated. */
interface Written {
  total: number;
  since: number;
}

function count(written: Written, rows: number): void {
  written.total += rows;
  written.since += rows;
}

const isMuch = ({ total, since }: Written): boolean => since >= Math.max(ROWS_LEAST, SHARE * total);

/** $1 table, $2 columns that are left out. */
const COLUMNS = `
  SELECT quote_ident(attname) AS name FROM pg_attribute
  WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL ($2) ORDER BY attnum`;

/** The columns of a table of which a small sample says enough. */
async function plainColumns(query: Query, table: string): Promise<readonly string[]> {
  const columns = await query<{ name: string }>({ name: 'statistics_columns', text: COLUMNS }, [table, ATTRIBUTES]);
  return columns.map(({ name }) => name);
}
