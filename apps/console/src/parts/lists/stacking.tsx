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

/** Names the cells of the table itself: one that stands within a cell names its own. A cell over several columns has no name. */
function nameCells(root: HTMLElement): void {
  const table = root.querySelector('table');
  const names = [...(table?.tHead?.rows[0]?.cells ?? [])].map(headingOf);
  for (const row of [...(table?.tBodies ?? [])].flatMap(({ rows }) => [...rows]))
    for (const [at, cell] of [...row.cells].entries())
      if (cell.colSpan === 1) cell.setAttribute('data-column', names[at] ?? '');
}

/** The name of a column, without marks that are only seen, such as that of its order. */
function headingOf(cell: HTMLTableCellElement): string {
  const copy = cell.cloneNode(true) as HTMLTableCellElement;
  copy.querySelectorAll('[aria-hidden]').forEach((mark) => mark.remove());
  return copy.textContent ?? '';
}
