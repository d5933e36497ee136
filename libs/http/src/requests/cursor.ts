import { fromBase64Url, toBase64Url, utf8 } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

/** Longest key that a cursor holds. */
const KEY_MAX = 128;

/** An opaque text for "continue after this key", for lists that are paged by key. */
export const encodeCursor = (key: string | number | bigint): string => toBase64Url(utf8(String(key)));

/**
 * The key in a cursor.
 *
 * @throws Fault `request_invalid` if {@link encodeCursor} did not make it
 */
export function decodeCursor(cursor: string, pattern: RegExp): string {
  const bytes = cursor.length > KEY_MAX * 2 ? undefined : fromBase64Url(cursor);
  const key = bytes === undefined ? '' : new TextDecoder().decode(bytes);
  if (!pattern.test(key))
    throw faultOf('request_invalid', 'after is no cursor that an earlier page gave', { field: 'after' });
  return key;
}
