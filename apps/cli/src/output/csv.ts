import { textOf, type Column, type Row } from './column.js';

/** Lines of CSV end like this [RFC 4180 §2]. */
const LINE_END = '\r\n';

/** One line of CSV, with its end. */
export const csvLine = (fields: readonly string[]): string => fields.map(csvField).join(',') + LINE_END;

/** The line of a record. */
export const csvRow = (columns: readonly Column[], row: Row): string =>
  csvLine(columns.map(({ value }) => inSpreadsheet(value(row))));

/** A text that a spreadsheet would take for a formula gets an apostrophe in front, as in the server's reports. Numbers stay as they are. */
function inSpreadsheet(value: unknown): string {
  const text = textOf(value);
  return typeof value !== 'number' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
