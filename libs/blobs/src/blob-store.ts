/** What a stored blob is found by, and how long it is. */
export interface StoredBlob {
  /** SHA-256 (hex) of the content: the same content is stored once. */
  readonly key: string;
  readonly length: number;
}

/**
 * A store of immutable contents named by their hash. Whatever goes wrong while a content comes in, nothing of it is kept.
 */
export interface BlobStore {
  /**
   * Takes a content of at most `maxBytes` as it comes in; it is there for everybody when the promise resolves.
   *
   * @throws Fault `message_too_large` beyond `maxBytes`, `storage_full` where there is no room for it; and whatever the source throws
   */
  put(
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    limits: { readonly maxBytes: number },
  ): Promise<StoredBlob>;
  /** The whole content, its hash checked; undefined where there is none. @throws Error where the stored bytes are damaged */
  get(key: string): Promise<Uint8Array | undefined>;
  has(key: string): Promise<boolean>;
  /** Removes it; where it is not there, changes nothing. */
  delete(key: string): Promise<void>;
  /** Clears away what processes that were killed left half-written; a content that is coming in just now is let alone. */
  clearDrafts(): Promise<void>;
}
