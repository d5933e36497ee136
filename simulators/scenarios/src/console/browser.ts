import { existsSync } from 'node:fs';

import type { Scratch } from '@twinbank/fleet';
import { chromium, type Browser, type Page } from 'playwright-core';

/**
 * The browser that CI names, or Debian's; undefined if there is none. In CI only one that is named counts: its first run of all tests does
 * without, and a later one names it, so that these tests run once.
 */
export const BROWSER =
  process.env['TEST_CHROMIUM'] ?? (process.env['CI'] ? [] : ['/usr/bin/chromium']).find((path) => existsSync(path));
/** How long a page may take on a machine that runs everything else at the same time. */
export const PAGE_MS_MAX = 40_000;

/** Whether there is a browser to try the console in. CI names one, so there the tests run or fail; elsewhere it is said once that they are left out. */
export function hasBrowser(): boolean {
  if (BROWSER !== undefined) return true;
  process.stderr.write('the console is not tried in a browser: there is no chromium, and TEST_CHROMIUM names none\n');
  return false;
}

/** Starts the browser; it ends when the scratch is cleared. */
export async function openBrowser(scratch: Scratch): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: BROWSER!, args: ['--no-sandbox'] });
  scratch.defer(() => browser.close());
  return browser;
}

/** Who signs in. */
export interface Person {
  readonly name: string;
  readonly password: string;
}

/** Signs a person in, and waits until the fleet is shown. */
export async function signIn(page: Page, server: string, { name, password }: Person): Promise<void> {
  await page.goto(`${server}/fleet`);
  await page.getByLabel('Name').fill(name);
  await page.locator('input[type=password]').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Fleet' }).waitFor();
}
