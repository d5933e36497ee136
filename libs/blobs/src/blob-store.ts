/** The key and the length of a stored blob. */
export interface StoredBlob {
  /** SHA-256 (hex) of the content: the same content is stored once. */
  readonly key: string;
  readonly length: number;
}

/**
 * A store of immutable contents, named by their hash. If storing a content fails for any reason, nothing of it is
 * kept.
 */
export interface BlobStore {
  /**
   * Stores a content of at most `maxBytes` while it arrives; every server can read it when the promise resolves.
   *
   * @throws Fault `message_too_large` beyond `maxBytes`, `storage_full` if there is no room for it; and whatever
   * the source throws
   */
  put(
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    limits: { readonly maxBytes: number },
  ): Promise<StoredBlob>;
  /** The whole content, its hash checked; undefined if there is none. @throws Error if the stored bytes are damaged */
  get(key: string): Promise<Uint8Array | undefined>;
  has(key: string): Promise<boolean>;
  /** Deletes a content; does nothing if it does not exist. */
  delete(key: string): Promise<void>;
  /** Removes half-written files of killed processes; a content that is being stored just now is left alone. */
  clearDrafts(): Promise<void>;
}
