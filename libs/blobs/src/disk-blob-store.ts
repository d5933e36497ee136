import { mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { ChunkSealer, SEALED_CHUNK_BYTES, SEALED_SALT_BYTES, Sha256, sha256, unsealChunks } from '@twinbank/keys';
import { concatBytes, toHex } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { Aside, BlobStore, StoredBlob } from './blob-store.js';

export interface DiskBlobStoreOptions {
  /** Folder of the store; created if missing. Several servers may share it. */
  readonly directory: string;
  /** 32 bytes: the key with which contents are encrypted at rest. */
  readonly key: Uint8Array;
}

/** A content is already in memory when writing begins, which takes seconds. An older draft was left by a crash. */
const ABANDONED_AFTER_MS = 3600 * 1000;
/** The disk is full, or this user's quota is used up [errno(3)]. */
const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT'];
const KEY = /^[0-9a-f]{64}$/;
/** The name of a content that was set aside: its key, and a number of its own. */
const ASIDE = /^([0-9a-f]{64})\.[0-9a-f-]{36}$/;

/** Opens a store of encrypted files, one for each content, and removes what an earlier crash left half-written. */
export async function openDiskBlobStore({ directory, key }: DiskBlobStoreOptions): Promise<BlobStore> {
  const folders = { incoming: join(directory, 'incoming'), outgoing: join(directory, 'outgoing') };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o700 });
  const store = new DiskBlobStore(directory, folders, key);
  await store.clearDrafts();
  return store;
}

class DiskBlobStore implements BlobStore {
  constructor(
    private readonly directory: string,
    private readonly folders: { readonly incoming: string; readonly outgoing: string },
    private readonly key: Uint8Array,
  ) {}

  async put(
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    limits: { readonly maxBytes: number },
  ): Promise<StoredBlob> {
    const draft = join(this.folders.incoming, globalThis.crypto.randomUUID());
    try {
      const blob = await this.write(draft, content, limits.maxBytes);
      const folder = this.folderOf(blob.key);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await rename(draft, join(folder, blob.key));
      await syncFolder(folder);
      return blob;
    } catch (error) {
      await rm(draft, { force: true });
      throw FULL.includes((error as NodeJS.ErrnoException).code) ? storageFull(error) : error;
    }
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const sealed = await readFileIfThere(this.fileOf(key));
    if (!sealed) return undefined;
    const content = unsealChunks({ key: this.key, sealed });
    if (!content || toHex(sha256(content)) !== key)
      throw new Error(`the stored content ${key} is damaged, or was stored with another key`);
    return content;
  }

  async has(key: string): Promise<boolean> {
    return stat(this.fileOf(key)).then(
      () => true,
      (error: unknown) => absent(error, false),
    );
  }

  async setAside(key: string): Promise<void> {
    // A name of its own each time: who deletes one file cannot delete another that was set aside since.
    const name = join(this.folders.outgoing, `${key}.${globalThis.crypto.randomUUID()}`);
    await rename(this.fileOf(key), name).catch((error: unknown) => absent(error, undefined));
  }

  async asides(key?: string): Promise<readonly Aside[]> {
    const names = await readdir(this.folders.outgoing);
    return names.flatMap((name) => {
      const found = ASIDE.exec(name)?.[1];
      return found === undefined || (key !== undefined && found !== key) ? [] : [this.asideOf(name, found)];
    });
  }

  private asideOf(name: string, key: string): Aside {
    const file = join(this.folders.outgoing, name);
    return {
      key,
      restore: async () => {
        const folder = this.folderOf(key);
        await rename(file, join(folder, key)).catch((error: unknown) => absent(error, undefined));
        await syncFolder(folder);
      },
      discard: () => rm(file, { force: true }),
    };
  }

  async clearDrafts(): Promise<void> {
    for (const name of await readdir(this.folders.incoming)) {
      const file = join(this.folders.incoming, name);
      const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
      if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) await rm(file, { force: true });
    }
  }

  /** Writes the sealed content to a new file, which is synced to disk when this returns. */
  private async write(
    file: string,
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    maxBytes: number,
  ): Promise<StoredBlob> {
    const sealer = new ChunkSealer({
      key: this.key,
      salt: globalThis.crypto.getRandomValues(new Uint8Array(SEALED_SALT_BYTES)),
    });
    const hash = new Sha256();
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(sealer.header);
      let length = 0;
      let pending: Uint8Array = new Uint8Array(0);
      for await (const part of content) {
        length += part.length;
        if (length > maxBytes) throw faultOf('message_too_large', `the content is longer than ${maxBytes} bytes`);
        hash.update(part);
        pending = await writeFullChunks(handle, sealer, concatBytes(pending, part));
      }
      await handle.writeFile(sealer.seal(pending, true));
      await handle.sync();
      return { key: toHex(hash.digest()), length };
    } finally {
      await handle.close();
    }
  }

  /** The key becomes part of a path, so only a hash is accepted. */
  private folderOf(key: string): string {
    if (!KEY.test(key)) throw new RangeError('a blob key is a SHA-256 in hexadecimal');
    return join(this.directory, key.slice(0, 2));
  }

  private fileOf(key: string): string {
    return join(this.folderOf(key), key);
  }
}

function storageFull(cause: unknown): Error {
  const fault = faultOf('storage_full', 'the disk of the stored images is full');
  fault.cause = cause;
  return fault;
}

/** Writes all full chunks except the last, which may turn out to be the end; returns the rest. */
async function writeFullChunks(handle: FileHandle, sealer: ChunkSealer, bytes: Uint8Array): Promise<Uint8Array> {
  let at = 0;
  for (; bytes.length - at > SEALED_CHUNK_BYTES; at += SEALED_CHUNK_BYTES)
    await handle.writeFile(sealer.seal(bytes.subarray(at, at + SEALED_CHUNK_BYTES), false));
  return bytes.subarray(at);
}

/**
 * A renamed file survives a power cut only after its folder is synced. Some systems cannot sync a folder, and need
 * not.
 */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const readFileIfThere = (file: string): Promise<Uint8Array | undefined> =>
  readFile(file).catch((error: unknown) => absent(error, undefined));

/** The given value if the error says that the file does not exist; any other error is thrown again. */
function absent<T>(error: unknown, value: T): T {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return value;
  throw error;
}
