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
 * How long the note of a given-up blob is kept: an upload of the same stream that was on its way when the blob was removed
 * may have written it once more, and a note is what finds it.
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
    const remove = (key: string): Promise<void> => this.blobs.delete(key);
    let images = 0;
    // All of them, however many uploads were refused: a note stays for a day, so the first page may be the same for hours.
    for (let after: string | undefined = ''; after !== undefined;) {
      const keys: readonly string[] = await this.releases.leftBlobs(nowMs - GIVEN_UP_AFTER_MS, PAGE, after);
      for (const key of keys) if (await this.releases.dropBlob(key, remove, nowMs - FORGOTTEN_AFTER_MS)) images += 1;
      after = keys.at(-1);
    }
    if (images > 0) this.logger.info({ images }, 'images without a release removed');
  }
}
