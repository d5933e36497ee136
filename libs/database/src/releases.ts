import type { Page, PageRequest } from './page.js';

export type ReleaseState = 'available' | 'withdrawn';

/** A release as stored: the signed manifest, what is needed to encrypt its blocks, and where its bytes are. */
export interface Release {
  readonly id: number;
  readonly product: string;
  readonly version: string;
  /** Security counter. */
  readonly counter: number;
  readonly state: ReleaseState;
  readonly manifestJws: string;
  /** SHA-256 (hex) of the manifest's JWS: what tickets name. */
  readonly manifestDigest: string;
  /** 32 random bytes that go into every device's image key. */
  readonly releaseSalt: Uint8Array;
  readonly blockSize: number;
  readonly streamLength: number;
  /** SHA-256 (hex) and length of the code section: what banks report. */
  readonly codeDigest: string;
  readonly codeLength: number;
  /** Hardware revisions that may take it. */
  readonly hardware: readonly string[];
  readonly blobKey: string;
  readonly createdAtMs: number;
}

export type ReleaseDraft = Omit<Release, 'id' | 'state' | 'createdAtMs'>;

/** Releases: written once, never changed but for being withdrawn. */
export abstract class Releases {
  /** @throws Fault `release_exists`, `product_unknown` */
  abstract create(draft: ReleaseDraft): Promise<Release>;
  abstract find(product: string, version: string): Promise<Release | undefined>;
  /** @throws Fault `release_unknown` */
  abstract get(product: string, version: string): Promise<Release>;
  abstract byId(id: number): Promise<Release | undefined>;
  /** Newest first. */
  abstract list(filter: { readonly product?: string | undefined }, page: PageRequest<number>): Promise<Page<Release, number>>;
  /** The highest security counter among the product's releases; undefined where it has none. */
  abstract highestCounter(product: string): Promise<number | undefined>;
  /** Withdraws it; once more changes nothing. @throws Fault `release_unknown`, `release_in_use` while a campaign that is not over brings it */
  abstract withdraw(product: string, version: string): Promise<Release>;
}
