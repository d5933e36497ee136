import { Table } from '@mantine/core';
import { useLayoutEffect, useRef, type ReactNode } from 'react';

interface StackingProps {
  /** Least width of the table, in pixels: narrower windows scroll it, and those of a phone show its rows one below the other. */
  readonly minWidth: number;
  /** A table with a head. */
  readonly children: ReactNode;
}

/**
 * A table that is read on a phone, too: there each row is a card, in which each value stands beside the name of its column. The names are taken from
 * the head, so that no row has to know in which column it stands.
 */
export function Stacking({ minWidth, children }: StackingProps): ReactNode {
  const root = useRef<HTMLDivElement>(null);
  // After each drawing: there may be further rows.
  useLayoutEffect(() => {
    if (root.current) nameCells(root.current);
  });
  return (
    <div ref={root} className="stacking">
      <Table.ScrollContainer minWidth={minWidth}>{children}</Table.ScrollContainer>
    </div>
  );
}

function nameCells(root: HTMLElement): void {
  const names = [...root.querySelectorAll('thead th')].map(({ textContent }) => textContent ?? '');
  for (const row of root.querySelectorAll('tbody tr'))
    for (const [at, cell] of [...row.children].entries()) cell.setAttribute('data-column', names[at] ?? '');
}
