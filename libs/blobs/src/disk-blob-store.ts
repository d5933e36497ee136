import type { BlobStore } from './blob-store.js';

export interface DiskBlobStoreOptions {
  /** Folder of the store; made where it is missing. */
  readonly directory: string;
  /** 32 bytes that contents are encrypted with at rest. */
  readonly key: Uint8Array;
}

/** Opens a store of encrypted files, one for each content, and clears away what an earlier crash left half-written. */
export function openDiskBlobStore(options: DiskBlobStoreOptions): Promise<BlobStore> {
  return Promise.reject(new Error(`to be written: ${options.directory}`));
}
