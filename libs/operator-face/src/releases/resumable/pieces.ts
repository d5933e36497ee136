import { randomBytes } from 'node:crypto';

import type { BlobStore } from '@twinbank/blobs';
import type { Upload } from '@twinbank/database';
import { sha256 } from '@twinbank/keys';
import { concatBytes, isFault, toHex, type Clock } from '@twinbank/primitives';

import type { OperatorData } from '../../auth/operator-data.js';

/**
 * Bytes of a piece. All but the last of an upload have so many: so an upload has a bounded number of them, however small the requests are
 * in which it comes, and a server that is killed loses at most one.
 */
export const PIECE_BYTES = 256 * 1024;
/** Random bytes before each piece: its blob has a key of its own then, and nobody else's bytes share it. */
const SALT_BYTES = 16;

/** Where pieces are kept, and written down. */
export interface PieceGround {
  readonly data: Pick<OperatorData, 'uploads' | 'releases'>;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

/** The bytes of an upload that are stored, piece by piece. @throws Error if one is lost */
export async function* storedPieces(
  blobs: BlobStore,
  { pieceKeys }: Pick<Upload, 'pieceKeys'>,
): AsyncGenerator<Uint8Array> {
  for (const key of pieceKeys) yield await pieceOf(blobs, key);
}

async function pieceOf(blobs: BlobStore, key: string): Promise<Uint8Array> {
  const content = await blobs.get(key);
  if (content === undefined) throw new Error(`a piece of an upload is lost: ${key}`);
  return content.subarray(SALT_BYTES);
}

/** Removes pieces that nothing names any more. It is tried only once: the sweep removes what is left. */
export async function dropPieces({ data, blobs, clock }: PieceGround, keys: readonly string[]): Promise<void> {
  const terms = { intendedBeforeMs: clock.nowMs() + 1 };
  for (const key of keys) await data.releases.dropBlob(key, blobs, terms).catch(() => undefined);
}

/**
 * Stores what comes, and writes down each piece as soon as it is stored. What {@link received} says is stored, and outlives this server. A last
 * piece that is not full is replaced by a longer one.
 */
export class PieceWriter {
  /** The piece that is not full yet: what is stored of it comes first. */
  private open: Uint8Array = new Uint8Array(0);
  private openStored = 0;
  private openKey: string | undefined;

  private constructor(
    private readonly ground: PieceGround,
    private readonly upload: Pick<Upload, 'id' | 'pieceKeys'>,
    private readonly holder: string,
    private stored: number,
  ) {}

  /** Goes on behind what is stored. */
  static async at(ground: PieceGround, upload: Upload, holder: string): Promise<PieceWriter> {
    const writer = new PieceWriter(ground, upload, holder, upload.received);
    if (upload.received % PIECE_BYTES === 0) return writer;
    writer.openKey = upload.pieceKeys.at(-1)!;
    writer.open = await pieceOf(ground.blobs, writer.openKey);
    writer.openStored = writer.open.length;
    return writer;
  }

  /** How many bytes are stored. */
  get received(): number {
    return this.stored;
  }

  /** Bytes that have come, stored or not. */
  get arrived(): number {
    return this.stored + this.open.length - this.openStored;
  }

  /** @throws Fault as `Uploads.append`, and what the store throws */
  async add(chunk: Uint8Array): Promise<void> {
    this.open = concatBytes(this.open, chunk);
    while (this.open.length >= PIECE_BYTES) await this.store(PIECE_BYTES);
  }

  /** Stores what is left. */
  async end(): Promise<void> {
    if (this.open.length > this.openStored) await this.store(this.open.length);
  }

  private async store(length: number): Promise<void> {
    const { data, blobs, clock } = this.ground;
    const content = concatBytes(new Uint8Array(randomBytes(SALT_BYTES)), this.open.subarray(0, length));
    const key = toHex(sha256(content));
    const received = this.stored + length - this.openStored;
    const replaces = this.openKey;
    await data.releases.intendBlob(key, clock.nowMs());
    try {
      await blobs.put([content], { maxBytes: content.length });
      const isStored = (named: string): Promise<boolean> => blobs.has(named);
      const from = { id: this.upload.id, received: this.stored };
      const piece = { key, received, replaces };
      await data.uploads.append(from, this.holder, { piece, nowMs: clock.nowMs(), isStored });
    } catch (error) {
      // After an outage of the database it may be written down, so nothing is given up; the sweep finds out later.
      if (isFault(error) && error.code !== 'overloaded') await dropPieces(this.ground, [key]);
      throw error;
    }
    if (replaces !== undefined) await dropPieces(this.ground, [replaces]);
    this.stored = received;
    this.open = this.open.slice(length);
    const isFull = length === PIECE_BYTES;
    if (!isFull) this.open = content.slice(SALT_BYTES);
    [this.openKey, this.openStored] = isFull ? [undefined, 0] : [key, this.open.length];
  }
}
