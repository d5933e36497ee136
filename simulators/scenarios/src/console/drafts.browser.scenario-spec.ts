import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { referenceFirmware, Scratch } from '@twinbank/fleet';
import { until } from '@twinbank/testkit/until';
import type { Page } from 'playwright-core';

import { ground } from '../ground.js';
import { NEW } from '../story.js';
import { hasBrowser, signIn, type Person } from './browser.js';
import { openSmallServer, type SmallServer } from './testing/small-server.js';

/** In the browser that TEST_CHROMIUM names, or Debian's. */
(hasBrowser() ? describe : describe.skip)(`what was typed and not sent (${ground.name})`, () => {
  const scratch = new Scratch();
  let small: SmallServer;
  let page: Page;
  let ann: Person;
  let ben: Person;

  const open = (path: string): Promise<unknown> => page.goto(`${small.server.url}${path}`);
  /** Ends the session under somebody's hands: the stream of events is the first to be told. */
  const endSessions = async ({ name }: Person): Promise<void> => {
    await answerOf(small.client.rest.DELETE('/api/v1/users/{user}/sessions', { params: { path: { user: name } } }));
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  };
  const comeBack = async ({ name, password }: Person): Promise<void> => {
    await page.getByLabel('Name').fill(name);
    await page.locator('input[type=password]').fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  };
  const nameField = () => page.getByRole('textbox', { name: 'Name', exact: true });
  const note = () => page.getByRole('status', { name: 'Kept draft' });
  const stored = async (): Promise<string> => String(await page.evaluate('JSON.stringify(sessionStorage)'));

  beforeAll(async () => {
    small = await openSmallServer(scratch);
    const roles = [{ role: 'operator' as const }, { role: 'releaser' as const }, { role: 'admin' as const }];
    ann = await small.person('ann', ...roles);
    ben = await small.person('ben', ...roles);
    page = await small.newPage();
    await signIn(page, small.server.url, ann);
  }, 180_000);
  afterAll(() => scratch.clear(), 60_000);

  const composer = `/campaigns/new?product=drive&version=${NEW}`;
  const wave = () => page.getByRole('region', { name: 'What would happen' }).getByLabel('Wave 1: 3 devices');
  const fillComposer = async (): Promise<void> => {
    await open(composer);
    await nameField().fill('spring update');
    await page.getByLabel('Failed, to pause').fill('7');
    await wave().waitFor();
  };
  const composed = async (): Promise<readonly string[]> => {
    await wave().waitFor();
    return [await nameField().inputValue(), await page.getByLabel('Failed, to pause').inputValue()];
  };

  it('in the composer is there again after the session ended in the middle of it, and can be written down', async () => {
    await fillComposer();
    await nameField().fill('spring update of drives');
    await endSessions(ann);
    await comeBack(ann);
    expect(await composed()).toEqual(['spring update of drives', expect.stringContaining('7')]);
    await note().getByText('which was not sent').waitFor();
    await page.getByRole('button', { name: 'Write it down' }).click();
    await page.getByRole('heading', { name: 'spring update of drives' }).waitFor();
    // It was sent: the next one begins anew.
    await open(composer);
    await wave().waitFor();
    expect([await nameField().inputValue(), await note().count()]).toEqual(['', 0]);
  });

  it('is there again after a reload, and after the server was restarted', async () => {
    await fillComposer();
    await page.reload();
    expect(await composed()).toEqual(['spring update', expect.stringContaining('7')]);
    await small.server.kill();
    const again = await small.server.restart();
    scratch.defer(() => again.stop());
    const isReady = async (): Promise<boolean> => (await small.client.rest.GET('/api/v1/health/ready')).response.ok;
    await until(isReady, 'ready again', { withinMs: 30_000, everyMs: 200 });
    await page.reload();
    expect(await composed()).toEqual(['spring update', expect.stringContaining('7')]);
  });

  it('is of its place: another release, another project and another form begin anew, and so does this one where one says so', async () => {
    await open('/campaigns/new?product=drive');
    await nameField().waitFor();
    expect([await nameField().inputValue(), await note().count()]).toEqual(['', 0]);
    await open(`${composer}&project=default`);
    await wave().waitFor();
    expect([await nameField().inputValue(), await note().count()]).toEqual(['', 0]);
    await open(composer);
    await wave().waitFor();
    await note().getByRole('button', { name: 'Begin anew' }).click();
    await note().waitFor({ state: 'detached' });
    expect(await nameField().inputValue()).toBe('');
    await page.reload();
    await wave().waitFor();
    expect(await nameField().inputValue()).toBe('');
  });

  it('is never shown to another person, nor to the same one after they signed out or somebody else was here', async () => {
    await fillComposer();
    await endSessions(ann);
    expect(await stored()).toContain('spring update');
    await comeBack(ben);
    await wave().waitFor();
    expect([await nameField().inputValue(), await note().count()]).toEqual(['', 0]);
    expect(await stored()).not.toContain('spring update');
    await nameField().fill('of ben');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await stored()).not.toContain('of ben');
    await comeBack(ben);
    await wave().waitFor();
    expect(await nameField().inputValue()).toBe('');
    // Signing out in one tab leaves nothing in another one.
    await nameField().fill('in another tab');
    const other = await page.context().newPage();
    await other.goto(`${small.server.url}/fleet`);
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('button', { name: 'Sign in' }).waitFor();
    await until(async () => !(await stored()).includes('in another tab'), 'the other tab forgot it');
    await other.close();
    await page.reload();
    await comeBack(ann);
  });

  it('in a dialog is there when it is opened again, but not after it was left on purpose; secrets are in no storage', async () => {
    await open('/webhooks');
    const dialog = page.getByRole('dialog');
    const address = dialog.getByLabel('Address');
    const openDialog = async (): Promise<void> => {
      await page.getByRole('button', { name: 'New webhook …' }).click();
      await dialog.waitFor();
    };
    await openDialog();
    await dialog.getByLabel('Name').fill('tickets');
    await address.fill('http://127.0.0.1:9/in?key=s3cret');
    await endSessions(ann);
    expect(await stored()).toContain('tickets');
    expect(await stored()).not.toContain('s3cret');
    await comeBack(ann);
    await openDialog();
    expect(await dialog.getByLabel('Name').inputValue()).toBe('tickets');
    expect(await address.inputValue()).toBe('http://127.0.0.1:9/in?key=s3cret');
    await page.reload();
    await openDialog();
    expect(await dialog.getByLabel('Name').inputValue()).toBe('tickets');
    expect(await address.inputValue()).toBe('');
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await openDialog();
    expect(await dialog.getByLabel('Name').inputValue()).toBe('');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('beside a file that is uploaded is there again, and the file too where the page was not loaded anew', async () => {
    await open('/products/drive/upload');
    const { bytes } = referenceFirmware('STM32G484', NEW);
    const file = { name: 'drive.bin', mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) };
    await page.getByLabel('File of the release').setInputFiles(file);
    await page.getByRole('textbox', { name: 'Version', exact: true }).fill(NEW);
    await page.getByRole('textbox', { name: 'Security counter' }).fill('2');
    await endSessions(ann);
    await comeBack(ann);
    await page.getByText('drive.bin').first().waitFor();
    const version = page.getByRole('textbox', { name: 'Version', exact: true });
    expect([
      await version.inputValue(),
      await page.getByRole('textbox', { name: 'Security counter' }).inputValue(),
    ]).toEqual([NEW, '2']);
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await page.getByText('The same upload came before').waitFor();
    await open('/products/drive/upload');
    await version.waitFor();
    expect(await version.inputValue()).toBe('');
  });
});
