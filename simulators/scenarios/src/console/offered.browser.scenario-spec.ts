import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { Scratch } from '@twinbank/fleet';
import type { Page } from 'playwright-core';

import { ground } from '../ground.js';
import { NEW } from '../story.js';
import { hasBrowser, signIn } from './browser.js';
import { routesOfConsole } from './places.js';
import { settled } from './reading.js';
import { openSmallServer, type SmallServer } from './testing/small-server.js';

/** Pages that a viewer does not open: nothing of them is for them, or all that is done there would be refused. */
const CLOSED: readonly string[] = [
  '/audit',
  '/audit/$sequence',
  '/audit/proof',
  '/campaigns/$campaign/edit',
  '/campaigns/new',
  '/keys',
  '/products/$product/upload',
  '/tokens',
  '/users',
  '/users/$user',
  '/webhooks',
  '/webhooks/$webhook',
];
/** What a viewer may press: it changes nothing on the server but what is theirs. */
const HARMLESS: readonly RegExp[] = [
  // What is shown is narrowed, unfolded or asked for again.
  /^(Select|Select: .*|Look again|Toggle password visibility|Clear|Choose none|Show more|Show all|Try again|Find|As a table|As a picture)$/,
  // Views are kept in the browser.
  /^(Save this selection …|Remove the view .*)$/,
  // Their own password and sessions.
  /^(Set the password|Change the password|End …|End all others …|End all …)$/,
];

/** In the browser that TEST_CHROMIUM names, or Debian's. */
(hasBrowser() ? describe : describe.skip)(`what is offered to a viewer (${ground.name})`, () => {
  const scratch = new Scratch();
  let small: SmallServer;
  let page: Page;
  const addresses = new Map<string, string>();
  const refused: string[] = [];

  /** Makes what the addresses are about. */
  const furnish = async (): Promise<void> => {
    const { rest } = small.client;
    const campaign = { name: 'a draft', product: 'drive', release: NEW, waves: [{ percent: 100 }] };
    const { id: draft } = await answerOf(rest.POST('/api/v1/campaigns', { body: campaign as never }));
    const group = { name: 'hall-1', filter: 'tags==hall' };
    const { id: hall } = await answerOf(rest.POST('/api/v1/groups', { body: group }));
    const webhook = { name: 'tickets', url: 'http://127.0.0.1:9/in' };
    const { id: tickets } = await answerOf(rest.POST('/api/v1/webhooks', { body: webhook }));
    const { items } = await answerOf(rest.GET('/api/v1/devices', { params: { query: { limit: 1 } } }));
    const device = items[0]!.id;
    const names: Readonly<Record<string, string>> = {
      ...{ $campaign: String(draft), $group: hall, $webhook: tickets, $device: device, $product: 'drive' },
      ...{ $version: NEW, $user: 'ann', $project: 'default', $sequence: '1' },
    };
    for (const route of routesOfConsole())
      addresses.set(
        route,
        route.replaceAll(/\$\w+/g, (name) => names[name]!),
      );
  };
  const go = async (route: string): Promise<void> => {
    await page.goto(`${small.server.url}${addresses.get(route)!}`);
    await page.locator('main h1').first().waitFor();
    await settled(page);
  };
  /** What can be pressed, filled in and sent on the page, other than what only unfolds or narrows what is shown. */
  const pressable = async (): Promise<readonly string[]> =>
    (await page.evaluate(`[...document.querySelectorAll('main button:not(:disabled, [aria-expanded], [role=tab])')]
      .map((one) => (one.getAttribute('aria-label') ?? one.innerText ?? '').trim())
      .filter((name) => name !== '')`)) as string[];
  const links = async (): Promise<readonly string[]> =>
    (await page.evaluate(
      `[...document.querySelectorAll('a[href]')].map((one) => new URL(one.href).pathname)`,
    )) as string[];

  beforeAll(async () => {
    small = await openSmallServer(scratch);
    const viewer = await small.person('vic', { role: 'viewer' });
    await small.person('ann', { role: 'operator' });
    await furnish();
    page = await small.newPage();
    page.on('response', (response) => {
      if (response.status() === 403) refused.push(`${response.request().method()} ${new URL(response.url()).pathname}`);
    });
    await signIn(page, small.server.url, viewer);
  }, 180_000);
  afterAll(() => scratch.clear(), 60_000);

  it('says on a page that is not for them which right it takes, which roles have it and who gives it, and nothing else', async () => {
    for (const route of CLOSED) {
      await go(route);
      const missing = page.getByRole('status', { name: /^It takes the right/ });
      await missing.waitFor();
      expect([route, await missing.innerText()]).toEqual([
        route,
        expect.stringMatching(
          /It takes the right [a-z.]+[^]*Roles that have it: [^]*Ask somebody with the role [^]*admin/,
        ),
      ]);
      expect([route, await pressable()]).toEqual([route, []]);
      expect([route, await page.locator('main').locator('input, textarea').count()]).toEqual([route, 0]);
    }
  }, 240_000);

  it('is nothing that the server would refuse on any page: no button, no link to a page that is not for them, no request', async () => {
    expect([...addresses.keys()].sort()).toEqual(routesOfConsole());
    const offered: string[] = [];
    for (const route of [...addresses.keys()].filter((each) => !CLOSED.includes(each))) {
      await go(route);
      const names = (await pressable()).filter((name) => !HARMLESS.some((pattern) => pattern.test(name)));
      offered.push(...names.map((name) => `${route}: ${name}`));
      const closed = (await links()).filter((path) => CLOSED.some((each) => addresses.get(each) === path));
      offered.push(...closed.map((path) => `${route}: a link to ${path}`));
    }
    expect(offered).toEqual([]);
    expect(refused).toEqual([]);
  }, 360_000);

  it('is not a campaign for a product in a project where they may not write one, though they may in another', async () => {
    const { rest } = small.client;
    await answerOf(rest.POST('/api/v1/projects', { body: { name: 'pumps' } }));
    const half = await small.person('hal', { role: 'viewer' }, { role: 'operator', project: 'pumps' });
    const other = await small.newPage();
    await signIn(other, small.server.url, half);
    const draft = addresses.get('/campaigns/$campaign/edit')!;
    await other.goto(`${small.server.url}${draft}`);
    const missing = other.getByRole('status', { name: /^It takes the right/ });
    await missing.getByText('in default').first().waitFor();
    expect(await other.getByRole('button', { name: 'Change the draft' }).count()).toBe(0);
    await other.goto(`${small.server.url}/campaigns/new?product=drive&version=${NEW}`);
    await missing.getByText('in default').first().waitFor();
    await other.getByRole('textbox', { name: 'Name', exact: true }).fill('theirs');
    expect(await other.getByRole('button', { name: 'Write it down' }).isDisabled()).toBe(true);
    await other.context().close();
  }, 120_000);
});
