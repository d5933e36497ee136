import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { Database } from './database.js';
import { SERVER_SIGNS } from '@twinbank/keys';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from './testing/test-database.js';
import {
  aConfig,
  aFleet,
  aProduct,
  aRelease,
  aRunningCampaign,
  NOW,
  startCampaign,
  COMMAND,
  createRelease,
} from './testing/test-fleet.js';

describe.each(TEST_DATABASES)('on %s', (_name, open) => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.empty();
  });

  describe('products', () => {
    it('are created once, and repeating the request changes nothing', async () => {
      const created = await database.products.create(aProduct(), COMMAND);
      expect(created).toEqual({
        product: {
          ...aProduct(),
          project: 'default',
          signing: SERVER_SIGNS,
          createdAtMs: expect.any(Number),
          version: 1,
        },
        created: true,
      });
      expect(await database.products.create(aProduct(), COMMAND)).toEqual({ product: created.product, created: false });
      expect(await database.products.list()).toEqual([created.product]);
    });

    it('are listed by name, all or only those that are asked for', async () => {
      for (const name of ['pump', 'motor', 'meter']) await database.products.create({ ...aProduct(), name }, COMMAND);
      const listed = async (names?: string[]) => (await database.products.list(names)).map(({ name }) => name);
      expect(await listed()).toEqual(['meter', 'motor', 'pump']);
      expect(await listed(['pump', 'ghost', 'meter'])).toEqual(['meter', 'pump']);
      expect(await listed([])).toEqual([]);
    });

    it('cannot be created again with other properties', async () => {
      await database.products.create(aProduct(), COMMAND);
      await expect(database.products.create({ ...aProduct(), hardware: ['A'] }, COMMAND)).rejects.toMatchObject({
        code: 'product_exists',
      });
    });

    it('are unknown under another name, even one that PostgreSQL cannot hold', async () => {
      await database.products.create(aProduct(), COMMAND);
      await expect(database.products.get('pumps')).rejects.toMatchObject({ code: 'product_unknown' });
      expect(await database.products.find('pump\0')).toBeUndefined();
    });
  });

  describe('releases', () => {
    beforeEach(async () => void (await database.products.create(aProduct(), COMMAND)));

    it('come back as they were stored', async () => {
      const release = await createRelease(database, aRelease({ counter: 0xffffffff }));
      const { signing: _signing, ...draft } = aRelease({ counter: 0xffffffff });
      expect(release).toEqual({
        ...draft,
        id: release.id,
        state: 'available',
        createdAtMs: expect.any(Number),
        labels: [],
        signedBy: [],
        rowVersion: 1,
      });
      expect(await database.releases.get('pump', '1.1.0')).toEqual(release);
      expect(await database.releases.byId(release.id)).toEqual(release);
    });

    it('exist once for a version, and only for a known product', async () => {
      await createRelease(database, aRelease());
      await expect(createRelease(database, aRelease())).rejects.toMatchObject({ code: 'release_exists' });
      await expect(createRelease(database, aRelease({ product: 'valve' }))).rejects.toMatchObject({
        code: 'product_unknown',
      });
      await expect(database.releases.get('pump', '9.9.9')).rejects.toMatchObject({ code: 'release_unknown' });
      expect(await database.releases.byId(999)).toBeUndefined();
    });

    it('are listed newest first, page by page, by product', async () => {
      await database.products.create(aProduct('valve'), COMMAND);
      for (const version of ['1.0.0', '1.1.0', '1.2.0']) await createRelease(database, aRelease({ version }));
      await createRelease(database, aRelease({ product: 'valve' }));
      const first = await database.releases.list({ product: 'pump' }, { limit: 2 });
      expect(first.items.map(({ version }) => version)).toEqual(['1.2.0', '1.1.0']);
      const second = await database.releases.list({ product: 'pump' }, { limit: 2, after: first.next });
      expect(second).toEqual({ items: [expect.objectContaining({ version: '1.0.0' })] });
      expect((await database.releases.list({}, { limit: 9 })).items).toHaveLength(4);
    });

    it('know the highest security counter of a product', async () => {
      expect(await database.releases.highestCounter('pump')).toBeUndefined();
      await createRelease(database, aRelease({ version: '1.0.0', counter: 3 }));
      await createRelease(database, aRelease({ version: '1.0.1', counter: 7 }));
      await createRelease(database, aRelease({ version: '1.0.2', counter: 7 }));
      expect(await database.releases.highestCounter('pump')).toBe(7);
      await expect(createRelease(database, aRelease({ version: '1.0.3', counter: 6 }))).rejects.toMatchObject({
        code: 'counter_too_low',
        facts: { counter: 7 },
      });
    });

    it('require no counter of a release that was withdrawn before a campaign used it', async () => {
      await createRelease(database, aRelease({ version: '1.0.0', counter: 3 }));
      const { id } = await createRelease(database, aRelease({ version: '1.0.1', counter: 0xffffffff }));
      await database.campaigns.create({ name: 'draft', product: 'pump', releaseId: id, config: aConfig() }, COMMAND);
      await database.releases.withdraw('pump', '1.0.1', COMMAND);
      expect(await database.releases.highestCounter('pump')).toBe(3);
    });

    it('require of later ones the counter that a campaign brought to devices', async () => {
      const { releaseId } = await aFleet(database, 1);
      const running = await aRunningCampaign(database, releaseId);
      await database.campaigns.save(
        running,
        { campaign: { ...running, state: 'stopped', endedAtMs: NOW }, effects: [] },
        NOW,
      );
      await database.releases.withdraw('pump', '1.1.0', COMMAND);
      expect(await database.releases.highestCounter('pump')).toBe(2);
    });

    it('never have a lower counter than an earlier one, however many are uploaded at once', async () => {
      const counters = Array.from({ length: 12 }, (_, index) => ((index * 5) % 12) + 1);
      await Promise.allSettled(
        counters.map((counter) =>
          createRelease(
            database,
            aRelease({ version: `1.${counter}.0`, counter, blobKey: `${counter}`.padStart(64, 'd') }),
          ),
        ),
      );
      const { items } = await database.releases.list({ product: 'pump' }, { limit: 20 });
      const inOrder = items.map(({ counter }) => counter).reverse();
      expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
      expect(inOrder.at(-1)).toBe(12);
    });
  });

  describe('withdrawing a release', () => {
    it('prevents it from being rolled out, and doing it twice changes nothing more', async () => {
      const { releaseId } = await aFleet(database, 1);
      const draft = await database.campaigns.create(
        { name: 'late', product: 'pump', releaseId, config: aConfig() },
        COMMAND,
      );
      expect(await database.releases.withdraw('pump', '1.1.0', COMMAND)).toMatchObject({ state: 'withdrawn' });
      expect(await database.releases.withdraw('pump', '1.1.0', COMMAND)).toMatchObject({ state: 'withdrawn' });
      await expect(startCampaign(database, draft.id)).rejects.toMatchObject({ code: 'release_withdrawn' });
      await expect(
        database.campaigns.create({ name: 'new', product: 'pump', releaseId, config: aConfig() }, COMMAND),
      ).rejects.toMatchObject({ code: 'release_withdrawn' });
    });

    it('is refused while a campaign brings it to devices', async () => {
      const { releaseId } = await aFleet(database, 1);
      await aRunningCampaign(database, releaseId);
      await expect(database.releases.withdraw('pump', '1.1.0', COMMAND)).rejects.toMatchObject({
        code: 'release_in_use',
      });
    });

    it('is refused for a version that does not exist', async () => {
      await expect(database.releases.withdraw('pump', '1.1.0', COMMAND)).rejects.toMatchObject({
        code: 'release_unknown',
      });
    });
  });
});
