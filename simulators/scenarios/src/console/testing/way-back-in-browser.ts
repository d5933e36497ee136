import { describe, expect, it, beforeAll, afterAll } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { campaignsOver, renamedFirmware } from '@twinbank/fleet';
import type { Page } from 'playwright-core';

import { NEW, type Story } from '../../story.js';
import { PAGE_MS_MAX } from '../browser.js';

const NEXT = renamedFirmware('STM32G484', NEW, '1.2.0');
const OVER_MAX_MS = 60_000;

/** Orders that take back what was done. @param where a page on which a person is signed in who may give them, and a story whose drives run {@link NEW} */
export function wayBackInBrowser(where: () => { readonly page: Page; readonly story: Story }): void {
  describe('what was done', () => {
    let page: Page;
    let story: Story;
    let bad: number;
    const rollBack = () => page.getByRole('button', { name: 'Roll back …' });

    beforeAll(async () => {
      ({ story } = where());
      page = await where().page.context().newPage();
      page.setDefaultTimeout(PAGE_MS_MAX);
      const { version, counter, bytes: image } = NEXT;
      await story.client.uploadRelease('drive', { version, counter, image });
      bad = await story.campaign('drive', [100], { name: 'too far', release: version });
      await campaignsOver(story.client, [bad], OVER_MAX_MS);
    }, OVER_MAX_MS);
    afterAll(() => page.close());

    it('is rolled back after it was said to how many, and is not offered again', async () => {
      await page.goto(`${story.server.url}/campaigns/${bad}`);
      await rollBack().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('3 devices that run the release now go back').waitFor();
      await dialog.getByText(`3 to ${NEW} (3 without a download)`).waitFor();
      await dialog.getByLabel('Reason').fill('it hums');
      await dialog.getByRole('button', { name: 'Roll back', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      await rollBack().waitFor({ state: 'detached' });
      const { items } = await answerOf(story.client.rest.GET('/api/v1/campaigns', { params: { query: {} } }));
      const back = items.filter(({ origin }) => origin?.campaign === bad).map(({ id }) => id!);
      expect(back).toHaveLength(1);
      await campaignsOver(story.client, back, OVER_MAX_MS);
      const filter = `product==drive;version==${NEW}`;
      const { count } = await answerOf(story.client.rest.POST('/api/v1/selections/preview', { body: { filter } }));
      expect(count).toBe(3);
      // Nobody has the release any more, and the order was given.
      const counted = page.waitForResponse(/\/roll-back$/);
      await page.goto(`${story.server.url}/campaigns/${bad}`);
      await counted;
      await page.getByRole('link', { name: 'Again' }).waitFor();
      expect(await rollBack().count()).toBe(0);
    }, 120_000);

    it('is deleted where nothing came of it', async () => {
      const waves = [{ percent: 100 }];
      const body = { name: 'never mind', product: 'drive', release: NEXT.version, waves };
      const { id } = await answerOf(story.client.rest.POST('/api/v1/campaigns', { body }));
      await page.goto(`${story.server.url}/campaigns/${id}`);
      await page.getByRole('button', { name: 'Delete …' }).click();
      await page.getByRole('dialog').getByText('The draft is removed').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByRole('heading', { name: 'Campaigns', exact: true }).waitFor();
      await page.getByRole('link', { name: 'too far' }).waitFor();
      expect(await page.getByRole('link', { name: 'never mind' }).count()).toBe(0);
      const gone = await story.client.rest.GET('/api/v1/campaigns/{id}', { params: { path: { id } } });
      expect(gone.response.status).toBe(404);
    });
  });
}
