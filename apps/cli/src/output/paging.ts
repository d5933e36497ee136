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
 * @throws Error if the server gives a cursor twice, because such a list has no end
 */
export async function* pagesOf(
  fetchPage: (query: PageQuery) => Promise<Page>,
  limit: number,
): AsyncGenerator<readonly Row[], Rest> {
  let left = limit;
  let after: string | undefined;
  while (left > 0) {
    const { items, next } = await fetchPage({ limit: Math.min(left, PAGE_MAX), ...(after !== undefined && { after }) });
    left -= items.length;
    yield items as readonly Row[];
    if (next === undefined) return { hasMore: false };
    if (next === after) throw new Error('the server gave the same page twice');
    after = next;
  }
  return { hasMore: true };
}
