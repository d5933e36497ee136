import type { Parameters } from './parameters.js';
import type { RowKey } from './sort.js';

/** A column that a list is sorted by, in its turn. */
export interface OrderedColumn {
  readonly sql: string;
  /** The SQL type of its parameter. */
  readonly type: string;
  readonly descending: boolean;
  /** Whether it may be NULL: NULL counts as greater than every value, so it is last, or first where it is descending. */
  readonly optional: boolean;
}

/** What follows `ORDER BY`. PostgreSQL, too, takes NULL for the greatest, so that one index serves both directions. */
export const orderBy = (columns: readonly OrderedColumn[]): string =>
  columns.map(({ sql, descending }) => `${sql}${descending ? ' DESC' : ''}`).join(', ');

/**
 * The condition for the rows that come after the one with this key. The last column is different in every row and never
 * NULL.
 */
export function continuation(columns: readonly OrderedColumn[], key: RowKey, parameters: Parameters): string {
  const uniform = columns.every(({ descending, optional }) => !optional && descending === columns[0]!.descending);
  const values = columns.map(({ type }, index) => {
    const value = key[index]!;
    return value === null
      ? undefined
      : parameters.add(type === 'timestamptz' ? new Date(Number(value)).toISOString() : value, type);
  });
  if (uniform) {
    const sign = columns[0]!.descending ? '<' : '>';
    return `(${columns.map(({ sql }) => sql).join(', ')}) ${sign} (${values.join(', ')})`;
  }
  return after(columns, values);
}

/** After in the first column, or equal in it and after in the rest. */
function after(
  [column, ...rest]: readonly OrderedColumn[],
  [value, ...others]: readonly (string | undefined)[],
): string {
  const { sql, descending, optional } = column!;
  const equal = value === undefined ? `${sql} IS NULL` : `${sql} = ${value}`;
  const beyond = beyondOf(sql, value, { descending, optional });
  if (rest.length === 0) return beyond;
  const further = `(${equal} AND ${after(rest, others)})`;
  // The first part is true of everything that the second allows: it is there for an index to begin at.
  if (value !== undefined && (descending || !optional))
    return `(${sql} ${descending ? '<=' : '>='} ${value} AND (${beyond} OR ${further}))`;
  return `(${beyond} OR ${further})`;
}

function beyondOf(
  sql: string,
  value: string | undefined,
  { descending, optional }: Pick<OrderedColumn, 'descending' | 'optional'>,
): string {
  if (value === undefined) return descending ? `${sql} IS NOT NULL` : 'false';
  if (descending) return `${sql} < ${value}`;
  return optional ? `(${sql} > ${value} OR ${sql} IS NULL)` : `${sql} > ${value}`;
}
