import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { referenceFirmware, renamedFirmware } from '@twinbank/fleet';
import { signingKeyFromSeed } from '@twinbank/keys';
import { encodePackage, packRelease, signPackage } from '@twinbank/package';
import type { Page } from 'playwright-core';

import { NEW, type Story } from '../../story.js';
import { PAGE_MS_MAX } from '../browser.js';

const PART = 'STM32G484';
const TEAM = 'gate';
const LOST = renamedFirmware(PART, NEW, '1.4.0');
const UPLOAD = /\/api\/v1\/products\/drive\/releases$/;

/** Uploads that do not go as they should, and packages. @param where a page on which a person is signed in who may upload */
export function uploadsInBrowser(where: () => { readonly page: Page; readonly story: Story }): void {
  describe('an upload', () => {
    let page: Page;
    let story: Story;
    beforeAll(async () => {
      ({ story } = where());
      // A page of its own: what is lost here is no complaint of the other one.
      page = await where().page.context().newPage();
      page.setDefaultTimeout(PAGE_MS_MAX);
    });
    afterAll(() => page.close());

    const choose = async (name: string, bytes: Uint8Array): Promise<void> =>
      page
        .getByLabel('File of the release')
        .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });
    const fill = async (): Promise<void> => {
      const { version, counter, bytes } = LOST;
      await page.goto(`${story.server.url}/products/drive/upload`);
      await choose('drive.bin', bytes);
      await page.getByRole('textbox', { name: 'Version', exact: true }).fill(version);
      await page.getByRole('textbox', { name: 'Security counter' }).fill(String(counter));
      await page.getByRole('button', { name: 'Hardware, what it replaces, and more …' }).click();
      await page.getByRole('combobox', { name: 'Oldest version that it replaces' }).fill(NEW);
      // The versions that it offers are in the way of what is below.
      await page.keyboard.press('Tab');
    };
    const versions = async (): Promise<string[]> => {
      const params = { path: { product: 'drive' }, query: {} };
      const { items } = await answerOf(story.client.rest.GET('/api/v1/products/{product}/releases', { params }));
      return items.map(({ version }) => version!);
    };

    it('is cancelled while it is sent, and leaves nothing', async () => {
      await fill();
      let held = (): void => undefined;
      const isHeld = new Promise<void>((resolve) => (held = resolve));
      await page.route(UPLOAD, async (route) => (route.request().method() === 'POST' ? held() : route.continue()));
      await page.getByRole('button', { name: 'Upload', exact: true }).click();
      await isHeld;
      await page.getByRole('button', { name: 'Cancel', exact: true }).click();
      await page.getByText('The upload was cancelled').waitFor();
      await page.unroute(UPLOAD);
      expect(await versions()).not.toContain(LOST.version);
    });

    it('whose connection drops is sent once more, with what was filled in', async () => {
      await page.route(UPLOAD, (route) =>
        route.request().method() === 'POST' ? route.abort('connectionreset') : route.continue(),
      );
      await page.getByRole('button', { name: 'Upload', exact: true }).click();
      await page.getByRole('alert').getByText('unreachable').waitFor();
      await page.getByText('Whether it arrived whole is not known').waitFor();
      await page.unroute(UPLOAD);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText(`Release ${LOST.version} is there`, { exact: true }).waitFor();
      await page.getByRole('link', { name: 'Open the release' }).click();
      await page.getByText(`${NEW} and newer`).waitFor();
    });

    it('whose answer is lost changes nothing when it is sent once more', async () => {
      await fill();
      let isLost = true;
      await page.route(UPLOAD, async (route) => {
        if (route.request().method() !== 'POST' || !isLost) return route.continue();
        isLost = false;
        await route.fetch();
        return route.abort('connectionreset');
      });
      await page.getByRole('button', { name: 'Upload', exact: true }).click();
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('The same upload came before').waitFor();
      await page.unroute(UPLOAD);
      expect((await versions()).filter((version) => version === LOST.version)).toHaveLength(1);
    });

    it('of a package needs nothing beside the file, and is signed by the team', async () => {
      const team = await signingKeyFromSeed(new Uint8Array(randomBytes(32)));
      await story.client.createProduct({ name: TEAM, part: PART, hardware: ['A'] });
      await answerOf(
        story.client.rest.POST('/api/v1/products/{product}/signing', {
          params: { path: { product: TEAM } },
          body: { keys: [{ name: 'the-team', jwk: { ...team.publicJwk } }], threshold: 1, serverKey: false },
        }),
      );
      const { bytes: code, counter } = referenceFirmware(PART, NEW);
      const about = { product: TEAM, version: NEW, counter, parts: [PART], hardware: ['A'] } as const;
      const packed = packRelease({ ...about, code, createdMs: 0 });
      await page.goto(`${story.server.url}/products/${TEAM}/upload`);
      const file = `${TEAM}.twp`;
      await choose(file, encodePackage(packed));
      await page.getByText('a package: version, counter and signatures are in it').waitFor();
      expect(await page.getByRole('textbox', { name: 'Version', exact: true }).count()).toBe(0);
      await page.getByRole('button', { name: 'Upload', exact: true }).click();
      await page.getByRole('alert').getByText('signatures_missing').waitFor();
      await choose(file, encodePackage(await signPackage(packed, team)));
      await page.getByRole('button', { name: 'Upload', exact: true }).click();
      await page.getByText(`Release ${NEW} is there`, { exact: true }).waitFor();
      await page.getByRole('link', { name: 'Open the release' }).click();
      await page.getByText('the-team', { exact: true }).waitFor();
    });
  });
}
