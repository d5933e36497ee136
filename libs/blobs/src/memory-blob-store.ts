import { sha256 } from '@twinbank/keys';
import { concatBytes, toHex } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { BlobStore, StoredBlob } from './blob-store.js';

/** The twin of the disk store for tests: keeps contents in memory. */
export class MemoryBlobStore implements BlobStore {
  private readonly contents = new Map<string, Uint8Array>();

  /** Keys of everything that is stored. */
  keys(): string[] {
    return [...this.contents.keys()];
  }

  async put(
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    limits: { readonly maxBytes: number },
  ): Promise<StoredBlob> {
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of content) {
      length += part.length;
      if (length > limits.maxBytes)
        throw faultOf('message_too_large', `the content is longer than ${limits.maxBytes} bytes`);
      parts.push(part.slice());
    }
    const bytes = concatBytes(...parts);
    const key = toHex(sha256(bytes));
    this.contents.set(key, bytes);
    return { key, length };
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.contents.get(key)?.slice());
  }

  has(key: string): Promise<boolean> {
    return Promise.resolve(this.contents.has(key));
  }

  delete(key: string): Promise<void> {
    this.contents.delete(key);
    return Promise.resolve();
  }

  clearDrafts(): Promise<void> {
    return Promise.resolve();
  }
}
