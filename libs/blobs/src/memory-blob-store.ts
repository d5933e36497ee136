import { sha256 } from '@twinbank/keys';
import { concatBytes, toHex } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { Aside, BlobStore, StoredBlob } from './blob-store.js';

/** The twin of the disk store for tests: keeps contents in memory. */
export class MemoryBlobStore implements BlobStore {
  private readonly contents = new Map<string, Uint8Array>();
  private readonly aside = new Map<object, { readonly key: string; readonly bytes: Uint8Array }>();

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

  /** What a fault of the disk would do: it is gone. */
  lose(key: string): void {
    this.contents.delete(key);
  }

  setAside(key: string): Promise<void> {
    const bytes = this.contents.get(key);
    if (bytes) this.aside.set({}, { key, bytes });
    this.contents.delete(key);
    return Promise.resolve();
  }

  asides(key?: string): Promise<readonly Aside[]> {
    const found = [...this.aside].filter(([, one]) => key === undefined || one.key === key);
    return Promise.resolve(
      found.map(([id, one]) => ({
        key: one.key,
        restore: () => {
          if (this.aside.delete(id)) this.contents.set(one.key, one.bytes);
          return Promise.resolve();
        },
        discard: () => {
          this.aside.delete(id);
          return Promise.resolve();
        },
      })),
    );
  }

  clearDrafts(): Promise<void> {
    return Promise.resolve();
  }
}
