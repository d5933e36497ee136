import Table from 'cli-table3';

import { textOf, type Column, type Row } from './column.js';
import { plainText } from './plain-text.js';

const BARE = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' },
  ...{ 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};

/**
 * A table that is printed page by page: a column is as wide as its widest value so far, and never narrower than on the page before.
 * Nothing is cut off.
 */
export class PageTable {
  private widths: number[];
  private isFirst = true;

  /** @param bold how a heading looks */
  constructor(
    private readonly columns: readonly Column[],
    private readonly bold: (text: string) => string,
  ) {
    this.widths = columns.map(() => 0);
  }

  /** The lines of a page; the first one begins with the headings. */
  page(rows: readonly Row[]): string {
    const table = new Table({
      head: this.columns.map(({ title }, index) => this.bold(title.toUpperCase().padEnd(this.widths[index]!))),
      chars: BARE,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    });
    for (const row of rows) table.push(this.columns.map(({ value }) => plainText(textOf(value(row)))));
    const lines = table.toString().split('\n');
    // Laying out leaves the widths in the table's options.
    this.widths = [...(table as unknown as { options: { colWidths: number[] } }).options.colWidths];
    const shown = this.isFirst ? lines : lines.slice(1);
    this.isFirst = false;
    return shown.map((line) => `${line.trimEnd()}\n`).join('');
  }
}
