import type { StoredKeySet } from '@twinbank/keys';
import { decodeKeySet, faultOf, type KeySetSignature } from '@twinbank/protocol';
import { fromBase64Url } from '@twinbank/primitives';

import type { KeySet as KeySetRow } from '../generated/client.js';

/** A key set as it is stored. */
export interface KeySetRecord extends StoredKeySet {
  /** Rises with each one that is stored, whatever its product. */
  readonly id: number;
  readonly product: string;
  readonly createdAtMs: number;
}

/** Makes a key set from its row. It was checked before it was stored. */
export function keySetOf(row: Omit<KeySetRow, 'version' | 'issuedAt' | 'expiresAt'>): KeySetRecord {
  const { id, productName: product, document, signatures, createdAt } = row;
  const bytes = fromBase64Url(document);
  if (!bytes) throw faultOf('key_set_malformed', 'a stored document is not base64url');
  return {
    id,
    product,
    set: decodeKeySet(bytes),
    signed: { keySet: document, signatures: signatures as unknown as readonly KeySetSignature[] },
    createdAtMs: createdAt.getTime(),
  };
}
