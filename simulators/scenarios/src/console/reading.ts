import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Page } from 'playwright-core';

import type { Place } from './places.js';

/** The policy of the page takes no script tag from outside, but what the debugger evaluates. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Nothing of the console moves for longer and then ends. */
const MOVES_MS_MAX = 5000;
const COUNTED = ['serious', 'critical'];

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly any: readonly { readonly message: string }[] }[];
}

/** Opens a place, and waits until it shows what it was asked for. */
export async function openPlace(page: Page, server: string, place: Place): Promise<void> {
  await page.goto(`${server}${place.address}`);
  await page.locator('main h1').waitFor();
  await page.locator('main').getByText(place.shows).first().waitFor();
  await settled(page);
}

/**
 * Waits until nothing is loaded or moves any more, except what moves for ever, as a ring that turns. The policy of the page forbids Playwright's own
 * way to wait for a condition, and what is evaluated has no bound but one of its own.
 */
export async function settled(page: Page): Promise<void> {
  await page.locator('main .mantine-Loader-root').first().waitFor({ state: 'detached' });
  // What a change of the window or the theme sets in motion has begun two frames later.
  await page.evaluate(`(async () => {
    const late = new Promise((resolve) => setTimeout(resolve, ${MOVES_MS_MAX}));
    const frame = () => Promise.race([late, new Promise((resolve) => requestAnimationFrame(resolve))]);
    await frame();
    await frame();
    const ending = document.getAnimations().filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
    await Promise.race([late, Promise.allSettled(ending.map(({ finished }) => finished))]);
  })()`);
}

/** Serious and critical violations by axe of what is shown, each as a line that says where. With rules, only by these; with a selector, only of what it selects. */
export async function violationsOf(page: Page, rules?: readonly string[], within?: string): Promise<readonly string[]> {
  const options = rules === undefined ? { resultTypes: ['violations'] } : { runOnly: { type: 'rule', values: rules } };
  await page.evaluate(`globalThis.axe ?? ${'(() => {'} ${AXE} })()`);
  const { violations } = (await page.evaluate(
    `axe.run(${within === undefined ? 'document' : JSON.stringify(within)}, ${JSON.stringify(options)})`,
  )) as { violations: readonly Violation[] };
  return violations
    .filter(({ impact }) => COUNTED.includes(impact))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} (${any[0]?.message ?? ''})`),
    );
}

/**
 * What of the page is wider than the window, so that the whole page would have to be scrolled sideways, and cells of lists that are out of sight beside it; empty if
 * nothing is.
 */
export async function tooWide(page: Page): Promise<readonly string[]> {
  const look = async (): Promise<readonly string[]> =>
    (await page.evaluate(`(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const beyond = (one) => one.getBoundingClientRect().right > clientWidth + 1;
    const hidden = [...document.querySelectorAll('.stacking td')].filter(beyond);
    if (scrollWidth <= clientWidth) return hidden.slice(0, 3).map((one) => 'out of sight: ' + one.outerHTML.slice(0, 160));
    const wide = [...document.querySelectorAll('body *')].filter(beyond);
    return [scrollWidth + ' > ' + clientWidth, ...wide.slice(-3).map((one) => one.outerHTML.slice(0, 160))];
  })()`)) as string[];
  // What follows the width of the window does so a moment later.
  for (let tries = 0; tries < 20 && (await look()).length > 0; tries++) await sleep(100);
  return look();
}
