import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { campaignsOver, referenceFirmware, Scratch } from '@twinbank/fleet';
import { until } from '@twinbank/testkit/until';
import type { Browser, Page } from 'playwright-core';

import { hasBrowser, openBrowser, PAGE_MS_MAX } from './console/browser.js';
import { violationsOf } from './console/reading.js';
import { LABEL, PageIssuer } from './console/testing/page-issuer.js';
import { refusedInBrowser } from './console/testing/refused-in-browser.js';
import { uploadsInBrowser } from './console/testing/uploads-in-browser.js';
import { wayBackInBrowser } from './console/testing/way-back-in-browser.js';
import { ground } from './ground.js';
import { begin, NEW, type Story } from './story.js';

const PASSWORD = 'three banks are one too many';

/** Answers that the story provokes: nobody is signed in yet, a wrong password, a selection or a field with a fault, a draft that was changed, a file that is no image. */
const PROVOKED = /status of 4(0[01]|12|22)/;

/** In the browser that TEST_CHROMIUM names, or Debian's. */
(hasBrowser() ? describe : describe.skip)(`the console in Chromium (${ground.name})`, () => {
  const scratch = new Scratch();
  let story: Story;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  let isDown = false;

  beforeAll(async () => {
    const issuer = await PageIssuer.start();
    scratch.defer(() => issuer.stop());
    const casts = [
      { product: 'drive', part: 'STM32G484', policy: 'keep-previous', devices: 3 },
      { product: 'pump', part: 'STM32L486', policy: 'keep-previous', devices: 3 },
    ] as const;
    story = await begin(scratch, casts, { settings: await issuer.settings(scratch) });
    await campaignsOver(story.client, [await story.campaign('drive', [50, 100])], 60_000);
    browser = await openBrowser(scratch);
    page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(PAGE_MS_MAX);
    page.on('console', (message) => {
      // A server that is starting says that it is not ready, by 503.
      const isOfStart = message.location().url.endsWith('/health/ready') && message.text().includes('status of 503');
      const isOfOutage = isDown && (isOfStart || message.text().includes('net::ERR_'));
      const isProvoked = PROVOKED.test(message.text()) || isOfOutage;
      if (message.type() === 'error' && !isProvoked) complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== story.server.url) complaints.push(request.url());
    });
  }, 180_000);
  afterAll(() => scratch.clear(), 60_000);

  it('makes the first person by the token of the first start, and by no other', async () => {
    await page.goto(story.server.url);
    const form = page.getByRole('form', { name: 'Make the first account' });
    await form.waitFor();
    expect(await violationsOf(page)).toEqual([]);
    const token = form.locator('input[type=password]').first();
    await token.fill(`${story.server.token.slice(0, -4)}AAAA`);
    await form.getByLabel('Name').fill('ada');
    await form.locator('input[type=password]').last().fill(PASSWORD);
    await form.getByRole('button', { name: 'Make the account' }).click();
    await form.getByRole('alert').getByText('token_invalid').waitFor();
    await token.fill(` ${story.server.token}\n`);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Fleet' }).waitFor();
    expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage])')).not.toContain(story.server.token);
    await page.getByRole('button', { name: 'Sign out' }).click();
    const body = { name: 'ann', password: PASSWORD, grants: [{ role: 'operator' as const }] };
    await answerOf(story.client.rest.POST('/api/v1/users', { body }));
  });

  it('signs in whoever opens a place in it, with the code of what was wrong before', async () => {
    await page.goto(`${story.server.url}/fleet?filter=product%3D%3Ddrive`);
    await page.getByLabel('Name').fill('ann');
    await page.locator('input[type=password]').fill('a wrong one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('wrong_credentials').waitFor();
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Fleet' }).waitFor();
    expect(new URL(page.url()).searchParams.get('filter')).toBe('product==drive');
  });

  it('signs in at the identity provider who comes from there, with the roles of their groups, and leads to the same place', async () => {
    const context = await browser.newContext();
    const other = await context.newPage();
    other.setDefaultTimeout(PAGE_MS_MAX);
    await other.goto(`${story.server.url}/products/drive`);
    await other.getByRole('link', { name: LABEL }).click();
    await other.getByLabel('Login').fill('otto');
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('heading', { name: 'drive', exact: true }).waitFor();
    expect(new URL(other.url()).href).toBe(`${story.server.url}/products/drive`);
    // An operator, as the file says that `ops` are: no administrator, and nobody who uploads.
    await other.getByRole('table', { name: 'Releases' }).getByText(NEW).waitFor();
    expect(await other.getByRole('link', { name: /^(Users|Upload …)$/ }).count()).toBe(0);
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('link', { name: LABEL }).waitFor();
    await context.close();
  });

  it('shows the devices of the selection in its address, and where one that cannot be read is wrong', async () => {
    const rows = page.getByRole('table', { name: 'Devices' }).locator('tbody tr');
    await rows.nth(2).waitFor();
    expect(await rows.allInnerTexts()).toEqual(Array(3).fill(expect.stringContaining(NEW)));
    const search = page.getByRole('combobox', { name: 'Selection of devices' });
    await search.fill('product==drive;colour==red');
    await search.press('Enter');
    await page.getByRole('alert').getByText('there is no field colour').waitFor();
    expect(await page.locator('.selection-fault').innerText()).toBe(
      `product==drive;colour==red\n${' '.repeat('product==drive;'.length)}^`,
    );
    await page.goBack();
    await rows.nth(2).waitFor();
  });

  it('offers fields and values to go on with, and keeps a selection under a name', async () => {
    const search = page.getByRole('combobox', { name: 'Selection of devices' });
    await search.fill('prod');
    await page.getByRole('option', { name: /^product / }).click();
    await page.getByRole('option', { name: 'pump', exact: true }).click();
    await search.press('Enter');
    await page.getByRole('button', { name: 'Save this selection …' }).click();
    await page.getByLabel('Name of the view').fill('My pumps');
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).searchParams.get('filter')).toBe('product==pump');
    const views = page.getByRole('navigation', { name: 'Views' });
    await views.getByRole('link', { name: 'On trial' }).click();
    await page.getByText('No device is selected').waitFor();
    await page.reload();
    await views.getByRole('link', { name: 'My pumps' }).click();
    await page.getByRole('table', { name: 'Devices' }).locator('tbody tr').nth(2).waitFor();
    await page.getByRole('button', { name: 'Remove the view My pumps' }).click();
    await search.fill('product==drive');
    await search.press('Enter');
  });

  it('draws both banks of a device', async () => {
    await page.getByRole('table', { name: 'Devices' }).getByRole('link').first().click();
    const banks = page.getByRole('img', { name: /^Bank 1: / });
    await banks.waitFor();
    expect(await banks.getAttribute('aria-label')).toBe(`Bank 1: valid, 1.0.0. Bank 2: runs, ${NEW}`);
  });

  it('shows what became of a campaign, and why', async () => {
    await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
    await page.getByRole('link', { name: `drive to ${NEW}` }).click();
    await page.getByRole('img', { name: 'All waves: 3 succeeded' }).waitFor();
    await page.getByText('every job has ended').waitFor();
    await page.getByRole('img', { name: /^Goodput: image bytes a second, last: arrived/ }).waitFor();
    await page.getByRole('button', { name: 'As a table' }).click();
    const steps = await page.getByRole('table', { name: 'Pace' }).locator('tbody tr').allInnerTexts();
    const told = steps.map((row) => row.split('\t').slice(1, 4).map(Number));
    expect([0, 1, 2].map((column) => told.reduce((sum, row) => sum + row[column]!, 0))).toEqual([3, 3, 0]);
    expect(steps.some((row) => /\t[1-9][\d,.]* (?:bytes|KiB|MiB)\/s$/.test(row.trim()))).toBe(true);
    expect(await page.getByRole('button', { name: 'Stop …' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Users', exact: true }).count()).toBe(0);
  });

  it('says at each change what a campaign would do, what is wrong at its field, and writes it down', async () => {
    await page.goto(`${story.server.url}/campaigns/new?product=pump&version=${NEW}`);
    const outlook = page.getByRole('region', { name: 'What would happen' });
    await outlook.getByLabel('Wave 1: 3 devices').waitFor();
    await page.getByLabel('Failed, to pause').fill('200');
    await page.getByText('thresholds.errorPercent must not be greater than 100').waitFor();
    await page.getByLabel('Failed, to pause').fill('20');
    await page.getByRole('combobox', { name: 'Preset' }).click();
    await page.getByRole('option', { name: '5 → 25 → 100 %' }).click();
    await page.getByLabel('gate').nth(1).check();
    await outlook.getByLabel('Wave 3: 2 devices').waitFor();
    await page.getByRole('button', { name: 'Approval' }).click();
    await page.getByLabel('Needed').check();
    await outlook.getByText('needs approval').waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('pumps at first');
    await page.getByRole('button', { name: 'Write it down' }).click();
    await page.getByRole('heading', { name: 'pumps at first' }).waitFor();
    await page.getByText('Somebody who did not write it must approve it').waitFor();
    expect(await page.getByRole('button', { name: 'Start …' }).count()).toBe(0);
  });

  it('shows what somebody else changed meanwhile, and overwrites it only where one says so', async () => {
    await page.getByRole('link', { name: 'Change', exact: true }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('pumps anew');
    const id = Number(/campaigns\/(\d+)/.exec(page.url())![1]);
    const params = { path: { id } };
    await answerOf(story.client.rest.PATCH('/api/v1/campaigns/{id}', { params, body: { name: 'theirs' } as never }));
    await page.getByRole('button', { name: 'Change the draft' }).click();
    const conflict = page.getByRole('alert').filter({ hasText: 'Somebody changed it meanwhile' });
    await conflict.getByText('theirs', { exact: true }).first().waitFor();
    await conflict.getByRole('button', { name: 'Keep mine, over theirs' }).click();
    await page.getByRole('button', { name: 'Change the draft' }).click();
    await page.getByRole('heading', { name: 'pumps anew' }).waitFor();
    await page.getByText('Somebody who did not write it must approve it').waitFor();
  });

  it('asks whoever comes back after the session ended to sign in, and leads to the same place', async () => {
    const place = page.url();
    await page.context().clearCookies();
    await page.goto(place);
    await page.getByLabel('Name').fill('ann');
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'pumps anew' }).waitFor();
    expect(page.url()).toBe(place);
  });

  it('lets an administrator make a user with a role, and a token that is shown once, and shows who did it', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Name').fill('ada');
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await page.getByRole('button', { name: 'New user …' }).click();
    await page.getByLabel('Service account').check();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('press');
    await page.getByRole('combobox', { name: 'Role', exact: true }).click();
    await page.getByRole('option', { name: /^factory/ }).click();
    await page.getByRole('button', { name: 'Make' }).click();
    await page.getByText('factory · everywhere').waitFor();
    await page.getByRole('button', { name: 'New token …' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('press-1');
    await page.getByLabel(/^factory/).check();
    await page.getByRole('button', { name: 'Make it' }).click();
    const token = await page.getByLabel('Secret', { exact: true }).innerText();
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByRole('table', { name: 'Tokens' }).getByText('press-1').waitFor();
    const kept = 'JSON.stringify([document.documentElement.outerHTML, location.href, localStorage, sessionStorage])';
    expect([/^tbk_/.test(token), String(await page.evaluate(kept)).includes(token)]).toEqual([true, false]);
    await page.goto(`${story.server.url}/audit?actor=ada&object=users/press`);
    await page.getByRole('table', { name: 'Entries of the audit log' }).getByText('user_created').waitFor();
  });

  it('lets another person approve what was written, start it, see devices update, and open a gate', async () => {
    const order = async (name: string): Promise<void> => {
      await page.getByRole('button', { name: `${name} …` }).click();
      await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
    };
    await page.getByRole('link', { name: 'Fleet', exact: true }).click();
    const needs = page.getByRole('region', { name: 'What needs a person' });
    await needs.getByRole('link', { name: 'Campaign pumps anew needs an approval.' }).click();
    await page.getByRole('button', { name: 'Reject …' }).click();
    const reject = page.getByRole('dialog');
    await reject.getByLabel('Reason').fill('too soon');
    await reject.getByRole('button', { name: 'As a command (curl)' }).click();
    const command = await reject.getByLabel('Command').innerText();
    expect(command).toMatch(/-X POST '.*\/reject'[^]*If-Match: "[^]*Twinbank-Reason: UTF-8'[^]*too%20soon[^]*--json/);
    expect(await page.getByText('“too soon”').count()).toBe(0);
    await reject.getByRole('button', { name: 'Leave it' }).click();
    await order('Approve');
    await page.getByText('approved', { exact: true }).waitFor();
    await order('Start');
    await page.getByRole('img', { name: 'All waves: 1 succeeded, 2 waiting' }).waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: '2 waiting' }).first().click();
    await page.getByRole('table', { name: 'Jobs' }).getByRole('link').first().click();
    await page.getByRole('status', { name: 'Explanation' }).getByText('gate_closed').waitFor();
    await page.getByRole('link', { name: 'pumps anew' }).click();
    await page.getByRole('heading', { name: 'Devices of the campaign' }).waitFor();
    await page.getByRole('link', { name: 'pumps anew' }).click();
    await page.getByRole('button', { name: 'Open gate …' }).click();
    await page.getByRole('dialog').getByText('Wave 3 begins: 2 devices.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Open gate', exact: true }).click();
    await page.getByRole('img', { name: 'All waves: 3 succeeded' }).waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Fleet', exact: true }).click();
    await needs.getByText(/^Nothing\./).waitFor();
    expect(await needs.getByRole('link').count()).toBe(0);
  });

  it('makes a product, uploads to it, reports what the inspection found, and withdraws by what uses it', async () => {
    await page.getByRole('link', { name: 'Products', exact: true }).click();
    await page.getByRole('button', { name: 'New product …' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('valve');
    await page.getByRole('combobox', { name: 'Part' }).click();
    await page.getByRole('option', { name: 'STM32G484' }).click();
    await page.getByRole('combobox', { name: 'Update agent' }).click();
    await page.getByRole('option', { name: /^own/ }).click();
    await page.getByRole('button', { name: 'Make', exact: true }).click();
    await page.getByText('There are no releases yet').waitFor();
    await page.getByRole('link', { name: 'Upload …' }).click();
    const upload = async (bytes: Uint8Array): Promise<void> => {
      const file = { name: 'valve.bin', mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) };
      await page.getByLabel('File of the release').setInputFiles(file);
      await page.getByRole('textbox', { name: 'Version', exact: true }).fill('3.0.0');
      await page.getByRole('textbox', { name: 'Security counter' }).fill('1');
      await page.getByRole('button', { name: 'Upload', exact: true }).click();
    };
    await upload(new Uint8Array(64).fill(0xff));
    await page.getByRole('alert').getByText('image_not_bootable').waitFor();
    const image = Uint8Array.from(referenceFirmware('STM32G484', NEW).bytes);
    // Without the descriptor: the product says that it has an agent of its own.
    image.fill(0, 0x200, 0x280);
    await upload(image);
    await page.getByText('Release 3.0.0 is there', { exact: true }).waitFor();
    await page.getByRole('list', { name: 'Findings' }).getByText('no_descriptor').waitFor();
    await page.getByRole('button', { name: 'Upload another' }).click();
    await upload(image);
    await page.getByText('The same upload came before').waitFor();
    await page.getByRole('link', { name: 'Open the release' }).click();
    await page.getByRole('link', { name: '0 devices run it' }).waitFor();
    await page.getByRole('button', { name: 'Withdraw …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Devices that run it now: 0. They keep it.').waitFor();
    await dialog.getByText('Campaigns that are bringing it: none.').waitFor();
    await dialog.getByLabel('Reason').fill('it was a trial');
    await dialog.getByRole('button', { name: 'Withdraw', exact: true }).click();
    await page.getByText('withdrawn', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Withdraw …' }).count()).toBe(0);
  });

  refusedInBrowser(() => ({ browser, story }));
  uploadsInBrowser(() => ({ page, story }));
  wayBackInBrowser(() => ({ page, story }));

  it('is told what changes, gives orders about many devices, says that it is stale while the server is down, and is live again after it', async () => {
    const freshness = page.getByRole('status', { name: 'Freshness' });
    await page.getByRole('link', { name: 'Fleet', exact: true }).click();
    await freshness.getByText('Live', { exact: true }).waitFor();
    const devices = page.getByRole('table', { name: 'Devices' });
    const id = await devices.getByRole('link').first().innerText();
    const tag = (name: string) =>
      answerOf(story.client.rest.PATCH('/api/v1/devices/{id}', { params: { path: { id } }, body: { tags: [name] } }));
    await tag('told');
    // Sooner than anything is asked for again by itself.
    await devices.getByText('told').waitFor();
    await page.getByRole('checkbox', { name: `Choose ${id}` }).check();
    await page.getByRole('button', { name: 'Tag …', exact: true }).click();
    await page.getByLabel('Tag', { exact: true }).fill('pilot');
    await page.getByLabel(/^Type 1 /).fill('1');
    await page.getByRole('button', { name: 'Give it' }).click();
    await page.getByText('Done for 1, refused for 0.').waitFor();
    await page.keyboard.press('Escape');
    await devices.getByText('pilot').waitFor();
    isDown = true;
    await story.server.kill();
    await freshness.getByText('Stale since').waitFor();
    await page.getByRole('status').getByText('cannot be reached').waitFor();
    const again = await story.server.restart();
    scratch.defer(() => again.stop());
    const isReady = async (): Promise<boolean> => (await story.client.rest.GET('/api/v1/health/ready')).response.ok;
    await until(isReady, 'ready again', { withinMs: 30_000, everyMs: 200 });
    await freshness.getByText('Live', { exact: true }).waitFor({ timeout: 30_000 });
    isDown = false;
    await tag('again');
    await devices.getByText('again').waitFor();
  });

  it('signs out, and asked nothing of any other host, nor for anything that its policy forbids', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Name').waitFor();
    expect((await page.context().cookies()).filter(({ value }) => value !== '')).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
