/** Media type of comma-separated values [RFC 4180], with the column names in the first record. */
export const CSV_MEDIA_TYPE = 'text/csv';

/** What a field of a record may hold; undefined becomes an empty field. */
export type CsvCell = string | number | boolean | undefined;

/**
 * Where a spreadsheet would begin to read a formula: at the beginning of a field, also after blanks and quotes; and after a
 * semicolon or tab, which some spreadsheets take for the separator, whatever quotes say. The wide signs are taken for the narrow ones.
 */
const FORMULA = /((?:^|[;\t\r\n])[\s"]*)(?=[=+\-@\uff0b\uff0d\uff1d\uff20|%])/gu;
const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/;

/**
 * One record, ended by CR LF. A text in which a spreadsheet would see a formula gets an apostrophe there, by
 * which spreadsheets know text: numbers of ours are never changed. A text that must be exact is read from NDJSON.
 */
export const csvRecord = (cells: readonly CsvCell[]): string => `${cells.map(fieldOf).join(',')}\r\n`;

function fieldOf(cell: CsvCell): string {
  if (typeof cell !== 'string') return cell === undefined ? '' : String(cell);
  const text = cell.replace(FORMULA, "$1'");
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
