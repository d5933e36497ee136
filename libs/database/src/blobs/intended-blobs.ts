import { isFault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { Query, Session } from '../connection/session.js';
import { timeOf } from '../sql.js';

/** Records a blob, or makes its record as good as new. */
export const INTEND = `
  INSERT INTO intended_blobs (key, intended_at) VALUES ($1, $2)
  ON CONFLICT (key) DO UPDATE SET intended_at = EXCLUDED.intended_at, given_up = false`;

/** Keys of blobs that were given up, or recorded before $1; those after a key, in their order. */
export const LEFT = `
  SELECT key FROM intended_blobs WHERE (given_up OR intended_at < $1) AND key > $2 ORDER BY key LIMIT $3`;

const HOLD_INTENDED = `
  SELECT given_up AS "givenUp", intended_at AS "intendedAt" FROM intended_blobs WHERE key = $1 FOR UPDATE`;

const FORGET = `
  DELETE FROM intended_blobs WHERE key = $1 AND intended_at < $2`;

interface Intended extends Record<string, unknown> {
  readonly givenUp: boolean;
  readonly intendedAt: Date;
}

/** Where blobs are, as far as removing them needs it. */
export interface DroppedFrom {
  setAside(key: string): Promise<void>;
  asides(key: string): Promise<readonly { restore(): Promise<void>; discard(): Promise<void> }[]>;
}

/** Which record of a blob may be given up, and when it is forgotten. */
export interface DropTerms {
  /** A record from this time or later is of an upload under way, and stays; one that was given up already has no such time. */
  readonly intendedBeforeMs: number;
  /** A record from before then is removed, too; without it, the record stays. */
  readonly forgetMs?: number;
}

/**
 * Removes a recorded blob, unless a release or an upload names it; true if there was one and it was removed. This is the only way by which a
 * blob is deleted (docs/adr/0071, 0195).
 *
 * Uploads that were on their way with this blob are refused from the first transaction on. Then the blob is taken away, without a lock,
 * because a lock of the database ends when it likes and a slow disk does not hear of it; and only then it is decided whether it is deleted.
 * An upload that has found the blob there before it was taken away is seen by then, and gets it back. The record is kept until
 * `forgetMs`: an upload of the same stream may still be writing the blob, and the next removal finds that.
 *
 * @throws whatever `blobs` throws, unchanged; the blob is back then, or the next removal finds it
 */
export async function dropBlob(
  session: Session,
  key: string,
  { blobs, intendedBeforeMs, forgetMs = 0 }: DropTerms & { readonly blobs: DroppedFrom },
): Promise<boolean> {
  const given = await session.transaction(async (query) => {
    const [held] = await query<Intended>({ text: HOLD_INTENDED }, [key]);
    if (!held || (await isNamed(query, key))) return false;
    if (!held.givenUp && held.intendedAt.getTime() >= intendedBeforeMs) return false;
    await query({ text: 'UPDATE intended_blobs SET given_up = true WHERE key = $1' }, [key]);
    return true;
  });
  const removed = given && (await removeBlob(session, key, blobs));
  await session.query({ text: FORGET }, [key, timeOf(forgetMs)]);
  return removed;
}

async function removeBlob(session: Session, key: string, blobs: DroppedFrom): Promise<boolean> {
  await blobs.setAside(key);
  const asides = await blobs.asides(key);
  let isLeft = false;
  try {
    isLeft = await session.transaction(async (query) => {
      // Waits for an upload that is taking the blob just now.
      const [held] = await query<Intended>({ text: HOLD_INTENDED }, [key]);
      return (!held || held.givenUp) && !(await isNamed(query, key));
    });
  } finally {
    for (const aside of asides) await (isLeft ? aside.discard() : aside.restore());
  }
  return isLeft && asides.length > 0;
}

/** Releases and uploads under way; the latter are few, so no index is needed. */
const NAMED = `
  SELECT 1 WHERE EXISTS (SELECT 1 FROM releases WHERE blob_key = $1 OR facts_key = $1 OR sbom_key = $1)
              OR EXISTS (SELECT 1 FROM uploads WHERE $1 = ANY (piece_keys))`;

/** Whether a release names a blob, or an upload that is under way. */
export const isNamed = async (query: Query, blobKey: string): Promise<boolean> =>
  (await query({ text: NAMED }, [blobKey])).length > 0;

const LEAVE = `
  INSERT INTO intended_blobs (key, intended_at, given_up) SELECT unnest($1::text[]), $2, true
  ON CONFLICT (key) DO UPDATE SET given_up = true`;

/** Notes blobs that nothing names from this transaction on: whoever removes what is left finds them. */
export async function leaveBlobs(query: Query, keys: readonly string[], nowMs: number): Promise<void> {
  if (keys.length > 0) await query({ text: LEAVE }, [keys, timeOf(nowMs)]);
}

/**
 * Takes a blob for a release: whoever deletes it must hold the same record. That the record is there does not say that the
 * blob is: another upload of the same stream may have been refused, and a third one begun.
 */
export async function takeBlob(query: Query, key: string, isStored: (key: string) => Promise<boolean>): Promise<void> {
  const [intended] = await query<{ given_up: boolean }>(
    { text: 'DELETE FROM intended_blobs WHERE key = $1 RETURNING given_up' },
    [key],
  );
  if (!intended || intended.given_up || !(await isStored(key).catch(asItsOwn)))
    throw faultOf('conflict', 'what was uploaded was given up before it was stored; upload it again');
}

/** An error of the disk is not one of the database, which alone may say that it does not answer. */
function asItsOwn(cause: unknown): never {
  throw isFault(cause) ? cause : new Error('it cannot be seen whether a blob is stored', { cause });
}
