/** Characters that JSON and JavaScript can hold and PostgreSQL cannot: NUL and unpaired surrogates. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/**
 * The text with everything that PostgreSQL cannot store replaced by U+FFFD: one device's odd report must not spoil
 * a batch of a thousand.
 */
export const storable = (text: string): string => text.replace(UNSTORABLE, '\ufffd');

/** What JSON text looks like where a string is perhaps not storable: JSON escapes both kinds of such characters. */
const ESCAPED = /\\u(?:0000|d[89a-f])/;

/** A value as JSON text for a jsonb parameter; its strings (not its field names) are made storable. */
export function jsonOf(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined || !ESCAPED.test(text)) return text;
  return JSON.stringify(value, (_name, item: unknown) => (typeof item === 'string' ? storable(item) : item));
}

/**
 * Rows as one parameter: `jsonb_to_recordset($1::jsonb)` turns them back into a table, so that a batch of any size is one
 * statement with one plan. Undefined fields become NULL.
 */
export const rowsOf = (rows: readonly Readonly<Record<string, unknown>>[]): string => jsonOf(rows);

/** A time for a timestamptz column. */
export const timeOf = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

/** The fields that are neither undefined nor null: domain objects leave out unknown fields. */
export function known<T extends object>(
  fields: T,
): { [K in keyof T as null extends T[K] ? never : undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : undefined extends T[K] ? K : never]?: NonNullable<T[K]>;
} {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  ) as ReturnType<typeof known<T>>;
}

/** Makes a page from rows, of which one more than its length was requested. */
export function pageOf<Item, Key>(
  rows: readonly Item[],
  limit: number,
  keyOf: (item: Item) => Key,
): { items: readonly Item[]; next?: Key } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: keyOf(last) } : { items };
}

/** Row ids are positive 32-bit numbers, but a device may send any unsigned number. */
export const ROW_ID_MAX = 0x7fffffff;
