import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';

import { LIVE_COUNTED } from '../server/queries.js';

/** A page of a list, as the server answers it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string | undefined;
}

/** What a page is asked for with. */
export interface Place {
  readonly limit: number;
  readonly after?: string;
}

const PAGE = 100;

/** A list, page after page; what it shows is asked for again while it is looked at. */
export function useList<Item>(queryKey: QueryKey, read: (place: Place) => Promise<Page<Item>>) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam: after }) => read({ limit: PAGE, ...(after !== '' && { after }) }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    ...LIVE_COUNTED,
  });
  return { query, rows: query.data?.pages.flatMap(({ items }) => [...items]) ?? [] };
}

/** What {@link useList} gives. */
export type List<Item> = ReturnType<typeof useList<Item>>;
