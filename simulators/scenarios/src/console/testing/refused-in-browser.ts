import { describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import type { Story } from '../../story.js';
import { PAGE_MS_MAX } from '../browser.js';
import { violationsOf } from '../reading.js';
import { LABEL, NOBODY } from './page-issuer.js';

/** Whom the identity provider does not sign in. @param where a story whose server takes people of the issuer */
export function refusedInBrowser(where: () => { readonly browser: Browser; readonly story: Story }): void {
  describe('whom the identity provider does not sign in', () => {
    const begun = async (): Promise<Page> => {
      const page = await (await where().browser.newContext({ viewport: { width: 375, height: 812 } })).newPage();
      page.setDefaultTimeout(PAGE_MS_MAX);
      await page.goto(`${where().story.server.url}/products/drive`);
      await page.getByRole('link', { name: LABEL }).click();
      return page;
    };
    const isRefused = async (page: Page, code: string): Promise<void> => {
      await page.getByRole('heading', { name: 'Not signed in' }).waitFor();
      await page.getByText(code, { exact: true }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      const isTooWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      expect(await page.evaluate(isTooWide)).toBe(false);
      await page.getByRole('link', { name: 'Back to the sign-in' }).click();
      await page.getByRole('link', { name: LABEL }).waitFor();
      await page.context().close();
    };

    it('reads on a page that none of their groups has a role, and is led back', async () => {
      const page = await begun();
      await page.getByLabel('Login').fill(NOBODY);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await isRefused(page, 'oidc_without_role');
    });

    it('reads that the provider refused, if it did, and nothing that it wrote runs', async () => {
      const page = await begun();
      const back = new URL(await page.locator('input[name=redirect_uri]').inputValue());
      back.searchParams.set('state', await page.locator('input[name=state]').inputValue());
      back.searchParams.set('error', 'access_denied');
      back.searchParams.set('error_description', '<img src=x onerror="document.title=1">');
      await page.goto(back.href);
      await page.getByRole('heading', { name: 'Not signed in' }).waitFor();
      expect([await page.locator('img').count(), await page.title()]).toEqual([0, 'Not signed in · Twinbank']);
      await isRefused(page, 'oidc_refused');
    });
  });
}
