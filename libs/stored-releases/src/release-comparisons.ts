import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import type { BlobStore } from '@twinbank/blobs';
import type { Release } from '@twinbank/database';
import { codeSection, decodeManifest } from '@twinbank/image';
import { compareReleases, comparisonDocument, type ComparedRelease, type ComparisonDocument } from '@twinbank/inspect';
import type { PartName } from '@twinbank/parts';
import { BLOBS, LOGGER } from '@twinbank/ports';
import { faultOf } from '@twinbank/protocol';

import { readFacts } from './release-facts.js';
import { decodeManifestJws } from './signed-manifest.js';

/** A stored release as comparisons need it. */
export interface ReadRelease {
  readonly version: string;
  readonly compared: ComparedRelease;
  /** False if something was kept of its program, and that could not be read now. */
  readonly complete: boolean;
}

/** Compares stored releases, by their images and what was kept of the files that they were made of. */
@Injectable()
export class ReleaseComparisons {
  constructor(
    @Inject(BLOBS) private readonly blobs: BlobStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Whether `to` can replace `from` while that runs.
   *
   * @throws Fault `image_unreadable` if an image is missing or damaged
   */
  async of(from: Release, to: Release, part: PartName): Promise<ComparisonDocument> {
    return this.between(await this.read(from), await this.read(to), part);
  }

  /** The comparison itself, without waiting for anything. */
  between(from: ReadRelease, to: ReadRelease, part: PartName): ComparisonDocument {
    return comparisonDocument(compareReleases(from.compared, to.compared, part), {
      from: from.version,
      to: to.version,
    });
  }

  /** @throws Fault `image_unreadable` if its image is missing or damaged */
  async read(release: Release): Promise<ReadRelease> {
    const { id, blobKey, factsKey, counter, manifestJws, product, version } = release;
    const stream = await this.blobs.get(blobKey).catch(() => undefined);
    if (!stream) throw faultOf('image_unreadable', `the stored image of ${product} ${version} is missing or damaged`);
    const manifest = decodeManifest(decodeManifestJws(manifestJws));
    const { offset, length } = codeSection(manifest);
    const facts = await readFacts(this.blobs, factsKey);
    const complete = factsKey === undefined || facts !== undefined;
    if (!complete) this.logger.error({ releaseId: id }, 'what is known of the program of a release cannot be read');
    const runOnce = manifest.postUpdateEntry !== undefined;
    const code = stream.subarray(offset, offset + length);
    const { swapSection, ramLayout } = manifest;
    const compared = { code, facts, counter, runOnce, swapSection, ramLayout, factsLost: !complete };
    return { version, compared, complete };
  }
}
