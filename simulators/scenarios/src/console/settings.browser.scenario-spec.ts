import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { campaignsOver, Scratch } from '@twinbank/fleet';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

import { ground } from '../ground.js';
import { begin, type Story } from '../story.js';
import { hasBrowser, openBrowser, PAGE_MS_MAX, signIn } from './browser.js';
import { makePeople } from './furnishing.js';
import { settled, tooWide } from './reading.js';
import { drawnOn, watchMotion } from './testing/drawings.js';

const ADA = { name: 'ada', password: 'three banks are one too many' };
const PHONE = { width: 375, height: 812 };
const HEBREW = 'משאבה';
const FAMILY = '👨‍👩‍👧‍👦';
const LONG = 'x'.repeat(200);

/** In the browser that TEST_CHROMIUM names, or Debian's. */
(hasBrowser() ? describe : describe.skip)(`the console in a browser with other settings (${ground.name})`, () => {
  const scratch = new Scratch();
  let story: Story;
  let browser: Browser;
  let context: BrowserContext | undefined;
  let campaign: number;
  let device: string;

  /** A browser with such settings, in which somebody is signed in. */
  const open = async (options: BrowserContextOptions): Promise<Page> => {
    context = await browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(PAGE_MS_MAX);
    await signIn(page, story.server.url, ADA);
    return page;
  };

  beforeAll(async () => {
    story = await begin(scratch, [{ product: 'drive', part: 'STM32G484', policy: 'keep-previous', devices: 3 }]);
    await makePeople(story.client, ADA);
    campaign = await story.campaign('drive', [50, 100]);
    await campaignsOver(story.client, [campaign], 60_000);
    const { items } = await answerOf(story.client.rest.GET('/api/v1/devices', { params: { query: {} } }));
    device = items[0]!.id!;
    const body = {
      name: `${HEBREW} 7`,
      note: `${FAMILY.repeat(3)} ${LONG}`,
      attributes: { gate: HEBREW, house: '12', serial: LONG },
    };
    await answerOf(story.client.rest.PATCH('/api/v1/devices/{id}', { params: { path: { id: device } }, body }));
    browser = await openBrowser(scratch);
  }, 180_000);
  afterAll(() => scratch.clear(), 60_000);
  afterEach(() => context?.close());

  it.each(['light', 'dark'] as const)(
    'draws banks, swap, versions and waves so that they are seen in forced colours, %s',
    async (colorScheme) => {
      const page = await open({ forcedColors: 'active', colorScheme });
      expect(await page.evaluate('matchMedia("(forced-colors: active)").matches')).toBe(true);
      await page.getByRole('table', { name: 'Devices' }).getByRole('link').first().waitFor();
      await page.locator('main .bar').first().waitFor();
      const fleet = await drawnOn(page);
      expect([fleet.faults, fleet.parts > 0]).toEqual([[], true]);
      await page.goto(`${story.server.url}/devices/${device}`);
      await page.getByRole('img', { name: /^A slot of/ }).waitFor();
      await page.getByRole('img', { name: /^Bank 1: / }).waitFor();
      const banks = await drawnOn(page);
      expect([banks.faults, banks.texts >= 10, banks.shapes >= 5]).toEqual([[], true, true]);
      await page.goto(`${story.server.url}/campaigns/${campaign}`);
      await page.getByRole('img', { name: 'All waves: 3 succeeded' }).waitFor();
      const waves = await drawnOn(page);
      expect([waves.faults, waves.parts >= 3]).toEqual([[], true]);
    },
    120_000,
  );

  it('moves nothing for whoever wants nothing to move, and something for everybody else', async () => {
    const motionIn = async (reducedMotion: 'reduce' | 'no-preference'): Promise<readonly string[]> => {
      const page = await open({ reducedMotion, viewport: PHONE });
      const motion = await watchMotion(page);
      await page.getByRole('button', { name: 'Navigation' }).click();
      await page.getByRole('link', { name: 'Products', exact: true }).click();
      await page.getByRole('button', { name: 'New product …' }).click();
      await page.getByRole('dialog').waitFor();
      await page.getByRole('combobox', { name: 'Part' }).click();
      await page.getByRole('option', { name: 'STM32G484' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const moved = await motion();
      await context?.close();
      return moved;
    };
    expect(await motionIn('reduce')).toEqual([]);
    expect((await motionIn('no-preference')).length).toBeGreaterThan(0);
  }, 120_000);

  it('says on a phone in which zone its times are, on the page itself', async () => {
    const page = await open({ viewport: PHONE, timezoneId: 'Pacific/Marquesas' });
    const zone = page.getByRole('main').getByText('Times in Pacific/Marquesas, UTC-9:30', { exact: true });
    await zone.waitFor();
    const box = (await zone.boundingBox())!;
    expect(box.y + box.height).toBeLessThan(PHONE.height / 4);
    expect(await tooWide(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
    await zone.waitFor({ state: 'hidden' });
    await page.getByText('Times in Pacific/Marquesas, UTC-9:30', { exact: true }).first().waitFor();
  }, 120_000);

  it('shows names that are written from right to left in their place, and long ones whole, also on a phone', async () => {
    const page = await open({ viewport: PHONE });
    await page.goto(`${story.server.url}/devices/${device}`);
    const facts = page.getByRole('table', { name: 'What is known' });
    const fact = (name: string) =>
      facts.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
    const values = fact('Attributes').locator('bdi');
    await values.first().waitFor();
    expect(await values.allInnerTexts()).toEqual([HEBREW, '12', LONG]);
    // Read from left to right: what stands behind the name stays behind it.
    const row = await fact('Attributes').locator('td').innerText();
    expect(row).toBe(`gate = ${HEBREW}, house = 12, serial = ${LONG}`);
    const left = async (text: string): Promise<number> => {
      const box = await fact('Attributes').getByText(text, { exact: true }).first().boundingBox();
      return box!.x + box!.y * PHONE.width;
    };
    expect(await left('12')).toBeGreaterThan(await left(HEBREW));
    expect(await fact('Note').innerText()).toContain(`${FAMILY.repeat(3)} ${LONG}`);
    await settled(page);
    expect(await tooWide(page)).toEqual([]);
    const history = page.getByRole('list', { name: 'History' }).locator('li').filter({ hasText: 'device changed' });
    await history.locator('bdi').filter({ hasText: HEBREW }).first().waitFor();
    const isolations =
      '[...document.querySelectorAll("[aria-label=History] bdi")].map((one) => getComputedStyle(one).unicodeBidi)';
    const told = (await page.evaluate(isolations)) as string[];
    expect([told.length > 0, told.filter((one) => !/isolate|plaintext/.test(one))]).toEqual([true, []]);
  }, 120_000);
});
