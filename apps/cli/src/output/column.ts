/** A record of the server: an object of JSON. */
export type Row = Readonly<Record<string, unknown>>;

/** A column of tables and of CSV. */
export interface Column {
  /** Its heading; also the name in CSV. */
  readonly title: string;
  /** Where the value is found, if it is shown as it is. */
  readonly path?: string;
  /** The value; text, number and boolean are shown as they are, everything else as JSON. */
  value(row: Row): unknown;
}

/** The column of a field. @param path names separated by dots, such as `running.version` */
export const column = (path: string, title = path): Column => ({
  ...{ title, path },
  value: (row) => valueAt(row, path),
});

/** The value at a path; undefined if it is not there. A name with a dot in it, as attributes have, is found, too. */
export function valueAt(row: Row, path: string): unknown {
  if (Object.hasOwn(row, path)) return row[path];
  const dot = path.indexOf('.');
  if (dot === -1) return undefined;
  const [head, rest] = [path.slice(0, dot), path.slice(dot + 1)];
  const inner = Object.hasOwn(row, head) ? row[head] : undefined;
  return typeof inner === 'object' && inner !== null ? valueAt(inner as Row, rest) : undefined;
}

/** A value as one line of text: nothing for what is missing, lists with commas, objects as JSON. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
