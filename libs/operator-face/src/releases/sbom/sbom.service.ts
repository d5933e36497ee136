import { randomBytes } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';

import type { Actor } from '@twinbank/access';
import type { BlobStore } from '@twinbank/blobs';
import type { Release } from '@twinbank/database';
import { sha256 } from '@twinbank/keys';
import { readSbom, requireDescribes, SBOM_LIMITS, searchNames } from '@twinbank/package';
import { BLOBS, CLOCK, EventBus } from '@twinbank/ports';
import { concatBytes, isFault, toHex, type Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { OperatorData } from '../../auth/operator-data.js';

/**
 * Random bytes before the file in its blob: no two blobs are the same, as a blob that two releases shared would be given up by one of
 * them for both.
 */
const SALT_BYTES = 16;

/** Keeps the software bills of materials of releases, as they came, encrypted like images. */
@Injectable()
export class SbomService {
  constructor(
    private readonly data: OperatorData,
    private readonly bus: EventBus,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Keeps the SBOM of a release in place of the one before; the same file again changes nothing. If this is interrupted, either the release
   * names the blob, or a note tells the sweep to remove it.
   *
   * @throws Fault `sbom_invalid`, `sbom_mismatch`, `quota_exceeded`, `storage_full`, `conflict`, `release_unknown`
   */
  async store(
    release: Release,
    file: Uint8Array,
    by: Actor,
  ): Promise<{ readonly release: Release; readonly created: boolean }> {
    const { product, version, file: uploaded, codeDigest } = release;
    const sbom = readSbom(file);
    requireDescribes(sbom, [...(uploaded ? [uploaded.sha256] : []), codeDigest]);
    // One that cannot be read any more is stored anew.
    if (release.sbom?.sha256 === toHex(sha256(file)) && (await this.isReadable(release)))
      return { release, created: false };
    const content = concatBytes(new Uint8Array(randomBytes(SALT_BYTES)), file);
    const blobKey = toHex(sha256(content));
    const { specVersion, components } = sbom;
    const said = { specVersion, components: components.length, sha256: toHex(sha256(file)), length: file.length };
    const draft = { sbom: said, blobKey, bytes: content.length, names: searchNames(sbom) };
    const intendedMs = this.clock.nowMs();
    await this.data.releases.intendBlob(blobKey, intendedMs);
    try {
      await this.blobs.put([content], { maxBytes: SBOM_LIMITS.bytes + SALT_BYTES });
      const isStored = (key: string): Promise<boolean> => this.blobs.has(key);
      const order = { by, nowMs: this.clock.nowMs(), isStored };
      await this.data.releases.keepSbom({ product, version }, draft, order);
      this.bus.recorded();
      return { release: await this.data.releases.get(product, version), created: true };
    } catch (error) {
      // After an outage of the database nobody can tell whether the release names it: then the sweep finds out.
      if (isFault(error) && error.code !== 'overloaded')
        await this.data.releases
          .dropBlob(blobKey, this.blobs, { intendedBeforeMs: intendedMs + 1 })
          .catch(() => undefined);
      throw error;
    }
  }

  private async isReadable(release: Release): Promise<boolean> {
    return this.read(release).then(
      () => true,
      () => false,
    );
  }

  /** The file as it came. @throws Fault `sbom_unknown` if there is none; `sbom_unreadable` if the store does not have it */
  async read({ product, version, sbom, sbomKey }: Release): Promise<Uint8Array> {
    if (!sbom || sbomKey === undefined) throw faultOf('sbom_unknown', `${product} ${version} has no SBOM`);
    const content = await this.blobs.get(sbomKey);
    const file = content?.subarray(SALT_BYTES);
    if (!file || toHex(sha256(file)) !== sbom.sha256)
      throw faultOf('sbom_unreadable', `the SBOM of ${product} ${version} cannot be read from the store`);
    return file;
  }
}
