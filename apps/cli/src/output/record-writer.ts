import { csvHead, csvRow } from './csv.js';
import { textOf, type Column, type Row } from './column.js';
import type { OutputFormat } from './output-format.js';
import { PageTable } from './page-table.js';
import { plainJson, plainText } from './plain-text.js';

/** Where text goes; ends when the text is on its way, so that a slow reader slows the writer. */
export type Write = (text: string) => Promise<void>;

/** How records are printed. */
export interface Look {
  readonly output: OutputFormat;
  /** What people and spreadsheets see; programs that read JSON get the whole record. */
  readonly columns: readonly Column[];
  /** How headings look. */
  readonly bold: (text: string) => string;
}

/**
 * Prints a list as its pages arrive. In every format but the table an empty list is still one: `[]`, no line, or the headings alone.
 */
export async function writeList(
  pages: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  look: Look,
  write: Write,
): Promise<void> {
  const writer = WRITERS[look.output](look);
  // Nothing is written before something has arrived: what is refused has no answer.
  let head = writer.head;
  for await (const rows of pages) {
    await write(head + (rows.length > 0 ? writer.page(rows) : ''));
    head = '';
  }
  await write(head + writer.foot());
}

/** Prints one record: as a table, each field on a line. */
export async function writeRecord(row: Row, { output, columns, bold }: Look, write: Write): Promise<void> {
  if (output === 'table') return write(fieldsOf(row, columns, bold));
  if (output === 'json') return write(`${plainJson(row, 2)}\n`);
  return writeList([[row]], { output, columns, bold }, write);
}

interface ListWriter {
  readonly head: string;
  page(rows: readonly Row[]): string;
  foot(): string;
}

const WRITERS: Readonly<Record<OutputFormat, (look: Look) => ListWriter>> = {
  table: ({ columns, bold }) => {
    const table = new PageTable(columns, bold);
    return { head: '', page: (rows) => table.page(rows), foot: () => '' };
  },
  json: () => {
    let before = '';
    const page = (rows: readonly Row[]): string => {
      const text = before + rows.map((row) => plainJson(row)).join(',\n');
      before = ',\n';
      return text;
    };
    return { head: '[', page, foot: () => ']\n' };
  },
  ndjson: () => ({
    ...{ head: '', foot: () => '' },
    page: (rows) => rows.map((row) => `${plainJson(row)}\n`).join(''),
  }),
  csv: ({ columns }) => ({
    head: csvHead(columns),
    page: (rows) => rows.map((row) => csvRow(columns, row)).join(''),
    foot: () => '',
  }),
};

function fieldsOf(row: Row, columns: readonly Column[], bold: (text: string) => string): string {
  const shown = columns
    .map(({ title, value }) => [title, plainText(textOf(value(row)))] as const)
    .filter(([, text]) => text !== '');
  const width = Math.max(0, ...shown.map(([title]) => title.length));
  return shown.map(([title, text]) => `${bold(title.padEnd(width))}  ${text}\n`).join('');
}
