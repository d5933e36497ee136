import { faultOf } from '@twinbank/protocol';

import { leaveBlobs } from '../blobs/intended-blobs.js';
import type { Query } from '../connection/session.js';

/** The pieces of an upload that is not finished, whose row is held. */
const HELD = `SELECT piece_keys AS keys, release FROM uploads WHERE id = $1 FOR UPDATE`;
const FINISH = `UPDATE uploads SET release = $2, piece_keys = '{}', holder = NULL WHERE id = $1`;

/**
 * Marks an upload as finished, in the transaction in which it becomes a release: so both are so, or neither. Its pieces are left to be
 * removed. One that is finished stays as it is.
 *
 * @throws Fault `upload_unknown` if it was given up meanwhile
 */
export async function leaveUpload(
  query: Query,
  { id, version, nowMs }: { readonly id: string; readonly version: string; readonly nowMs: number },
): Promise<void> {
  const [held] = await query<{ keys: string[]; release: string | null }>({ text: HELD }, [id]);
  if (held === undefined) throw faultOf('upload_unknown');
  if (held.release !== null) return;
  await query({ text: FINISH }, [id, version]);
  await leaveBlobs(query, held.keys, nowMs);
}

/** Removes all uploads of a product, and leaves their pieces to be removed. */
export async function removeUploadsOf(query: Query, product: string, nowMs: number): Promise<void> {
  const text = 'DELETE FROM uploads WHERE product = $1 RETURNING piece_keys AS keys';
  const gone = await query<{ keys: string[] }>({ text }, [product]);
  const keys = gone.flatMap((one) => one.keys);
  await leaveBlobs(query, keys, nowMs);
}
