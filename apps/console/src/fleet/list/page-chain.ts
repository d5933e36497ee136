/** Rows of a page, but of the last one, which may have fewer. */
export const PAGE_ROWS = 100;

/** Where the pages of a list begin, as far as they are known: each says where the next one does. */
export interface PageChain {
  /** The cursor of each page; that of the first is empty. */
  readonly cursors: readonly string[];
  /** Rows of the last page of all; undefined while the last one that is known has not been read. */
  readonly lastRows?: number;
}

/** What a page says of itself. */
export interface PageEnd {
  readonly next?: string | undefined;
  readonly rows: number;
}

/** Before anything was read. */
export const UNREAD: PageChain = { cursors: [''] };

/** The chain after a page was read, perhaps once more; the same one if it says nothing new. */
export function withPage(chain: PageChain, index: number, { next, rows }: PageEnd): PageChain {
  const { cursors, lastRows } = chain;
  if (next === undefined)
    return cursors.length === index + 1 && lastRows === rows
      ? chain
      : { cursors: cursors.slice(0, index + 1), lastRows: rows };
  if (cursors[index + 1] === next) return chain;
  // Pages behind the next one begin where they did: they are put right in their turn, when they are looked at.
  const after = cursors.slice(index + 2);
  const isLast = cursors.length === index + 1;
  return {
    cursors: [...cursors.slice(0, index + 1), next, ...after],
    ...(!isLast && lastRows !== undefined && { lastRows }),
  };
}

/** How many rows the list has: at least, while its end is not known. */
export const rowsOf = ({ cursors, lastRows = PAGE_ROWS }: PageChain): number =>
  (cursors.length - 1) * PAGE_ROWS + lastRows;

/** The pages in which the rows of a window lie. */
export function pagesOf(
  { first, end }: { readonly first: number; readonly end: number },
  { cursors }: PageChain,
): number[] {
  const from = Math.min(Math.floor(first / PAGE_ROWS), cursors.length - 1);
  const to = Math.min(Math.floor(Math.max(end - 1, 0) / PAGE_ROWS), cursors.length - 1);
  return Array.from({ length: Math.max(to - from + 1, 0) }, (_, offset) => from + offset);
}
