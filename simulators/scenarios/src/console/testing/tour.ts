import type { Page } from 'playwright-core';

import type { Place } from '../places.js';

/** How long one place may take, however busy the machine is; some have a dozen dialogs. */
const PLACE_MS_MAX = 120_000;
/** With so many places that did not end, the others would not either. */
const STUCK_MAX = 2;

/** What is done at a place, step by step. */
export interface Visit {
  readonly page: Page;
  readonly place: Place;
  /** Says what begins, for whoever has to find out where it got stuck. */
  readonly step: (name: string) => void;
}

/**
 * Visits places on several pages of one person at once, each of them once. A place that fails does not keep the others from being visited, and one
 * that does not end is given up, with its page.
 *
 * @param lanes how many pages; a renderer takes a core
 * @returns what went wrong, with the place, the step and what the page showed
 */
export async function tour(
  places: readonly Place[],
  { first, newPage, lanes }: { first: Page; newPage: () => Promise<Page>; lanes: number },
  visit: (visit: Visit) => Promise<void>,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const waiting = [...places];
  let stuck = 0;
  const walk = async (start: Page): Promise<void> => {
    let page = start;
    for (let place = waiting.shift(); place !== undefined && stuck < STUCK_MAX; place = waiting.shift()) {
      let at = 'opened';
      const told = (error: string): unknown => faults.push(`${place!.name} (${at}): ${error}`);
      try {
        await within(PLACE_MS_MAX, visit({ page, place, step: (name) => (at = name) }));
      } catch (error) {
        told(`${(error as Error).message}; it shows: ${await within(1000, textOf(page)).catch(String)}`);
        if (!(error instanceof Stuck)) continue;
        stuck += 1;
        page = await newPage();
      }
    }
  };
  const pages = [first, ...(await Promise.all(Array.from({ length: lanes - 1 }, newPage)))];
  await Promise.all(pages.map(walk));
  if (waiting.length > 0) faults.push(`not visited any more: ${waiting.map(({ name }) => name).join(', ')}`);
  return faults;
}

class Stuck extends Error {}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Stuck(`it did not end within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const textOf = async (page: Page): Promise<string> =>
  (await page.locator('body').innerText()).replace(/\s+/g, ' ').slice(0, 400);
