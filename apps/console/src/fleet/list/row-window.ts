import { PAGE_ROWS } from './page-chain.js';

/** Rows that are drawn: from the first up to, and without, the end. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/** What is seen of a list whose rows all have the same height; lengths in pixels. */
export interface Sight {
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
}

/** So many rows are drawn beyond what is seen, so that keys and wheels find some there. */
const BEYOND = 20;
/** A window begins and ends at a multiple of this, so that not each pixel makes another one. */
const STEP = 10;

/**
 * What a row is known by from one drawing to the next: its device, so that the focus stays with it when others come before it, and a key that
 * is pressed then chooses no other one. Two pages that were read at different times may both have a device, so it is one of its page.
 */
export const rowKey = (row: number, device: string | undefined): string =>
  device === undefined ? `row ${row}` : `${Math.floor(row / PAGE_ROWS)} ${device}`;

/** The rows to draw of a list of so many. */
export function windowOf({ top, height, rowHeight }: Sight, rows: number): RowWindow {
  const first = Math.floor((top / rowHeight - BEYOND) / STEP) * STEP;
  const end = Math.ceil(((top + height) / rowHeight + BEYOND) / STEP) * STEP;
  return { first: Math.min(Math.max(first, 0), rows), end: Math.min(Math.max(end, 0), rows) };
}
