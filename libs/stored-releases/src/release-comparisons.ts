import { Inject, Injectable } from '@nestjs/common';

import type { BlobStore } from '@twinbank/blobs';
import type { Release } from '@twinbank/database';
import { codeSection, decodeManifest } from '@twinbank/image';
import { compareReleases, comparisonDocument, type ComparedRelease, type ComparisonDocument } from '@twinbank/inspect';
import type { PartName } from '@twinbank/parts';
import { BLOBS } from '@twinbank/ports';
import { faultOf } from '@twinbank/protocol';

import { readFacts } from './release-facts.js';
import { decodeManifestJws } from './signed-manifest.js';

/** Compares stored releases, by their images and what was kept of the files that they were made of. */
@Injectable()
export class ReleaseComparisons {
  constructor(@Inject(BLOBS) private readonly blobs: BlobStore) {}

  /**
   * Whether `to` can replace `from` while that runs.
   *
   * @throws Fault `image_unreadable` if an image is missing or damaged
   */
  async of(from: Release, to: Release, part: PartName): Promise<ComparisonDocument> {
    const [old, next] = [await this.compared(from), await this.compared(to)];
    return comparisonDocument(compareReleases(old, next, part), { from: from.version, to: to.version });
  }

  private async compared(release: Release): Promise<ComparedRelease> {
    const { blobKey, factsKey, counter, manifestJws, product, version } = release;
    const stream = await this.blobs.get(blobKey).catch(() => undefined);
    if (!stream) throw faultOf('image_unreadable', `the stored image of ${product} ${version} is missing or damaged`);
    const manifest = decodeManifest(decodeManifestJws(manifestJws));
    const { offset, length } = codeSection(manifest);
    return {
      code: stream.subarray(offset, offset + length),
      facts: await readFacts(this.blobs, factsKey),
      counter,
      runOnce: manifest.postUpdateEntry !== undefined,
    };
  }
}
