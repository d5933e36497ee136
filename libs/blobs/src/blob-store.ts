/** The key and the length of a stored blob. */
export interface StoredBlob {
  /** SHA-256 (hex) of the content: the same content is stored once. */
  readonly key: string;
  readonly length: number;
}

/** A content that was set aside. */
export interface Aside {
  readonly key: string;
  /** Puts it back to where it is found; does nothing if somebody else has dealt with it. */
  restore(): Promise<void>;
  /** Deletes it for good; does nothing if somebody else has dealt with it. */
  discard(): Promise<void>;
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
  /**
   * Takes a content away, so that it is not found any more and can still be brought back; does nothing if it does not exist. Whoever
   * does this looks afterwards whether somebody has begun to use it, and then restores or discards it: no lock has to be held meanwhile.
   */
  setAside(key: string): Promise<void>;
  /** What was set aside and neither brought back nor deleted, of one key or of all. What a killed process left is there, too. */
  asides(key?: string): Promise<readonly Aside[]>;
  /** Removes half-written files of killed processes; a content that is being stored just now is left alone. */
  clearDrafts(): Promise<void>;
}
