import type { CsvCell } from '@twinbank/primitives';

/** What a report has in one place of a row: also a list of facts, in NDJSON as it is, in CSV as the text of its JSON. */
export type ReportCell = CsvCell | Readonly<Record<string, unknown>>;

/** A column of a report. */
export interface ReportColumn<Item> {
  /** What it is, for the documentation. */
  readonly about: string;
  of(item: Item): ReportCell;
}

/** A report: the word that stands before each of its rows, and its columns by their names, in their order. */
export interface Report<Item> {
  readonly row: string;
  /** Rows that are of another type, if it has any. */
  readonly typeOf?: (item: Item) => string;
  readonly columns: Readonly<Record<string, ReportColumn<Item>>>;
}

/** A column. */
export const column = <Item>(about: string, of: (item: Item) => ReportCell): ReportColumn<Item> => ({ about, of });

/** A time as it is written. */
export const iso = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

/** The columns in words, for the OpenAPI document. */
export const describeReport = ({ columns }: Report<never>): string =>
  Object.entries(columns)
    .map(([name, { about }]) => `* \`${name}\`: ${about}`)
    .join('\n');
