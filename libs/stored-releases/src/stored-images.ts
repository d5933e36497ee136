import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LRUCache } from 'lru-cache';

import type { BlobStore } from '@twinbank/blobs';
import { Releases, type Release } from '@twinbank/database';
import { decodeManifest } from '@twinbank/image';
import { BLOBS, CLOCK, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { decodeManifestJws } from './signed-manifest.js';

/** An image that could be read is not checked again for this long, unless delivery failed to read it. */
const SOUND_MS = 60_000;
/** An image that could not be read is checked again after this time: somebody may have restored it. */
const LOST_MS = 5_000;
const REMEMBERED_MAX = 1000;
/**
 * How many releases readiness checks unasked. A wrong key ring makes all of them unreadable, so it shows in the
 * newest.
 */
const NEWEST = 50;

interface Verdict {
  /** What is wrong with it, in words; undefined if it can be read. */
  readonly problem: string | undefined;
  readonly atMs: number;
}

/**
 * Whether the images of releases can be read: present, complete, and sealed with this server's key ring. Checked
 * before a ticket is sent, because a device with a ticket erases the first page of its other bank before it asks
 * for a block.
 */
@Injectable()
export class StoredImages {
  private readonly verdicts = new LRUCache<number, Verdict>({ max: REMEMBERED_MAX });

  constructor(
    private readonly releases: Releases,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Why the image of a release cannot be read; undefined if it can. A database outage is not an answer: it is
   * thrown.
   */
  async problemOf(releaseId: number): Promise<string | undefined> {
    const nowMs = this.clock.nowMs();
    const known = this.verdicts.get(releaseId);
    if (known && nowMs - known.atMs < (known.problem === undefined ? SOUND_MS : LOST_MS)) return known.problem;
    const problem = await this.look(releaseId);
    if (problem !== undefined && known?.problem === undefined)
      this.logger.error({ releaseId, problem }, 'the image of a release cannot be read');
    this.verdicts.set(releaseId, { problem, atMs: nowMs });
    return problem;
  }

  /** @throws Fault `image_unreadable` if {@link problemOf} finds something */
  async require(releaseId: number): Promise<void> {
    const problem = await this.problemOf(releaseId);
    if (problem !== undefined) throw faultOf('image_unreadable', problem);
  }

  /** Somebody failed to read it: the next question checks again. */
  suspect(releaseId: number): void {
    this.verdicts.delete(releaseId);
  }

  /** Checks the newest releases, so that readiness reports a problem before anyone asks for an image. */
  async lookAtNewest(): Promise<void> {
    const { items } = await this.releases.list({}, { limit: NEWEST });
    for (const { id, state } of items) if (state === 'available') await this.problemOf(id);
  }

  /** Whether an image could not be read at its last check. */
  get someLost(): boolean {
    for (const { problem } of this.verdicts.values()) if (problem !== undefined) return true;
    return false;
  }

  private async look(releaseId: number): Promise<string | undefined> {
    const release = await this.releases.byId(releaseId);
    if (!release) return `release ${releaseId} is gone`;
    const name = `${release.product} ${release.version}`;
    if (!isReadable(release)) return `the manifest of ${name} cannot be read`;
    try {
      const stream = await this.blobs.get(release.blobKey);
      if (stream === undefined) return `the stored image of ${name} is missing`;
      return stream.length === release.streamLength
        ? undefined
        : `the stored image of ${name} has another length than its manifest says`;
    } catch (error) {
      this.logger.warn({ err: error, releaseId }, 'a stored image could not be read');
      return `the stored image of ${name} is damaged, or was stored with another key ring`;
    }
  }
}

/** Whether this version of the server can decode the manifest. */
function isReadable({ manifestJws }: Release): boolean {
  try {
    decodeManifest(decodeManifestJws(manifestJws));
    return true;
  } catch {
    return false;
  }
}
