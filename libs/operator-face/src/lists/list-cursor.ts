import { createHash } from 'node:crypto';

import { fromBase64Url, toBase64Url, utf8 } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';
import { isRowKey, type RowKey, type SortKey, type Vocabulary } from '@twinbank/selection';

/** Longest cursor: a key of a few texts. */
export const CURSOR_LENGTH_MAX = 4096;

/** What a cursor belongs to: the same list, filter and order as the page that gave it. */
export interface CursorPlace {
  /** Says which list, and what it is narrowed by. */
  readonly question: string;
  readonly order: readonly SortKey[];
  readonly fields: Vocabulary;
}

/**
 * An opaque text for "continue after the row with this key". It is not signed: whoever makes one up is shown what they
 * may see anyway, from another row on.
 */
export const encodeListCursor = (key: RowKey, place: CursorPlace): string =>
  toBase64Url(utf8(JSON.stringify([markOf(place), ...key])));

/**
 * The key in a cursor.
 *
 * @throws Fault `cursor_mismatched` if the page that gave it had another filter or order, `request_invalid` if no page gave it
 */
export function decodeListCursor(cursor: string, place: CursorPlace): RowKey {
  const [mark, ...key] = listIn(cursor);
  if (typeof mark === 'string' && /^[A-Za-z0-9_-]{12}$/.test(mark) && mark !== markOf(place))
    throw faultOf('cursor_mismatched', undefined, { field: 'after' });
  if (mark !== markOf(place) || !isRowKey(key, place.order, place.fields))
    throw faultOf('request_invalid', 'after is no cursor that an earlier page gave', { field: 'after' });
  return key;
}

function listIn(cursor: string): readonly unknown[] {
  const bytes = cursor.length > CURSOR_LENGTH_MAX ? undefined : fromBase64Url(cursor);
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

const markOf = ({ question, order }: CursorPlace): string =>
  createHash('sha256')
    .update(JSON.stringify([question, order]))
    .digest('base64url')
    .slice(0, 12);
