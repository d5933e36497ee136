import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { MemoryBlobStore } from '@twinbank/blobs';
import type { Upload, UploadPiece } from '@twinbank/database';
import { concatBytes, ManualClock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { PIECE_BYTES, PieceWriter, storedPieces, type PieceGround } from './pieces.js';

/** A row of an upload, and blobs; the database's rules for both are told in short. */
class Ground {
  readonly blobs = new MemoryBlobStore();
  readonly notes = new Set<string>();
  row = { id: 'u', pieceKeys: [] as string[], received: 0 };
  refusal: Error | undefined;
  readonly ground: PieceGround = {
    blobs: this.blobs,
    clock: new ManualClock(0),
    data: {
      releases: {
        intendBlob: async (key: string) => void this.notes.add(key),
        dropBlob: async (key: string) => {
          if (!this.notes.has(key) || this.row.pieceKeys.includes(key)) return false;
          this.blobs.lose(key);
          return true;
        },
      },
      uploads: {
        append: async (
          { received }: Pick<Upload, 'received'>,
          _holder: string,
          { piece: { key, replaces, received: next } }: { piece: UploadPiece },
        ) => {
          if (this.refusal) throw this.refusal;
          expect([received, this.blobs.keys().includes(key)]).toEqual([this.row.received, true]);
          const pieceKeys = [...this.row.pieceKeys.filter((one) => one !== replaces), key];
          this.row = { ...this.row, received: next, pieceKeys };
          this.notes.delete(key);
          if (replaces !== undefined) this.notes.add(replaces);
        },
      },
    } as unknown as PieceGround['data'],
  };

  async request(bytes: Uint8Array, chunk: number): Promise<void> {
    const writer = await PieceWriter.at(this.ground, this.row as unknown as Upload, 'holder');
    for (let at = 0; at < bytes.length; at += chunk) await writer.add(bytes.subarray(at, at + chunk));
    expect(writer.arrived).toBe(this.row.received + (writer.arrived - writer.received));
    await writer.end();
    expect(writer.received).toBe(writer.arrived);
  }

  async whole(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of storedPieces(this.blobs, this.row)) pieces.push(piece);
    return concatBytes(...pieces);
  }
}

const someBytes = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 7 + (index >> 8)) & 0xff);

describe('the pieces of an upload', () => {
  it('hold what came, however it was cut into requests and chunks, and all but the last are full', async () => {
    const length = fc.oneof(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: PIECE_BYTES - 3, max: PIECE_BYTES + 3 }),
    );
    const requests = fc.array(fc.tuple(length, fc.constantFrom(65_536, 100_000, 7 * PIECE_BYTES)), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(requests, async (lengths) => {
        const store = new Ground();
        const all = someBytes(lengths.reduce((sum, [one]) => sum + one, 0));
        let at = 0;
        for (const [one, chunk] of lengths) {
          await store.request(all.subarray(at, at + one), chunk);
          at += one;
          expect(store.row.received).toBe(at);
        }
        expect(Buffer.compare(await store.whole(), all)).toBe(0);
        expect(store.row.pieceKeys).toHaveLength(Math.ceil(all.length / PIECE_BYTES));
        // Nothing but what the row names.
        expect(store.blobs.keys().sort()).toEqual([...store.row.pieceKeys].sort());
      }),
      { numRuns: 30 },
    );
  });

  it('that are refused are given up, and those of which nobody knows are kept', async () => {
    for (const [refusal, kept] of [
      [faultOf('upload_taken_over'), 0],
      [faultOf('overloaded'), 1],
    ] as const) {
      const store = new Ground();
      store.refusal = refusal;
      await expect(store.request(someBytes(10), 10)).rejects.toBe(refusal);
      expect([store.blobs.keys().length, store.notes.size]).toEqual([kept, 1]);
    }
  });

  it('do not tell equal bytes apart by their keys', async () => {
    const [one, other] = [new Ground(), new Ground()];
    for (const store of [one, other]) await store.request(someBytes(10), 10);
    expect(one.row.pieceKeys).not.toEqual(other.row.pieceKeys);
  });

  it('that are lost are an error, and not a shorter whole', async () => {
    const store = new Ground();
    await store.request(someBytes(PIECE_BYTES + 10), PIECE_BYTES);
    store.blobs.lose(store.row.pieceKeys[0]!);
    await expect(store.whole()).rejects.toThrow('lost');
  });
});
