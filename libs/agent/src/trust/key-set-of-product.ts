import { sha256 } from '@twinbank/keys';
import { equalBytes, utf8 } from '@twinbank/primitives';

import type { Journal } from '../journal/journal.js';
import { PRODUCT_MARK_BYTES, type HeldKeys } from '../journal/key-set-words.js';

/** What the journal keeps of the product that a key set is for. */
export const productMark = (product: string): Uint8Array => sha256(utf8(product)).slice(0, PRODUCT_MARK_BYTES);

/**
 * The key set in the journal, if it is for this product; undefined if the device has the keys of its factory. A set for another product
 * counts as none: the device was made one of this product since, and the factory wrote the keys of this one.
 */
export function keySetFor(journal: Pick<Journal, 'keySet'>, product: string): HeldKeys | undefined {
  const kept = journal.keySet();
  return kept && equalBytes(kept.productMark, productMark(product)) ? kept : undefined;
}
