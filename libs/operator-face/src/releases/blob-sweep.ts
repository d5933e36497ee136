import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';

import type { BlobStore } from '@twinbank/blobs';
import { Releases } from '@twinbank/database';
import { BLOBS, CLOCK, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { StoredImages } from '@twinbank/stored-releases';

const EVERY_MS = 3600 * 1000;
/** An upload is given up this long after its note: no upload still stores its image by then. */
const GIVEN_UP_AFTER_MS = 3600 * 1000;
/**
 * How long the note of a given-up blob is kept: until then a release whose row comes late is refused, so that it does
 * not name a blob that was removed.
 */
const FORGOTTEN_AFTER_MS = 24 * 3600 * 1000;
const PAGE = 100;

/**
 * Removes stored images that no release names; uploads that were killed or lost the database leave them behind. It
 * removes only blobs that this database has a note of: with a wrong database it finds no such note, and removes
 * nothing.
 */
@Injectable()
export class BlobSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly releases: Releases,
    private readonly images: StoredImages,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const begin = (): void =>
      void (this.running = this.sweep()
        .then(() => this.images.lookAtNewest())
        .catch((error: unknown) =>
          this.logger.warn({ err: error }, 'stored images could not be searched for those without a release'),
        ));
    begin();
    this.timer = setInterval(begin, EVERY_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  async sweep(): Promise<void> {
    await this.blobs.clearDrafts();
    const nowMs = this.clock.nowMs();
    await this.releases.forgetBlobs(nowMs - FORGOTTEN_AFTER_MS);
    const keys = await this.releases.giveUpBlobs(nowMs - GIVEN_UP_AFTER_MS, PAGE);
    for (const key of keys) await this.blobs.delete(key);
    if (keys.length > 0) this.logger.info({ images: keys.length }, 'images without a release removed');
  }
}
