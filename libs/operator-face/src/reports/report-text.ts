import { ndjsonLine } from '@twinbank/http';
import { csvRecord, type CsvCell } from '@twinbank/primitives';

import type { Report, ReportCell } from './report.js';

/** The forms of a report. */
export const REPORT_FORMATS = ['csv', 'ndjson'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** How a report ends: whole; or with more to come, which begins after the cursor. */
export type ReportEnd = { readonly type: 'end' } | { readonly type: 'more'; readonly after: string };

/** Columns that stand before those of the report: what the line is, and the number of the row from 1. */
const LEADING = ['type', 'row'] as const;

/** Writes a report as text. The last line counts the rows, so whoever has it has all of them. */
export class ReportText<Item> {
  private rows = 0;
  private readonly names: readonly string[];

  constructor(
    private readonly report: Report<Item>,
    private readonly format: ReportFormat,
  ) {
    this.names = Object.keys(report.columns);
  }

  /** What stands before the first row: in CSV, the names of the columns. */
  head(): string {
    return this.format === 'csv' ? csvRecord([...LEADING, ...this.names]) : '';
  }

  row(item: Item): string {
    this.rows += 1;
    const type = this.report.typeOf?.(item) ?? this.report.row;
    const cells = this.names.map((name) => this.report.columns[name]!.of(item));
    if (this.format === 'csv') return csvRecord([type, this.rows, ...cells.map(csvCell)]);
    // A name of ours never hides another: no report has a column that is called like a leading one.
    const said = this.names.map((name, index) => [name, cells[index]]);
    return ndjsonLine({ type, row: this.rows, ...(Object.fromEntries(said) as object) });
  }

  /** The last line, with as many fields as any other: the cursor is in the first one of the report. */
  end(end: ReportEnd): string {
    const after = end.type === 'more' ? end.after : undefined;
    if (this.format === 'ndjson')
      return ndjsonLine({ type: end.type, rows: this.rows, ...(after !== undefined && { after }) });
    return csvRecord([end.type, this.rows, after, ...this.names.slice(1).map(() => undefined)]);
  }
}

const csvCell = (cell: ReportCell): CsvCell => (typeof cell === 'object' ? JSON.stringify(cell) : cell);
