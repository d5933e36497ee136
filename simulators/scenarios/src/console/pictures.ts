/**
 * Makes the pictures of docs/console: every page of the console, at two widths, of a server with a small fleet.
 *
 *   npm run pictures [-- NAME...]
 */
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { withScratch } from '@twinbank/fleet';
import type { Page } from 'playwright-core';

import { hasBrowser, openBrowser, PAGE_MS_MAX, signIn } from './browser.js';
import { openExhibit } from './exhibit.js';
import { withPalette } from './palette-png.js';
import { placesOf } from './places.js';
import { openPlace, settled } from './reading.js';

const OUT = fileURLToPath(new URL('../../../../docs/console/', import.meta.url));
/** Long pages are cut: what is below is more of the same. */
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 375, height: 812 };
/** The same devices, and so the same ids, in every run. */
const SEED = 'pictures';
const COLOURS = 128;
/** Pages that are shown in the dark too. */
const DARK = new Set(['fleet', 'device-downloading', 'campaign-running']);
/** What all pictures may have together, in bytes. */
const BYTES_MAX = 3_000_000;

const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
if (!hasBrowser()) process.exit(1);

await withScratch(async (scratch) => {
  const exhibit = await openExhibit(scratch, { seed: SEED, isWhole: true });
  const { url } = exhibit.story.server;
  const browser = await openBrowser(scratch);
  const page = await browser.newPage({ viewport: DESK, reducedMotion: 'reduce', timezoneId: 'UTC', locale: 'en-GB' });
  page.setDefaultTimeout(PAGE_MS_MAX);
  mkdirSync(OUT, { recursive: true });
  if (wanted.length === 0) for (const file of readdirSync(OUT)) if (file.endsWith('.png')) rmSync(join(OUT, file));
  await page.goto(url);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  if (isWanted('sign-in')) await take(page, 'sign-in');
  await signIn(page, url, exhibit.person);
  for (const place of placesOf(exhibit).filter(({ name }) => isWanted(name))) {
    await openPlace(page, url, place);
    // Parts that are loaded after the page, such as charts.
    await page.waitForTimeout(1500);
    await settled(page);
    await take(page, place.name, place.from);
  }
});
const bytes = readdirSync(OUT).reduce((sum, file) => sum + statSync(join(OUT, file)).size, 0);
process.stdout.write(`${readdirSync(OUT).length} pictures, ${Math.round(bytes / 1024)} KiB in docs/console\n`);
if (bytes > BYTES_MAX) throw new Error(`the pictures have more than ${BYTES_MAX} bytes`);

/** What of an element of a page is used here; rooms of Node do not know the rest. */
interface Scrolled {
  scrollIntoView(): void;
}

/** Takes the pictures of what is shown. */
async function take(page: Page, name: string, from?: string): Promise<void> {
  const begin = () =>
    from && page.getByRole('heading', { name: from }).evaluate((heading: Scrolled) => heading.scrollIntoView());
  await begin();
  await shoot(page, `${name}.png`);
  if (DARK.has(name)) {
    await page.emulateMedia({ colorScheme: 'dark' });
    await shoot(page, `${name}-dark.png`);
    await page.emulateMedia({ colorScheme: 'light' });
  }
  await page.setViewportSize(PHONE);
  await begin();
  await shoot(page, `${name}-narrow.png`);
  await page.setViewportSize(DESK);
}

async function shoot(page: Page, file: string): Promise<void> {
  // The focus is where a person would not see it, and what follows the width has done so.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(400);
  writeFileSync(join(OUT, file), withPalette(await page.screenshot({ caret: 'hide' }), COLOURS));
}
