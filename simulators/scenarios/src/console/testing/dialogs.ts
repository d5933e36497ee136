import type { Page } from 'playwright-core';

import { settled, violationsOf } from '../reading.js';

/** Opens something else than a dialog, although it says that more follows. */
const OTHERS: readonly string[] = ['Choose a file …'];
/** Numbers in a name, as that of a delivery: one of a kind is enough. */
const withoutNumbers = (name: string): string => name.replace(/\d+/g, '#');

/**
 * Opens every dialog of what is shown, one after another, and looks at each with axe. What opens one ends with "…".
 *
 * @param seen names of those that were looked at before, to which these are added
 * @param step is told of each before it is opened
 * @returns serious and critical violations, each with the dialog that it is in
 */
export async function lookIntoDialogs(
  page: Page,
  seen: Set<string>,
  step: (name: string) => void,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const name of await openers(page)) {
    if (OTHERS.includes(name) || seen.has(withoutNumbers(name))) continue;
    const opener = page.locator('main').getByRole('button', { name, exact: true }).first();
    // What is shown goes on: an order may not be there any more.
    if ((await opener.count()) === 0) continue;
    seen.add(withoutNumbers(name));
    step(name);
    await opener.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button').first().waitFor();
    await settled(page);
    faults.push(...(await violationsOf(page, undefined, '[role=dialog]')).map((fault) => `“${name}” ${fault}`));
    // Escape closes first what is open in a field that has the focus.
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }
  return faults;
}

/** The names of buttons that can be pressed and open a dialog; those that unfold something say so. */
async function openers(page: Page): Promise<readonly string[]> {
  return (await page.evaluate(`[...document.querySelectorAll('main button:not(:disabled, [aria-expanded])')]
    .map((one) => (one.getAttribute('aria-label') ?? one.innerText).trim())
    .filter((name) => name.endsWith(' …'))`)) as string[];
}
