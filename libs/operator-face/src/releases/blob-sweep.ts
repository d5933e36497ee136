import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';

import type { BlobStore } from '@twinbank/blobs';
import type { Database } from '@twinbank/database';
import { BLOBS, CLOCK, DATABASE, LOGGER } from '@twinbank/ports';
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
 * Removes uploads that nobody has finished in time, and stored images that no release and no such upload names; uploads that were killed or lost the database leave them behind. It
 * removes only blobs that this database has a note of: with a wrong database it finds no such note, and removes
 * nothing.
 */
@Injectable()
export class BlobSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(DATABASE) private readonly data: Pick<Database, 'releases' | 'uploads'>,
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

  /** A blob that cannot be removed is left for the next time; the others are removed. */
  async sweep(): Promise<void> {
    await this.blobs.clearDrafts();
    await this.restoreNamed();
    const nowMs = this.clock.nowMs();
    while ((await this.data.uploads.removeExpired(nowMs, PAGE)) === PAGE);
    const terms = { intendedBeforeMs: nowMs - GIVEN_UP_AFTER_MS, forgetMs: nowMs - FORGOTTEN_AFTER_MS };
    let images = 0;
    // All of them, however many uploads were refused: a note stays for a day, so the first page may be the same for hours.
    for (let after: string | undefined = ''; after !== undefined;) {
      const keys: readonly string[] = await this.data.releases.leftBlobs(terms.intendedBeforeMs, PAGE, after);
      for (const key of keys)
        if (await this.orLater(key, () => this.data.releases.dropBlob(key, this.blobs, terms))) images += 1;
      after = keys.at(-1);
    }
    if (images > 0) this.logger.info({ images }, 'images without a release removed');
  }

  /**
   * Brings back what a release names and a process that was killed has set aside. What none names is left to its note: without one, this may be
   * the wrong database.
   */
  private async restoreNamed(): Promise<void> {
    for (const aside of await this.blobs.asides())
      await this.orLater(aside.key, async () => {
        if (await this.data.releases.namesBlob(aside.key)) await aside.restore();
      });
  }

  private async orLater<T>(key: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.logger.warn({ err: error, key }, 'a stored image without a release could not be removed; it is tried again');
      return undefined;
    }
  }
}
