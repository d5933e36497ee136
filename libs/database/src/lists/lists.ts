import {
  continuation,
  orderBy,
  Parameters,
  wholeSort,
  type OrderedColumn,
  type RowKey,
  type Selection,
  type SortKey,
} from '@twinbank/selection';

import type { Session } from '../connection/session.js';
import { withStoredGroups } from '../groups/stored-groups.js';
import { keptCountStatement } from './kept-count.js';
import { fromOf, whereOf } from './list-rows.js';
import { summaryOf, summaryStatement, type JobSummary, type SummaryRequest, type SummaryRow } from './job-summary.js';
import { vocabularyOf, type ListDefinition, type ListField } from './list-definition.js';

/** Rows are counted up to this number: nobody needs to know a million to the last one, and counting it takes a second. */
export const TOTAL_MAX = 100_000;

/** What is asked of a list. */
export interface ListRequest {
  readonly selection: Selection;
  /** The order; without one, that of the list. */
  readonly sort?: readonly SortKey[] | undefined;
  /** Where the page before ended, as it said. */
  readonly after?: RowKey | undefined;
  readonly limit: number;
  /** Whether to count all rows that are selected. */
  readonly total?: boolean | undefined;
  /** The time from which durations in the filters of groups count; without one, now. */
  readonly atMs?: number | undefined;
}

/** A page of a list. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  /** The `after` of the next page; undefined on the last one. */
  readonly next?: RowKey;
  /** How many rows are selected, on all pages; at most {@link TOTAL_MAX} are counted. */
  readonly total?: { readonly count: number; readonly isExact: boolean };
}

/** Rows of a list with the same values in some fields. */
export interface DividedRows {
  readonly values: readonly (string | null)[];
  readonly count: number;
}

/** The order in which a list is read: what was asked for, made whole. */
export const orderOf = ({ sort: usual, unique }: ListDefinition, sort?: readonly SortKey[]): readonly SortKey[] =>
  wholeSort(sort ?? usual, unique);

const TYPES = {
  ...{ text: 'text', texts: 'text[]', 'one-of': 'text', version: 'text' },
  ...{ number: 'bigint', boolean: 'boolean', time: 'timestamptz', attributes: 'jsonb', group: 'int' },
} as const;

/** Reads every list by one statement that finds the rows of a page, and one that reads them. */
export class Lists {
  constructor(private readonly session: Session) {}

  /**
   * A page of a list. The rows of other projects than those of the session are not there, whatever the selection says:
   * its condition stands beside that of the session, in parentheses, and the rows are read through the session, too.
   */
  async page<Item>(list: ListDefinition<Item>, asked: ListRequest): Promise<ListPage<Item>> {
    const request = { ...asked, selection: await this.grouped(list, asked) };
    const { limit } = request;
    const order = orderOf(list, request.sort);
    const statement = pageStatement(list, request, this.session);
    const found = await this.session.query<Record<string, unknown>>({ text: statement.text }, statement.values);
    const keys = found.slice(0, limit).map((row) => keyOf(row, list, order));
    const unique = order.length - 1;
    const rows = new Map(
      keys.length === 0
        ? []
        : await list.load(
            this.session,
            keys.map((key) => key[unique]),
          ),
    );
    const items = keys.flatMap((key) => {
      const item = rows.get(key[unique]);
      return item === undefined ? [] : [item];
    });
    const next = found.length > limit ? keys.at(-1) : undefined;
    const total = request.total ? await this.count(list, request) : undefined;
    return { items, ...(next && { next }), ...(total && { total }) };
  }

  /**
   * How the rows of a list that are selected divide by some of its fields, the most frequent values first: at most `limit`
   * of them, counted among {@link TOTAL_MAX} rows.
   */
  async divided(
    list: ListDefinition,
    { by, ...asked }: Pick<ListRequest, 'selection' | 'limit' | 'atMs'> & { readonly by: readonly string[] },
  ): Promise<readonly DividedRows[]> {
    const { limit } = asked;
    const selection = await this.grouped(list, asked);
    const parameters = new Parameters();
    const where = whereOf(list, selection, { session: this.session, parameters });
    const names = by.map((_, index) => `v${index}`);
    const select = by.map((field, index) => `${list.fields[field]!.sql} AS v${index}`).join(', ');
    const text = `SELECT ${names.join(', ')}, count(*)::int AS count FROM (SELECT ${select} FROM ${fromOf(list, parameters)} WHERE ${where} LIMIT ${TOTAL_MAX}) AS selected
      GROUP BY ${names.join(', ')} ORDER BY count DESC, ${names.join(', ')} LIMIT ${Math.trunc(limit)}`;
    const rows = await this.session.query<Record<string, string | null> & { count: number }>(
      { text },
      parameters.values,
    );
    return rows.map((row) => ({ values: names.map((name) => row[name] as string | null), count: row.count }));
  }

  /** The jobs of a campaign by state, for each value of something that they share ({@link summaryStatement}). */
  async jobSummary(asked: SummaryRequest): Promise<JobSummary> {
    const statement = summaryStatement(asked, this.session);
    return summaryOf(await this.session.query<SummaryRow>({ text: statement.text }, statement.values));
  }

  /** The selection with groups in the place of their names. @throws Fault `selection_invalid` */
  private grouped(
    list: ListDefinition,
    { selection, atMs }: Pick<ListRequest, 'selection' | 'atMs'>,
  ): Promise<Selection> {
    const { query, reach } = this.session;
    return withStoredGroups(query, selection, { reach, atMs: atMs ?? Date.now(), vocabulary: vocabularyOf(list) });
  }

  private async count(list: ListDefinition, request: ListRequest): Promise<NonNullable<ListPage<unknown>['total']>> {
    const { selection } = request;
    const kept = await this.countedBy(keptCountStatement(list, selection, this.session));
    const count = kept ?? (await this.countedBy(countStatement(list, request, this.session)))!;
    return { count: Math.min(count, TOTAL_MAX), isExact: count <= TOTAL_MAX };
  }

  private async countedBy(
    statement: { readonly text: string; readonly values: readonly unknown[] } | undefined,
  ): Promise<number | undefined> {
    if (statement === undefined) return undefined;
    const [row] = await this.session.query<{ count: number | null }>({ text: statement.text }, statement.values);
    return row!.count ?? undefined;
  }
}

/** The statement that counts the rows of a list that are selected, up to one more than {@link TOTAL_MAX}. */
export function countStatement(
  list: ListDefinition,
  { selection }: Pick<ListRequest, 'selection'>,
  session: Pick<Session, 'reach'>,
): { readonly text: string; readonly values: readonly unknown[] } {
  const parameters = new Parameters();
  const where = whereOf(list, selection, { session, parameters });
  const text = `SELECT count(*)::int AS count FROM (SELECT FROM ${fromOf(list, parameters)} WHERE ${where} LIMIT ${TOTAL_MAX + 1}) AS counted`;
  return { text, values: parameters.values };
}

/** The statement that finds the keys of a page's rows, and of one more. */
export function pageStatement(
  list: ListDefinition,
  { selection, sort, after, limit }: ListRequest,
  session: Pick<Session, 'reach'>,
): { readonly text: string; readonly values: readonly unknown[] } {
  const parameters = new Parameters();
  const columns = orderOf(list, sort).map(({ field, descending }) => columnOf(list.fields[field]!, descending));
  const where = whereOf(list, selection, { session, parameters });
  const further = after === undefined ? '' : ` AND ${continuation(columns, after, parameters)}`;
  const select = columns.map(({ sql }, index) => `${sql} AS k${index}`).join(', ');
  const text = `SELECT ${select} FROM ${fromOf(list, parameters)} WHERE ${where}${further} ORDER BY ${orderBy(columns)} LIMIT ${Math.trunc(limit) + 1}`;
  return { text, values: parameters.values };
}

const columnOf = ({ kind, optional, sql, keySql }: ListField, descending: boolean): OrderedColumn => ({
  sql: keySql ?? sql,
  type: TYPES[kind],
  descending,
  optional: optional === true,
});

/** The key of a row, in values that JSON has. */
function keyOf(row: Readonly<Record<string, unknown>>, { fields }: ListDefinition, order: readonly SortKey[]): RowKey {
  return order.map(({ field }, index) => {
    const value = row[`k${index}`];
    if (value === null) return null;
    if (value instanceof Date) return value.getTime();
    return fields[field]!.kind === 'number' ? Number(value) : (value as string | boolean);
  });
}
