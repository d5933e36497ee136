import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { Scratch } from '@twinbank/fleet';
import { until } from '@twinbank/testkit/until';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { ground } from '../ground.js';
import { begin, type Story } from '../story.js';
import { hasBrowser, openBrowser, PAGE_MS_MAX, signIn } from './browser.js';
import { makePeople } from './furnishing.js';
import { Front } from './testing/front.js';

const ADA = { name: 'ada', password: 'three banks are one too many' };
/** More than the third try takes, and less than the fourth would. */
const WATCHED_MS = 6000;

/** In the browser that TEST_CHROMIUM names, or Debian's. */
(hasBrowser() ? describe : describe.skip)(`the console whose server is away (${ground.name})`, () => {
  const scratch = new Scratch();
  let story: Story;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let front: Front;
  const navigation = (name: string) => page.getByRole('link', { name, exact: true });
  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });
  /** What a reload of the page would take away. */
  const mark = () => page.evaluate('globalThis.isMarked = true');
  const isMarked = () => page.evaluate('globalThis.isMarked === true');

  beforeAll(async () => {
    story = await begin(scratch, [{ product: 'drive', part: 'STM32G484', policy: 'keep-previous', devices: 3 }]);
    await makePeople(story.client, ADA);
    browser = await openBrowser(scratch);
  }, 180_000);
  afterAll(() => scratch.clear(), 60_000);

  beforeEach(async () => {
    front = await Front.start(scratch, story.server.url);
    context = await browser.newContext();
    page = await context.newPage();
    page.setDefaultTimeout(PAGE_MS_MAX);
  });
  afterEach(() => context.close());

  it('stays there where a page was not opened before, leads back, and shows the page as soon as it can', async () => {
    await signIn(page, front.url, ADA);
    await navigation('Campaigns').click();
    await heading('Campaigns').waitFor();
    await mark();
    front.isCut = true;
    front.cut();
    await navigation('Products').click();
    await heading('The server does not answer').waitFor();
    await page.locator('main').getByText('Stale since').waitFor();
    expect(new URL(page.url()).pathname).toBe('/products');
    await page.getByRole('button', { name: 'Back to the page before' }).click();
    await heading('Campaigns').waitFor();
    expect(new URL(page.url()).pathname).toBe('/campaigns');
    await navigation('Products').click();
    await heading('The server does not answer').waitFor();
    front.isCut = false;
    await heading('Products').waitFor();
    await navigation('drive').waitFor();
    expect(await isMarked()).toBe(true);
  }, 120_000);

  it('tries again by itself, less and less often, and at once when somebody says so', async () => {
    await signIn(page, front.url, ADA);
    await mark();
    front.isCut = true;
    front.cut();
    await navigation('Products').click();
    await heading('The server does not answer').waitFor();
    await page.waitForTimeout(WATCHED_MS);
    expect(front.count('/products')).toBeGreaterThanOrEqual(2);
    expect(front.count('/products')).toBeLessThanOrEqual(4);
    // The next one by itself is 6 to 8 seconds away then.
    await until(() => front.count('/products') >= 4, 'the fourth try');
    const tried = front.count('/products');
    await page.getByRole('button', { name: 'Try again' }).click();
    await until(() => front.count('/products') > tried, 'a try at once', { withinMs: 4000 });
    expect(await isMarked()).toBe(true);
  }, 120_000);

  it('loads itself anew where the server has another version of it by now', async () => {
    front.isOld = true;
    await signIn(page, front.url, ADA);
    await mark();
    front.isOld = false;
    await navigation('Products').click();
    await heading('Products').waitFor();
    await navigation('drive').waitFor();
    expect(new URL(page.url()).pathname).toBe('/products');
    expect(await isMarked()).toBe(false);
    expect(front.count('/products', 'document')).toBe(1);
    await navigation('Campaigns').click();
    await heading('Campaigns').waitFor();
  }, 120_000);

  it('loads itself anew once, not again and again, where that does not help, and goes on being of use', async () => {
    await signIn(page, front.url, ADA);
    front.missing = /products-page/;
    await navigation('Products').click();
    await heading('This page did not arrive').waitFor();
    await page.getByRole('button', { name: 'Load the console anew' }).waitFor();
    await page.waitForTimeout(WATCHED_MS);
    expect(front.count('/products', 'document')).toBe(1);
    await navigation('Campaigns').click();
    await heading('Campaigns').waitFor();
    front.missing = undefined;
    await navigation('Products').click();
    await heading('Products').waitFor();
    expect(front.count(/./, 'document')).toBe(2);
  }, 120_000);

  it('shows the rest of a page of which a piece does not arrive, and the piece when it does', async () => {
    front.missing = /needs-panel/;
    await signIn(page, front.url, ADA);
    await page.getByRole('table', { name: 'Devices' }).getByRole('link').first().waitFor();
    const problem = page.getByRole('alert').filter({ hasText: 'A part of this page did not arrive' });
    await problem.getByText('part_missing').waitFor();
    await mark();
    front.missing = undefined;
    await problem.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('region', { name: 'What needs a person' }).waitFor();
    expect([await problem.count(), await isMarked()]).toEqual([0, true]);
  }, 120_000);
});
