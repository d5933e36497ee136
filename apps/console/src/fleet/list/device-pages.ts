import { queryOptions, useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { answerOf } from '@twinbank/client';

import { LIVE } from '../../server/queries.js';
import { rest } from '../../server/rest.js';
import type { Device } from '../fleet.js';
import { PAGE_ROWS, pagesOf, rowsOf, UNREAD, withPage } from './page-chain.js';
import type { RowWindow } from './row-window.js';

/** What a row shows. */
const FIELDS = 'id,name,product,hardware,running,online,state,lastSeen,tags';

/** A device as a row shows it. */
export type ListedDevice = Pick<
  Device,
  'id' | 'name' | 'product' | 'hardware' | 'running' | 'online' | 'state' | 'lastSeen' | 'tags'
>;

const pageQuery = (filter: string, after: string) =>
  queryOptions({
    queryKey: ['devices', filter, after],
    queryFn: async () => {
      const query = {
        limit: PAGE_ROWS,
        fields: FIELDS,
        ...(filter !== '' && { filter }),
        ...(after !== '' && { after }),
      };
      const page = await answerOf(rest.GET('/api/v1/devices', { params: { query } }));
      return { next: page.next, items: page.items as ListedDevice[] };
    },
    ...LIVE,
  });

/** The first devices of a selection, by id. Refuses with `selection_invalid` what cannot be read. */
export const useFirstDevices = (filter: string) => useQuery(pageQuery(filter, ''));

/** The devices of a selection of which rows are drawn; only their pages are read and kept fresh. */
export interface DeviceRows {
  /** Rows of the list: at least, while its end has not been read. */
  readonly rows: number;
  readonly isEndKnown: boolean;
  /** The device of a row; undefined while its page has not come. */
  at(row: number): ListedDevice | undefined;
  /** A page, other than the first, that did not come. */
  readonly failed: UseQueryResult<unknown> | undefined;
}

/** The rows of a window of the devices of a selection, by id. */
export function useDeviceRows(filter: string, seen: RowWindow): DeviceRows {
  const [chain, setChain] = useState(UNREAD);
  const indices = pagesOf(seen, chain);
  const pages = useQueries({ queries: indices.map((index) => pageQuery(filter, chain.cursors[index]!)) });
  const answers = pages.map(({ dataUpdatedAt }, place) => `${indices[place]}:${dataUpdatedAt}`).join();
  useEffect(() => {
    setChain((before) =>
      pages.reduce(
        (known, { data }, place) =>
          data === undefined || known.cursors[indices[place]!] !== chain.cursors[indices[place]!]
            ? known
            : withPage(known, indices[place]!, { next: data.next, rows: data.items.length }),
        before,
      ),
    );
    // Whatever else changes, an answer is read once.
  }, [answers]);
  const byPage = new Map(indices.map((index, place) => [index, pages[place]?.data?.items]));
  return {
    rows: rowsOf(chain),
    isEndKnown: chain.lastRows !== undefined,
    at: (row) => byPage.get(Math.floor(row / PAGE_ROWS))?.[row % PAGE_ROWS],
    failed: pages.find(({ error }, place) => indices[place] !== 0 && error !== null),
  };
}
