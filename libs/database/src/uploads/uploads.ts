import { SERVER, type Command } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import { leaveBlobs, takeBlob } from '../blobs/intended-blobs.js';
import type { Query, Session } from '../connection/session.js';
import type { EventDraft } from '../event.js';
import { appendEvents } from '../events.js';
import type { Upload as UploadRow } from '../generated/client.js';
import { holdProducts } from '../projects/holds.js';
import { requireWithinQuotas } from '../projects/quotas.js';
import { storable, timeOf } from '../sql.js';
import { leaveUpload } from './leave-upload.js';

/** A release on its way in several requests. */
export interface Upload {
  readonly id: string;
  readonly product: string;
  /** Who may go on with it: whoever answers for the request that began it. */
  readonly owner: string;
  /** The media type of the whole, as the first request said it. */
  readonly contentType: string;
  /** Bytes of the whole. */
  readonly length: number;
  /** SHA-256 (hex) of the whole, if the first request said it. */
  readonly digest?: string;
  /** Bytes that are stored. */
  readonly received: number;
  /** The blobs that hold them, in order. */
  readonly pieceKeys: readonly string[];
  /** The version of the release that it became. */
  readonly release?: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

export type UploadDraft = Pick<Upload, 'id' | 'product' | 'owner' | 'contentType' | 'length' | 'digest'> & {
  readonly expiresAtMs: number;
};

/** How much may be unfinished at the same time. */
export interface UploadBounds {
  /** Uploads of one owner in a project. */
  readonly ofOwner: number;
  /** Uploads in a project. */
  readonly ofProject: number;
  /** Bytes of all uploads of a project, as they were announced. */
  readonly bytes: number;
}

/** A piece that is stored and comes behind what is there, or takes the place of the last piece. */
export interface UploadPiece {
  readonly key: string;
  /** The key whose place it takes. */
  readonly replaces?: string | undefined;
  /** How many bytes are stored with it. */
  readonly received: number;
}

/** Finished uploads of an owner that are remembered, so that somebody whose answer was lost learns of the release. */
const REMEMBERED = 16;

const OPEN = `
  SELECT count(*)::int AS uploads, coalesce(sum(u.length), 0)::float8 AS bytes, count(*) FILTER (WHERE u.owner = $2)::int AS own
  FROM uploads u JOIN products p ON p.name = u.product WHERE p.project = $1 AND u.release IS NULL AND u.expires_at > $3`;
const BEGIN = `
  INSERT INTO uploads (id, product, owner, content_type, length, digest, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;
const FORGET = `
  DELETE FROM uploads WHERE id IN (
    SELECT id FROM uploads WHERE product = $1 AND owner = $2 AND release IS NOT NULL ORDER BY created_at DESC, id OFFSET ${REMEMBERED})`;
const HOLD = `UPDATE uploads SET holder = $2 WHERE id = $1 AND release IS NULL RETURNING id`;
const APPEND = `
  UPDATE uploads SET received = $4, piece_keys = array_remove(piece_keys, $6::text) || $5::text
  WHERE id = $1 AND holder = $2 AND received = $3 AND release IS NULL RETURNING id`;
const REMOVE = `
  DELETE FROM uploads WHERE id = ANY ($1::uuid[]) RETURNING id, piece_keys AS keys, product, received::float8, length::float8, release`;
const REMOVE_UNFINISHED = `
  DELETE FROM uploads WHERE id = ANY ($1::uuid[]) AND release IS NULL
  RETURNING id, piece_keys AS keys, product, received::float8, length::float8, release`;
const EXPIRED = `SELECT id FROM uploads WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED`;

/** Uploads that are resumed: how far each is, and which blobs hold it. */
export class Uploads {
  constructor(private readonly session: Session) {}

  /**
   * Begins an upload, if there is room for it. Its bytes count for the quota of its project from now on.
   *
   * @throws Fault `product_unknown`, `uploads_unfinished`, `quota_exceeded`
   */
  async begin(draft: UploadDraft, bounds: UploadBounds, nowMs: number): Promise<Upload> {
    const { id, product, owner, contentType, length, digest, expiresAtMs } = draft;
    await this.session.transaction(async (query) => {
      const project = (await holdProducts(query, this.session.reach, [product])).get(product)!;
      // One after the other in a project, so that none of two at once overlooks the other.
      await query({ text: 'SELECT name FROM projects WHERE name = $1 FOR NO KEY UPDATE' }, [project]);
      await requireRoom(query, { project, owner, length, bounds, nowMs });
      const times = [timeOf(nowMs), timeOf(expiresAtMs)];
      await query({ text: BEGIN }, [id, product, owner, contentType, length, digest ?? null, ...times]);
      await requireWithinQuotas(query, project, { devices: 0, storageBytes: length });
      await query({ text: FORGET }, [product, owner]);
    });
    this.session.wrote(1);
    return this.get({ product, id, owner }, nowMs);
  }

  /** One's own upload. @throws Fault `upload_unknown` */
  async get({ product, id, owner }: Pick<Upload, 'product' | 'id' | 'owner'>, nowMs: number): Promise<Upload> {
    const row = await this.session.prisma.upload.findUnique({ where: { id } });
    if (row?.productName !== product || row.owner !== owner || row.expiresAt.getTime() <= nowMs)
      throw faultOf('upload_unknown');
    return uploadOf(row);
  }

  /** One's own uploads of a product that have not expired, newest first. */
  async list({ product, owner }: Pick<Upload, 'product' | 'owner'>, nowMs: number): Promise<readonly Upload[]> {
    const rows = await this.session.prisma.upload.findMany({
      where: { productName: storable(product), owner, expiresAt: { gt: new Date(nowMs) } },
      orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    });
    return rows.map(uploadOf);
  }

  /**
   * Gives an upload to a request, or to none: from now on no other one, at whichever server, can append to it. So what is read
   * after this stays so until somebody appends again.
   */
  async hold({ id }: Pick<Upload, 'id'>, holder: string | undefined): Promise<void> {
    await this.session.query({ text: HOLD }, [id, holder ?? null]);
    this.session.wrote(1);
  }

  /**
   * Adds a stored piece. The blob is noted until then (`Releases.intendBlob`); the piece whose place it takes is noted from then on.
   *
   * @param isStored whether the blob is there
   * @throws Fault `upload_taken_over` if another request holds the upload, or it is not as far as this one knows; `upload_unknown` if
   * it is gone; `conflict` if the blob was given up meanwhile
   */
  async append(
    { id, received }: Pick<Upload, 'id' | 'received'>,
    holder: string,
    { piece, nowMs, isStored }: { piece: UploadPiece; nowMs: number; isStored: (key: string) => Promise<boolean> },
  ): Promise<void> {
    const { key, replaces } = piece;
    await this.session.transaction(async (query) => {
      const values = [id, holder, received, piece.received, key, replaces ?? null];
      const [taken] = await query({ text: APPEND }, values);
      if (taken === undefined) {
        const [there] = await query({ text: 'SELECT id FROM uploads WHERE id = $1' }, [id]);
        throw faultOf(there === undefined ? 'upload_unknown' : 'upload_taken_over');
      }
      await takeBlob(query, key, isStored);
      if (replaces !== undefined) await leaveBlobs(query, [replaces], nowMs);
    });
    this.session.wrote(1);
  }

  /** Notes that an upload became a release that was there already; its pieces are left to be removed. */
  async finish({ id }: Pick<Upload, 'id'>, version: string, nowMs: number): Promise<void> {
    await this.session.transaction((query) => leaveUpload(query, { id, version, nowMs }));
    this.session.wrote(1);
  }

  /**
   * Removes an upload, finished or not, and leaves its pieces to be removed; does nothing if it is gone. One that has become no release is
   * recorded as given up: what somebody sent and took back would otherwise leave no trace.
   */
  async giveUp({ id }: Pick<Upload, 'id'>, { by, nowMs }: Pick<Command, 'by' | 'nowMs'>): Promise<void> {
    const written = await this.session.transaction(async (query) => {
      const [upload] = await removeUploads(query, [id], nowMs);
      if (upload === undefined || upload.release !== null) return 1;
      await appendEvents(query, [endOf(upload, 'upload_given_up', { by, nowMs })]);
      return 2;
    });
    this.session.wrote(written);
  }

  /**
   * Removes an upload that has become no release, and leaves its pieces to be removed. Returns whether it did: one of two who finish it at once
   * may have made the release, and then its row is what leads to it.
   */
  async removeUnfinished({ id }: Pick<Upload, 'id'>, nowMs: number): Promise<boolean> {
    const removed = await this.session.transaction((query) => removeUploads(query, [id], nowMs, REMOVE_UNFINISHED));
    this.session.wrote(1);
    return removed.length > 0;
  }

  /**
   * Removes uploads that have expired, at most so many; returns how many. Their pieces are left to be removed. Each that has become no release is
   * recorded, in the same transaction: what a product was sent would otherwise go without a trace, although giving it up leaves one.
   */
  async removeExpired(nowMs: number, limit: number): Promise<number> {
    const { removed, recorded } = await this.session.transaction(async (query) => {
      const rows = await query<{ id: string }>({ text: EXPIRED }, [timeOf(nowMs), limit]);
      const ids = rows.map(({ id }) => id);
      const gone = await removeUploads(query, ids, nowMs);
      const events = gone
        .filter(({ release }) => release === null)
        .map((upload) => endOf(upload, 'upload_expired', { by: SERVER, nowMs }));
      if (events.length > 0) await appendEvents(query, events);
      return { removed: rows.length, recorded: events.length };
    });
    if (removed > 0) this.session.wrote(removed + recorded);
    return removed;
  }
}

interface Removed extends Record<string, unknown> {
  readonly id: string;
  readonly keys: string[];
  readonly product: string;
  readonly received: number;
  readonly length: number;
  readonly release: string | null;
}

/** How an upload that has become no release ended, as the audit log keeps it. */
const endOf = (
  { id, product, received, length }: Removed,
  kind: 'upload_given_up' | 'upload_expired',
  { by, nowMs }: Pick<Command, 'by' | 'nowMs'>,
): EventDraft => ({
  ...{ atMs: nowMs, kind, actor: by },
  data: { product, upload: id, received, length },
  change: { object: `products/${product}/uploads/${id}`, before: { received, length }, after: { deleted: true } },
});

/** Returns those that there were. */
async function removeUploads(
  query: Query,
  ids: readonly string[],
  nowMs: number,
  text = REMOVE,
): Promise<readonly Removed[]> {
  if (ids.length === 0) return [];
  const gone = await query<Removed>({ text }, [ids]);
  await leaveBlobs(
    query,
    gone.flatMap(({ keys }) => keys),
    nowMs,
  );
  return gone;
}

interface Room {
  readonly project: string;
  readonly owner: string;
  readonly length: number;
  readonly bounds: UploadBounds;
  readonly nowMs: number;
}

/** @throws Fault `uploads_unfinished` */
async function requireRoom(query: Query, { project, owner, length, bounds, nowMs }: Room): Promise<void> {
  const [open] = await query<{ uploads: number; bytes: number; own: number }>({ text: OPEN }, [
    ...[project, owner, timeOf(nowMs)],
  ]);
  const { uploads, bytes, own } = open!;
  if (own >= bounds.ofOwner)
    throw faultOf('uploads_unfinished', `${own} uploads of yours are unfinished`, { limit: bounds.ofOwner });
  if (uploads >= bounds.ofProject)
    throw faultOf('uploads_unfinished', `${uploads} uploads in the project are unfinished`, {
      limit: bounds.ofProject,
    });
  if (bytes + length > bounds.bytes)
    throw faultOf('uploads_unfinished', `unfinished uploads in the project have announced ${bytes} bytes`, {
      limit: bounds.bytes,
    });
}

const uploadOf = ({ productName, digest, release, createdAt, expiresAt, ...row }: UploadRow): Upload => ({
  ...{ id: row.id, product: productName, owner: row.owner, contentType: row.contentType, length: row.length },
  ...(digest !== null && { digest }),
  ...{ received: row.received, pieceKeys: row.pieceKeys },
  ...(release !== null && { release }),
  ...{ createdAtMs: createdAt.getTime(), expiresAtMs: expiresAt.getTime() },
});
