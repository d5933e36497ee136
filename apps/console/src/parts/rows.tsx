import { Button, Loader, Stack, Table } from '@mantine/core';
import type { ReactNode } from 'react';

import { Freshness } from '../shell/freshness.js';
import type { List } from '../asking/list.js';
import { Stacking } from './lists/stacking.js';

interface RowsProps<Item> {
  /** What the table is of, for those who do not see it. */
  readonly label: string;
  readonly columns: readonly string[];
  readonly list: List<Item>;
  /** In the place of a table without rows. */
  readonly empty: ReactNode;
  /** A row of the table. */
  readonly row: (item: Item) => ReactNode;
  /** Least width of the table, in pixels: narrower windows scroll it. */
  readonly width?: number;
}

/** A list as a table, page after page. */
export function Rows<Item>({ label, columns, list, empty, row, width = 640 }: RowsProps<Item>): ReactNode {
  const { query, rows } = list;
  return (
    <Stack>
      <Freshness query={query} />
      {query.isPending && <Loader />}
      {query.isSuccess && rows.length === 0 && empty}
      {rows.length > 0 && (
        <Stacking minWidth={width}>
          <Table highlightOnHover verticalSpacing="xs" aria-label={label}>
            <Table.Thead>
              <Table.Tr>
                {columns.map((name) => (
                  <Table.Th key={name} aria-label={name === '' ? 'Orders' : undefined}>
                    {name}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>{rows.map(row)}</Table.Tbody>
          </Table>
        </Stacking>
      )}
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Stack>
  );
}
