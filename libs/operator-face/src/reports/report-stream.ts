import type { Report } from './report.js';
import { ReportText, type ReportFormat } from './report-text.js';

/** Rows that were read together; without a cursor, they are the last. */
export interface ReportPage<Item> {
  readonly items: readonly Item[];
  /** How many of the items count for the limit: rows about a gap in the data do not. */
  readonly counted: number;
  /** After which more begins. */
  readonly next?: string | undefined;
}

/** Reads the rows after a cursor, at most so many. */
export type ReadPage<Item> = (after: string | undefined, limit: number) => Promise<ReportPage<Item>>;

/** Rows read by one statement: so many, and no more, are in memory for one reader. */
export const REPORT_PAGE = 500;
/** Most rows in one answer; a further one can go on after it. */
export const REPORT_ROWS_MAX = 100_000;
/** After this time an answer ends with what it has, and says that there is more. */
export const REPORT_MS_MAX = 5 * 60_000;

/** What is asked of a report. */
export interface ReportRequest {
  readonly format: ReportFormat;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The time on a clock that is never set, in milliseconds. */
type Stopwatch = () => number;

/**
 * The text of a report, page by page as it is read: the next page is read when the text of the one before was taken. The
 * first page is read at once, so that whatever is wrong with the request is answered as a problem.
 */
export async function pour<Item>(
  report: Report<Item>,
  read: ReadPage<Item>,
  { format, after, limit }: ReportRequest,
  now: Stopwatch = () => performance.now(),
): Promise<AsyncGenerator<string>> {
  const untilMs = now() + REPORT_MS_MAX;
  const first = await read(after, Math.min(REPORT_PAGE, limit));
  return linesOf(new ReportText(report, format), { first, limit }, (next, left) =>
    now() < untilMs ? read(next, Math.min(REPORT_PAGE, left)) : Promise.resolve(undefined),
  );
}

/** @param further reads the rows after a cursor; undefined if the time for that is over */
async function* linesOf<Item>(
  text: ReportText<Item>,
  { first, limit }: { readonly first: ReportPage<Item>; readonly limit: number },
  further: (after: string, limit: number) => Promise<ReportPage<Item> | undefined>,
): AsyncGenerator<string, void> {
  let [page, left, head] = [first, limit, text.head()];
  for (;;) {
    yield head + page.items.map((item) => text.row(item)).join('');
    head = '';
    left -= page.counted;
    if (page.next === undefined) return yield text.end({ type: 'end' });
    const more: ReportPage<Item> | undefined = left > 0 ? await further(page.next, left) : undefined;
    if (more === undefined) return yield text.end({ type: 'more', after: page.next });
    page = more;
  }
}
