import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import type { BlobStore } from '@twinbank/blobs';
import { Releases, type Release } from '@twinbank/database';
import { DELIVERY_LIMITS, type BlockSource } from '@twinbank/delivery';
import { decodeManifest, type Manifest } from '@twinbank/image';
import { BLOBS } from '@twinbank/ports';
import { fromBase64Url } from '@twinbank/primitives';
import { readJsonObject } from '@twinbank/protocol';
import { StoredImages } from '@twinbank/stored-releases';

/** The plaintext of a release in memory, with the inputs of its image keys. */
export interface ReleaseStream extends BlockSource {
  readonly releaseId: number;
  readonly product: string;
  readonly version: string;
  readonly blockCount: number;
  readonly releaseSalt: Uint8Array;
  readonly streamDigest: Uint8Array;
}

const MANIFEST_BYTES_MAX = 256 * 1024;

/**
 * Plaintext streams of the releases that devices are downloading now, limited by total bytes; any server can load
 * them again.
 */
@Injectable()
export class ReleaseStreams {
  private readonly streams = new LRUCache<number, ReleaseStream>({
    maxSize: DELIVERY_LIMITS.streamBytes,
    sizeCalculation: ({ stream }) => stream.length,
  });
  private readonly loading = new Map<number, Promise<ReleaseStream>>();

  constructor(
    private readonly releases: Releases,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    private readonly images: StoredImages,
  ) {}

  /** The stream if it is in memory. */
  remembered(releaseId: number): ReleaseStream | undefined {
    return this.streams.get(releaseId);
  }

  /** @throws Error if the release or its image is missing: both are written before a campaign can name them */
  async load(releaseId: number): Promise<ReleaseStream> {
    const remembered = this.streams.get(releaseId);
    if (remembered) return remembered;
    let loading = this.loading.get(releaseId);
    if (!loading) {
      loading = this.read(releaseId)
        .catch((error: unknown) => this.failed(releaseId, error))
        .finally(() => this.loading.delete(releaseId));
      this.loading.set(releaseId, loading);
    }
    return loading;
  }

  /**
   * Reports the failure, so that the rollout checks the image at once instead of when its last check is a minute
   * old.
   */
  private failed(releaseId: number, error: unknown): never {
    this.images.suspect(releaseId);
    throw error;
  }

  private async read(releaseId: number): Promise<ReleaseStream> {
    const release = await this.releases.byId(releaseId);
    const stream = release && (await this.blobs.get(release.blobKey));
    if (!release || !stream) throw new Error(`the image of release ${releaseId} is missing`);
    const loaded = streamOf(release, stream);
    this.streams.set(releaseId, loaded);
    return loaded;
  }
}

function streamOf(release: Release, stream: Uint8Array): ReleaseStream {
  const { id: releaseId, product, version, releaseSalt } = release;
  const { blockSize, blocks, streamDigest } = manifestOf(release.manifestJws);
  return { releaseId, product, version, releaseSalt, stream, blockSize, streamDigest, blockCount: blocks.length };
}

/** The manifest inside a JWS of our own database, which was verified when it was stored. */
function manifestOf(compact: string): Manifest {
  const payload = fromBase64Url(compact.split('.')[1] ?? '');
  return decodeManifest(readJsonObject(payload ?? new Uint8Array(0), MANIFEST_BYTES_MAX));
}
