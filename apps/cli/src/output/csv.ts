import { csvRecord, type CsvCell } from '@twinbank/primitives';

import { textOf, type Column, type Row } from './column.js';

/** The line of headings. */
export const csvHead = (columns: readonly Column[]): string => csvRecord(columns.map(({ title }) => title));

/** The line of a record, as in the server's reports. */
export const csvRow = (columns: readonly Column[], row: Row): string =>
  csvRecord(columns.map(({ value }) => cellOf(value(row))));

/** Numbers stay as they are; a text that a spreadsheet would take for a formula does not. */
const cellOf = (value: unknown): CsvCell =>
  typeof value === 'number' || typeof value === 'boolean' ? value : textOf(value);
