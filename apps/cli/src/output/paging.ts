import { CliProblem } from '../shell/problem.js';
import type { Row } from './column.js';

/** Most items that the server puts on a page. */
const PAGE_MAX = 1000;

/** A page as the server answers it. */
export interface Page {
  readonly items: readonly object[];
  /** Cursor of the next page; undefined on the last one. */
  readonly next?: string;
}

/** Where a page begins, and how long it may be. */
export interface PageQuery {
  readonly limit: number;
  readonly after?: string;
}

/** What is left of a list that was not read to its end. */
export interface Rest {
  readonly hasMore: boolean;
}

/**
 * Reads a list page by page, as far as it is asked for: no page before the one before it was taken.
 *
 * @param limit how many items at the most; Infinity for all
 * @returns whether there are more
 * @throws CliProblem `answer_unreadable` for what is no page; `answer_incomplete` if a cursor comes twice, because such a list has no end
 */
export async function* pagesOf(
  fetchPage: (query: PageQuery) => Promise<Page>,
  limit: number,
): AsyncGenerator<readonly Row[], Rest> {
  let left = limit;
  let after: string | undefined;
  const seen = new Set<string>();
  while (left > 0) {
    const { items, next } = await fetchPage({ limit: Math.min(left, PAGE_MAX), ...(after !== undefined && { after }) });
    if (!Array.isArray(items)) throw new CliProblem('answer_unreadable', 'the answer has no list');
    left -= items.length;
    yield items as readonly Row[];
    if (next === undefined) return { hasMore: false };
    if (seen.has(next)) throw new CliProblem('answer_incomplete', 'the server gave the same page twice');
    seen.add(next);
    after = next;
  }
  return { hasMore: true };
}
