import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isFault } from '@twinbank/primitives';

import type { Database } from '../database.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import { aProduct, aRelease, COMMAND, NOW } from '../testing/test-fleet.js';
import type { DroppedFrom } from './intended-blobs.js';

const HOUR_MS = 3_600_000;
const ENOENT = Object.assign(new Error('no such file or directory'), { code: 'ENOENT' });

/** A store of one blob. */
class OneBlob implements DroppedFrom {
  where: 'stored' | 'aside' | 'gone' = 'stored';
  /** What happens before it is taken away, as on a disk that is slow. */
  before: () => Promise<unknown> = () => Promise.resolve();

  readonly isStored = (): Promise<boolean> => Promise.resolve(this.where === 'stored');

  async setAside(): Promise<void> {
    await this.before();
    if (this.where === 'stored') this.where = 'aside';
  }

  asides(): ReturnType<DroppedFrom['asides']> {
    const move = (to: 'stored' | 'gone') => () => Promise.resolve(void (this.where = to));
    return Promise.resolve(this.where === 'aside' ? [{ restore: move('stored'), discard: move('gone') }] : []);
  }
}

describe.each(TEST_DATABASES)('a blob noted on %s', (_name, open) => {
  const draft = aRelease();
  const key = draft.blobKey;
  const terms = { intendedBeforeMs: NOW + HOUR_MS };
  let test: TestDatabase;
  let releases: Database['releases'];
  let blob: OneBlob;
  beforeAll(async () => {
    test = await open();
    ({ releases } = test.database);
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.empty();
    await test.database.products.create(aProduct(), COMMAND);
    blob = new OneBlob();
    await releases.intendBlob(key, NOW);
  });
  const create = (isStored = blob.isStored) => releases.create(draft, COMMAND, isStored);
  const drop = (given: object = {}) => releases.dropBlob(key, blob, { ...terms, ...given });
  const CONFLICT = { code: 'conflict' };

  it('is removed, and no release is made of it meanwhile or after', async () => {
    let meanwhile: unknown;
    blob.before = async () => (meanwhile = await create().catch((error: unknown) => error));
    expect([await drop(), blob.where, meanwhile]).toMatchObject([true, 'gone', CONFLICT]);
    await expect(create(() => Promise.resolve(true))).rejects.toMatchObject(CONFLICT);
    await releases.intendBlob(key, NOW);
    await expect(create()).rejects.toMatchObject(CONFLICT);
    expect(await drop()).toBe(false);
  });

  it('is what a release is made of; without the note, none is', async () => {
    await create();
    expect([await drop(), blob.where, await releases.namesBlob(key)]).toEqual([false, 'stored', true]);
    const other = { ...draft, version: '1.2.0', blobKey: 'e'.repeat(64) };
    await expect(releases.create(other, COMMAND, () => Promise.resolve(true))).rejects.toMatchObject(CONFLICT);
  });

  it('stays where an upload has noted it again since it was found', async () => {
    expect(await releases.leftBlobs(terms.intendedBeforeMs, 9)).toEqual([key]);
    await releases.intendBlob(key, NOW + 2 * HOUR_MS);
    expect([await drop(), blob.where]).toEqual([false, 'stored']);
    await expect(create()).resolves.toMatchObject({ blobKey: key });
  });

  it('comes back to a release that was made of it before it was taken away', async () => {
    blob.before = async () => {
      await releases.intendBlob(key, NOW + 2 * HOUR_MS);
      await create();
    };
    expect([await drop(), blob.where]).toEqual([false, 'stored']);
  });

  it('comes back to a release that is just being made of it', async () => {
    let made: Promise<unknown> | undefined;
    blob.before = async () => {
      await releases.intendBlob(key, NOW + 2 * HOUR_MS);
      await new Promise<void>((seen) => {
        made = create(async () => {
          const stored = await blob.isStored();
          seen();
          await new Promise((resolve) => setTimeout(resolve, 100));
          return stored;
        });
      });
    };
    expect([await drop(), blob.where]).toEqual([false, 'stored']);
    await expect(made).resolves.toMatchObject({ blobKey: key });
  });

  it('comes back to an upload that has noted it again', async () => {
    blob.before = () => releases.intendBlob(key, NOW + 2 * HOUR_MS);
    expect([await drop(), blob.where]).toEqual([false, 'stored']);
    await expect(create()).resolves.toMatchObject({ blobKey: key });
  });

  it('is found again where it could not be removed, and an error of its store is none of the database', async () => {
    blob.before = () => Promise.reject(ENOENT);
    await expect(drop({ forgetMs: NOW + HOUR_MS })).rejects.toBe(ENOENT);
    expect(await releases.leftBlobs(NOW, 9)).toEqual([key]);
    await releases.intendBlob(key, NOW);
    const error: unknown = await create(() => Promise.reject(ENOENT)).catch((thrown: unknown) => thrown);
    expect([isFault(error), (error as Error).cause]).toEqual([false, ENOENT]);
    blob.before = () => Promise.resolve();
    expect([await drop({ forgetMs: NOW + HOUR_MS }), await releases.leftBlobs(NOW + HOUR_MS, 9)]).toEqual([true, []]);
  });
});
