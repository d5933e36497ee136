import { createHash } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { deviceIds, provision, Scratch } from '@twinbank/fleet';
import { until } from '@twinbank/testkit/until';
import type { Browser, Locator, Page } from 'playwright-core';

import { hasBrowser, openBrowser, PAGE_MS_MAX, signIn, type Person } from './console/browser.js';
import { focused, follow, typeInto } from './console/keyboard.js';
import { settled, tooWide, violationsOf } from './console/reading.js';
import { ground } from './ground.js';
import { begin, type Story } from './story.js';

const ADA: Person = { name: 'ada', password: 'three banks are one too many' };
const ANN: Person = { name: 'ann', password: 'three banks are one too many' };
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 375, height: 812 };
const FORGOTTEN_MAX_MS = 60_000;
const OFFER = 'Dispose of this device …';
const GIVE = 'Dispose of it, for good';

/** In the browser that TEST_CHROMIUM names, or Debian's. */
(hasBrowser() ? describe : describe.skip)(`the end of a device in Chromium (${ground.name})`, () => {
  const scratch = new Scratch();
  let story: Story;
  let browser: Browser;
  let page: Page;
  let [first, second]: string[] = [];

  const open = async (id: string): Promise<void> => {
    await page.goto(`${story.server.url}/devices/${id}`);
    await page.getByRole('heading', { level: 1, name: id }).waitFor();
    await settled(page);
  };
  const dialog = (): Locator => page.getByRole('dialog');
  /** Faults of what is shown, in both themes and on a phone. */
  const faults = async (): Promise<readonly string[]> => {
    await settled(page);
    const light = await violationsOf(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await settled(page);
    const dark = await violationsOf(page, ['color-contrast', 'link-in-text-block']);
    await page.setViewportSize(PHONE);
    const narrow = [...(await tooWide(page)), ...(await violationsOf(page, ['target-size']))];
    await page.setViewportSize(DESK);
    await page.emulateMedia({ colorScheme: 'light' });
    return [...light, ...dark, ...narrow];
  };
  const state = async (id: string) =>
    (await answerOf(story.client.rest.GET('/api/v1/devices/{id}', { params: { path: { id } } }))).state;

  beforeAll(async () => {
    story = await begin(scratch, [{ product: 'drive', part: 'STM32G484', policy: 'keep-previous', devices: 2 }]);
    const { rest } = story.client;
    for (const [person, role] of [
      [ADA, 'admin'],
      [ANN, 'operator'],
    ] as const)
      await answerOf(rest.POST('/api/v1/users', { body: { ...person, grants: [{ role }] } }));
    const { items } = await answerOf(rest.GET('/api/v1/devices', { params: { query: {} } }));
    [first, second] = items.map(({ id }) => id);
    browser = await openBrowser(scratch);
    page = await (await browser.newContext({ viewport: DESK, reducedMotion: 'reduce' })).newPage();
    page.setDefaultTimeout(PAGE_MS_MAX);
    await signIn(page, story.server.url, ADA);
  }, 180_000);
  afterAll(() => scratch.clear(), 60_000);

  it('is not offered to whoever may not order it', async () => {
    const other = await (await browser.newContext()).newPage();
    other.setDefaultTimeout(PAGE_MS_MAX);
    await signIn(other, story.server.url, ANN);
    await other.goto(`${story.server.url}/devices/${first!}`);
    await other.getByRole('heading', { name: 'What is known' }).waitFor();
    await settled(other);
    expect(await other.getByRole('button', { name: OFFER }).count()).toBe(0);
    await other.close();
  });

  it('is ordered by the keyboard alone, after it was said what it does, with a reason and the id of the device', async () => {
    await open(first!);
    await page.getByRole('button', { name: OFFER }).waitFor();
    await follow(page, OFFER);
    await dialog().waitFor();
    await until(async () => (await focused(page)).name === 'Reason', 'the reason has the focus');
    const told = await dialog().getByRole('listitem').allInnerTexts();
    expect(told.join('\n')).toMatch(/no open job[\s\S]*signed order[\s\S]*receipt[\s\S]*Only then[\s\S]*Its id/);
    expect(await faults()).toEqual([]);
    await page.keyboard.type('scrapped, ticket 4711');
    await typeInto(page, `Type ${first!}`, second!);
    expect(await dialog().getByRole('button', { name: GIVE }).isEnabled()).toBe(false);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(first!);
    await follow(page, 'As a command (curl)');
    const command = await dialog().getByLabel('Command').innerText();
    expect(command).toContain(`/api/v1/devices/${first!}/disposal`);
    expect(command).toContain(`{"confirm":"${first!}","reason":"scrapped, ticket 4711"}`);
    expect(await state(first!)).toBe('active');
    await follow(page, GIVE);
    await dialog().waitFor({ state: 'detached' });
  });

  it('is followed while it happens, until the device has forgotten its keys: by whom, when, and the receipt', async () => {
    const end = page.getByRole('region', { name: 'The end of its life' });
    await end.getByText('It is disposed of: its receipt is there, and holds.').waitFor();
    await story.fleet.until(({ disposed }) => disposed === 1, { timeoutMs: FORGOTTEN_MAX_MS, what: 'keys forgotten' });
    await end.getByText('By ada.').waitFor();
    const steps = end.getByRole('list', { name: 'Steps of its disposal' }).locator('> li');
    expect(await steps.allInnerTexts()).toEqual([
      expect.stringMatching(/^Ordered[\s\S]*By ada\. “scrapped, ticket 4711”/),
      expect.stringContaining('journal'),
      expect.stringContaining('Receipt'),
      expect.stringContaining('Acknowledged'),
      expect.stringContaining('Nobody has signed in with its key since'),
    ]);
    expect(await steps.getByRole('img', { name: 'done' }).count()).toBe(5);
    expect(await page.getByRole('button', { name: OFFER }).count()).toBe(0);
    expect(await faults()).toEqual([]);
    const download = page.waitForEvent('download');
    await end.getByRole('link', { name: 'Order, receipt and acknowledgement (JSON)' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(`${first!}-disposal.json`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Uint8Array);
    const record = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown> & { receipt: string };
    expect(record).toMatchObject({ device: first, product: 'drive', disposal: { standing: 'confirmed' } });
    const payload = (jws: unknown): unknown =>
      JSON.parse(Buffer.from(String(jws).split('.')[1]!, 'base64url').toString());
    expect(payload(record['order'])).toMatchObject({ device: first });
    const digest = createHash('sha256').update(Buffer.from(record.receipt, 'base64url')).digest('hex');
    expect(payload(record['acknowledgement'])).toMatchObject({ device: first, receipt: digest });
    expect(await end.getByText(digest).count()).toBe(1);
  }, 120_000);

  it('is refused with its code and the way out where somebody changed the device meanwhile, and goes on from there', async () => {
    await open(second!);
    await page.getByRole('button', { name: OFFER }).click();
    await dialog().getByLabel('Reason').fill('sold');
    await dialog().getByLabel(`Type ${second!}`).fill(second!);
    const params = { path: { id: second! } };
    await answerOf(story.client.rest.PATCH('/api/v1/devices/{id}', { params, body: { note: 'not this one' } }));
    await dialog().getByRole('button', { name: GIVE }).click();
    const alert = dialog().getByRole('alert');
    await alert.getByText('precondition_failed').waitFor();
    await alert.getByText('Somebody changed it meanwhile').waitFor();
    expect(await state(second!)).toBe('active');
    await dialog().getByRole('button', { name: 'Leave it' }).click();
    expect((await focused(page)).name).toBe(OFFER);
  });

  it('says of a device that cannot be told that its keys have to be destroyed by hand, before and after the order', async () => {
    const [silent] = deviceIds('silent', String(Date.now()), 1);
    await provision(story.client, { ids: [silent!], product: 'drive', hardware: 'A' });
    await open(silent!);
    await page.getByRole('button', { name: OFFER }).click();
    await dialog().getByText('It cannot be told').waitFor();
    expect(await dialog().getByText('Only then').count()).toBe(0);
    expect(await faults()).toEqual([]);
    await dialog().getByLabel('Reason').fill('never built in');
    await dialog().getByLabel(`Type ${silent!}`).fill(silent!);
    await page.keyboard.press('Enter');
    await dialog().waitFor({ state: 'detached' });
    const end = page.getByRole('region', { name: 'The end of its life' });
    await end.getByText('its keys have to be destroyed by hand').waitFor();
    await end.getByRole('img', { name: 'in trouble' }).waitFor();
    expect(await end.getByRole('link', { name: /JSON/ }).count()).toBe(0);
    expect(await faults()).toEqual([]);
  });

  describe('of a whole selection', () => {
    const GIVE_MANY = 'Dispose of them, for good';
    let silent: readonly string[];
    const openFleet = async (): Promise<void> => {
      await page.goto(`${story.server.url}/fleet?filter=product%3D%3Ddrive`);
      await page.getByRole('table', { name: 'Devices' }).locator('tbody tr').first().waitFor();
      await page.getByRole('button', { name: 'Dispose of …' }).click();
      await dialog().getByText('There is no way back').waitFor();
    };
    const fill = async (count: number, reason = 'site closed'): Promise<void> => {
      await dialog().getByLabel('Reason').fill(reason);
      await dialog().getByLabel(`Type ${count} to confirm the number of devices`).fill(String(count));
    };

    it('says how many are ready, ending and in the way, and refuses those in the way one by one', async () => {
      silent = deviceIds('drawer', String(Date.now()), 2);
      await provision(story.client, { ids: [...silent], product: 'drive', hardware: 'A' });
      await openFleet();
      await dialog().getByText('2 are ending already').waitFor();
      await dialog().getByLabel('Also the 2 devices that never connected').waitFor();
      expect(await faults()).toEqual([]);
      await dialog().getByLabel('Reason').fill('site closed');
      await dialog().getByLabel('Type 3 to confirm').fill('2');
      expect(await dialog().getByRole('button', { name: GIVE_MANY }).isEnabled()).toBe(false);
      await fill(3);
      await dialog().getByRole('button', { name: 'As a command (curl)' }).click();
      const command = dialog().getByLabel('Command');
      await command.getByText('/api/v1/devices/bulk/dispose-selected').waitFor();
      expect(await command.innerText()).toContain('"confirm":3');
      expect(await state(second!)).toBe('active');
      await dialog().getByRole('button', { name: GIVE_MANY }).click();
      await dialog().getByText('Done for 1, refused for 2.').waitFor();
      const rows = dialog().getByRole('table', { name: 'Refused' }).locator('tr');
      expect(await rows.allInnerTexts()).toEqual(
        silent.map((id) => expect.stringMatching(`${id}\\s+device_never_seen`)),
      );
      await dialog().getByRole('button', { name: 'Close' }).last().click();
      await story.fleet.until(({ disposed }) => disposed === 2, {
        timeoutMs: FORGOTTEN_MAX_MS,
        what: 'keys forgotten',
      });
    }, 120_000);

    it('orders nothing where the selection has another number than was confirmed, and takes those in the way where one says so', async () => {
      await openFleet();
      const [late] = deviceIds('late', String(Date.now()), 1);
      await provision(story.client, { ids: [late!], product: 'drive', hardware: 'A' });
      await fill(2);
      await dialog().getByRole('button', { name: GIVE_MANY }).click();
      await dialog().getByRole('alert').getByText('confirmation_mismatch').waitFor();
      expect(await state(silent[0]!)).toBe('active');
      await openFleet();
      await dialog().getByLabel('Also the 3 devices that never connected').check();
      await fill(3);
      await dialog().getByRole('button', { name: GIVE_MANY }).click();
      await dialog().getByText('Done for 3, refused for 0.').waitFor();
      expect(await Promise.all([...silent, late!].map(state))).toEqual(Array(3).fill('disposing'));
    }, 120_000);
  });
});
