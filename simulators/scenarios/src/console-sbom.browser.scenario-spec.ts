import { readFile } from 'node:fs/promises';

import { afterAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { OperatorClient, referenceFirmware, Scratch } from '@twinbank/fleet';

import { hasBrowser, openBrowser, PAGE_MS_MAX, signIn } from './console/browser.js';
import { ground } from './ground.js';
import { startServer } from './story.js';

const PASSWORD = 'three banks are one too many';
/** More components than are drawn at first. */
const MANY = 150;
const SBOM = JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: [
    {
      ...{ type: 'library', name: 'mbedtls', version: '3.5.0' },
      licenses: [{ license: { id: 'Apache-2.0' } }],
      components: [{ type: 'library', name: '<b>everest</b>' }],
    },
    ...Array.from({ length: MANY - 2 }, (_, nth) => ({ type: 'library', name: `part-${nth}` })),
  ],
});

/** In the browser that TEST_CHROMIUM names, or Debian's. */
(hasBrowser() ? describe : describe.skip)(`what a release is made of, in Chromium (${ground.name})`, () => {
  const scratch = new Scratch();
  afterAll(() => scratch.clear(), 60_000);

  it('is kept as a file that is chosen, is a table that is searched and a file that is fetched, and leads to who has a component; the table is loaded only where it is shown', async () => {
    const server = await startServer(scratch, await ground.settings(scratch));
    const client = new OperatorClient(server.url, server.token);
    const { rest } = client;
    await client.createProduct({ name: 'made', part: 'STM32G484', hardware: ['A'] });
    const { version, counter, bytes: image } = referenceFirmware('STM32G484', '1.0.0');
    await client.uploadRelease('made', { version, counter, image });
    const person = { name: 'ann', password: PASSWORD };
    await answerOf(rest.POST('/api/v1/users', { body: { ...person, grants: [{ role: 'releaser' }] } }));

    const browser = await openBrowser(scratch);
    const page = await browser.newPage();
    page.setDefaultTimeout(PAGE_MS_MAX);
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    const hasTable = (): boolean => loaded.some((path) => /component-table/.test(path));
    await signIn(page, server.url, person);
    await page.goto(`${server.url}/products/made/releases/${version}`);
    const section = page.getByRole('region', { name: 'What it is made of' });
    await section.getByText(`twinbank releases sbom made ${version} --store FILE`).waitFor();
    expect(hasTable()).toBe(false);

    const form = section.getByRole('form', { name: 'Keep an SBOM' });
    const choose = (name: string, text: string): Promise<void> =>
      form
        .getByLabel('SBOM of the release')
        .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    await choose('other.json', '{"spdxVersion":"SPDX-2.3"}');
    await form.getByRole('alert').getByText('This is SPDX.').waitFor();
    expect(await form.getByRole('button', { name: 'Keep it' }).isDisabled()).toBe(true);
    await choose('made.cdx.json', SBOM);
    await form.getByRole('button', { name: 'As a command (curl)' }).click();
    expect(await form.getByLabel('Command').innerText()).toMatch(
      /vnd\.cyclonedx\+json'[^]*--data-binary '@made\.cdx\.json'/,
    );
    await form.getByRole('button', { name: 'Keep it' }).click();
    const names = section.getByRole('table').locator('tbody tr td:first-child');
    await section.getByText(`${MANY} components`, { exact: true }).waitFor();
    expect(hasTable()).toBe(true);
    expect(await names.count()).toBe(100);
    await section.getByRole('button', { name: 'Show more (50)' }).click();
    expect(await names.count()).toBe(MANY);
    const find = section.getByRole('textbox', { name: 'Find a component' });
    await find.fill('MBEDTLS@3');
    await section.getByText(`1 of ${MANY} components`, { exact: true }).waitFor();
    expect(await section.getByRole('cell').allTextContents()).toEqual(['mbedtls', '3.5.0', 'library', 'Apache-2.0']);
    await find.fill('everest');
    await section.getByText('in mbedtls', { exact: true }).waitFor();
    expect((await names.allTextContents())[0]).toBe('<b>everest</b>in mbedtls');
    await find.fill('zlib');
    await section.getByText(`None of the ${MANY} components is like that.`).waitFor();
    await section.getByRole('button', { name: 'Show all' }).click();
    await section.getByText(`${MANY} components`, { exact: true }).waitFor();

    const download = page.waitForEvent('download');
    await section.getByRole('link', { name: 'The file (JSON)' }).click();
    expect((await download).suggestedFilename()).toBe(`made-${version}.cdx.json`);
    expect(await readFile(await (await download).path(), 'utf8')).toBe(SBOM);

    await find.fill('mbedtls');
    await section.getByRole('link', { name: 'mbedtls', exact: true }).click();
    expect(page.url()).toContain('/components?component=mbedtls');
    const found = page.getByRole('table', { name: 'Releases with the component' });
    await found.getByRole('link', { name: `made ${version}` }).waitFor();
    await found.getByRole('link', { name: '0 devices' }).waitFor();
    await page.getByRole('textbox', { name: 'Component' }).fill('mbedtls@9');
    await page.keyboard.press('Enter');
    await page.getByText('No release has mbedtls@9').waitFor();
  }, 240_000);
});
