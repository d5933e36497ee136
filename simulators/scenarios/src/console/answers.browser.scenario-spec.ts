import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { Scratch } from '@twinbank/fleet';
import { until } from '@twinbank/testkit/until';
import type { Page, Route } from 'playwright-core';

import { ground } from '../ground.js';
import { NEW } from '../story.js';
import { hasBrowser, signIn } from './browser.js';
import { openSmallServer, type SmallServer } from './testing/small-server.js';

const PREVIEW = '**/api/v1/campaigns/preview';
const COMPOSER = `/campaigns/new?product=drive&version=${NEW}`;

/** In the browser that TEST_CHROMIUM names, or Debian's. */
(hasBrowser() ? describe : describe.skip)(`answers that come late, or to what is no more (${ground.name})`, () => {
  const scratch = new Scratch();
  let small: SmallServer;
  let page: Page;

  const open = (path: string): Promise<unknown> => page.goto(`${small.server.url}${path}`);
  const nameField = () => page.getByRole('textbox', { name: 'Name', exact: true });
  const outlook = () => page.getByRole('region', { name: 'What would happen' });
  const freshness = () => outlook().getByRole('status', { name: 'Freshness of the plan' });
  /** Answers with as many devices as the name of the campaign says. */
  const answered = async (route: Route, devices: number): Promise<void> => {
    const response = await route.fetch();
    const plan = (await response.json()) as { plan: { waves: number[] } };
    plan.plan.waves[0] = devices;
    // Whoever asked may not want it any more.
    await route.fulfill({ response, json: plan }).catch(() => undefined);
  };
  const nameOf = (route: Route): string => (route.request().postDataJSON() as { name?: string }).name ?? '';

  beforeAll(async () => {
    small = await openSmallServer(scratch);
    const ann = await small.person('ann', { role: 'admin' }, { role: 'operator' });
    page = await small.newPage();
    await signIn(page, small.server.url, ann);
  }, 180_000);
  afterAll(() => scratch.clear(), 60_000);

  it('do not stand for newer ones in the composer, in whichever order they come', async () => {
    const held = new Map<string, () => Promise<void>>();
    await page.route(PREVIEW, (route) => {
      const devices = Number(nameOf(route));
      if (!(devices > 0)) return route.continue();
      held.set(nameOf(route), () => answered(route, devices));
      return undefined;
    });
    await open(COMPOSER);
    await outlook().getByLabel('Wave 1: 3 devices').waitFor();
    for (const devices of ['71', '72', '73']) {
      await nameField().fill(devices);
      await until(() => Promise.resolve(held.has(devices)), `the question ${devices}`);
      // Until its answer is there, what is shown says that it is of something else.
      await freshness().getByText('it is of what was written before').waitFor();
    }
    await held.get('73')!();
    await outlook().getByLabel('Wave 1: 73 devices').waitFor();
    for (const late of ['71', '72']) await held.get(late)!();
    await page.waitForTimeout(500);
    expect(await outlook().getByLabel('Wave 1: 73 devices').count()).toBe(1);
    expect(await freshness().count()).toBe(0);
    await page.unroute(PREVIEW);
  }, 120_000);

  it('that fail leave the last good one, marked with since when it is old, and it goes on by itself with the next', async () => {
    await open(COMPOSER);
    await nameField().fill('good');
    await outlook().getByLabel('Wave 1: 3 devices').waitFor();
    await freshness().waitFor({ state: 'detached' });
    const problem = { type: 'about:blank', title: 'Refused', status: 409, code: 'conflict', detail: 'of this test' };
    await page.route(PREVIEW, (route) =>
      nameOf(route) === 'bad'
        ? route.fulfill({ status: 409, contentType: 'application/problem+json', json: problem })
        : route.continue(),
    );
    await nameField().fill('bad');
    await outlook().getByText('conflict', { exact: true }).waitFor();
    await freshness().getByText('Stale since').waitFor();
    expect(await outlook().getByLabel('Wave 1: 3 devices').count()).toBe(1);
    await nameField().fill('good again');
    await freshness().waitFor({ state: 'detached' });
    expect(await outlook().getByText('conflict', { exact: true }).count()).toBe(0);
    await page.unroute(PREVIEW);
  }, 120_000);

  it('about a thing that somebody changed meanwhile show what they changed, who and when, and keep what was typed', async () => {
    const body = { name: 'hall-1', filter: 'tags==hall', description: 'before' };
    const { id } = await answerOf(small.client.rest.POST('/api/v1/groups', { body }));
    await open(`/groups/${id}`);
    await page.getByRole('button', { name: 'Change …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Description').fill('as ann wants it');
    const params = { path: { id } };
    await answerOf(
      small.client.rest.PATCH('/api/v1/groups/{id}', { params, body: { description: 'theirs', filter: 'tags==gate' } }),
    );
    await dialog.getByRole('button', { name: 'Save' }).click();
    const conflict = dialog.getByRole('alert').filter({ hasText: 'Somebody changed it meanwhile' });
    await conflict.getByText('tags==gate', { exact: true }).waitFor();
    await conflict.getByText('as ann wants it', { exact: true }).waitFor();
    await conflict.getByText(/^By \S+, /).waitFor();
    expect(await dialog.getByLabel('Description').inputValue()).toBe('as ann wants it');
    await conflict.getByRole('button', { name: 'Keep mine, over theirs' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('as ann wants it').waitFor();
    // What she did not touch is as they have it, and not as she saw it first.
    const kept = await answerOf(small.client.rest.GET('/api/v1/groups/{id}', { params }));
    expect(kept).toMatchObject({ description: 'as ann wants it', filter: 'tags==gate' });
    // The other way: theirs are taken, and what was typed is gone only then.
    await page.getByRole('button', { name: 'Change …' }).click();
    await dialog.getByLabel('Description').fill('once more');
    await answerOf(small.client.rest.PATCH('/api/v1/groups/{id}', { params, body: { description: 'theirs again' } }));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await conflict.getByRole('button', { name: 'Take theirs' }).click();
    await conflict.waitFor({ state: 'detached' });
    expect(await dialog.getByLabel('Description').inputValue()).toBe('theirs again');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('Change …');
  }, 120_000);

  it('that came back to a draft, at the revision that was seen before the session ended, show the conflict too', async () => {
    const body = { name: 'in writing', product: 'drive', release: NEW, waves: [{ percent: 100 }] };
    const { id } = await answerOf(small.client.rest.POST('/api/v1/campaigns', { body: body as never }));
    await open(`/campaigns/${id}/edit`);
    await nameField().fill('as ann calls it');
    const params = { path: { id } };
    const theirs = { name: 'theirs', waves: [{ percent: 10 }, { percent: 100 }] };
    await answerOf(small.client.rest.PATCH('/api/v1/campaigns/{id}', { params, body: theirs as never }));
    await page.reload();
    await page.getByRole('status', { name: 'Kept draft' }).waitFor();
    expect(await nameField().inputValue()).toBe('as ann calls it');
    await page.getByRole('button', { name: 'Change the draft' }).click();
    const conflict = page.getByRole('alert').filter({ hasText: 'Somebody changed it meanwhile' });
    await conflict.getByText('theirs', { exact: true }).waitFor();
    await conflict.getByText(/^By \S+, /).waitFor();
    await conflict.getByRole('button', { name: 'Keep mine, over theirs' }).click();
    await page.getByRole('button', { name: 'Change the draft' }).click();
    await page.getByRole('heading', { name: 'as ann calls it' }).waitFor();
    // The waves, which she did not touch, are as they have them.
    const { config } = await answerOf(small.client.rest.GET('/api/v1/campaigns/{id}', { params }));
    expect(config).toMatchObject({ waves: theirs.waves });
  }, 120_000);
});
