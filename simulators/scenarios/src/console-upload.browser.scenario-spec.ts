import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, it } from '@jest/globals';
import { answerOf, createRestClient } from '@twinbank/client';
import { Scratch } from '@twinbank/fleet';
import { PACKAGE_MEDIA_TYPE } from '@twinbank/package';
import { until } from '@twinbank/testkit/until';

import { hasBrowser, openBrowser, PAGE_MS_MAX, signIn } from './console/browser.js';
import { ground } from './ground.js';
import { startServer } from './story.js';
import { StuckLine } from './stuck-line.js';

const ELF = fileURLToPath(new URL('../../firmware/build/g4/twinbank-g4-1.1.0.elf', import.meta.url));
/** What the linker wrote with it. */
const MAP = ELF.replace(/elf$/, 'map');
const PASSWORD = 'three banks are one too many';
const [FILE_BYTES, FIRST_BYTES, MORE_BYTES] = [2 * 1024 * 1024, 700_000, 600_000];
/** What a server stores at a time. */
const PIECE_BYTES = 256 * 1024;
/** Unfinished uploads of one person in a project. */
const UNFINISHED_MAX = 4;

/** In the browser that TEST_CHROMIUM names, or Debian's. */
(hasBrowser() ? describe : describe.skip)(`an upload of 2 MB in Chromium (${ground.name})`, () => {
  const scratch = new Scratch();
  afterAll(() => scratch.clear(), 60_000);

  it('pauses and resumes, goes on by itself when its connection is lost, behind what the server has, and gives up those that were left', async () => {
    const server = await startServer(scratch, await ground.settings(scratch));
    const rest = createRestClient({ server: server.url, token: server.token });
    const product = { name: 'train', part: 'STM32G484' as const, hardware: ['A'] };
    await answerOf(rest.POST('/api/v1/products', { body: product as never }));
    const person = { name: 'ann', password: PASSWORD, grants: [{ role: 'releaser' as const }] };
    await answerOf(rest.POST('/api/v1/users', { body: person }));
    const line = new StuckLine(new URL(server.url));
    scratch.defer(() => line.close());
    const origin = await line.open();

    const page = await (await openBrowser(scratch)).newPage();
    page.setDefaultTimeout(PAGE_MS_MAX);
    await signIn(page, origin, person);
    await page.goto(`${origin}/products/train/upload`);
    const elf = readFileSync(ELF);
    const buffer = Buffer.concat([elf, Buffer.alloc(FILE_BYTES - elf.length)]);
    const file = { name: 'train.elf', mimeType: 'application/octet-stream', buffer };
    await page.getByLabel('File of the release').setInputFiles(file);
    await page.getByRole('textbox', { name: 'Version', exact: true }).fill('1.1.0');
    await page.getByRole('textbox', { name: 'Security counter' }).fill('2');
    await page.getByRole('button', { name: 'Hardware, what it replaces, and more …', exact: true }).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByLabel('Map of the linker', { exact: true }).click();
    await (await chooser).setFiles(MAP);
    await page.getByText('twinbank-g4-1.1.0.map', { exact: true }).waitFor();

    const signedIn = await fetch(`${server.url}/api/v1/session`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ name: person.name, password: PASSWORD }),
    });
    const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
    const { csrfToken } = (await signedIn.json()) as { csrfToken: string };
    const own = createRestClient({ server: server.url, session: { cookie, csrfToken } });
    /** Waits until the server has so much, past the line. */
    const stored = (bytes: number): Promise<unknown> =>
      until(async () => {
        const call = own.GET('/api/v1/products/{product}/uploads', { params: { path: { product: 'train' } } });
        return (await answerOf(call)).items.some(({ offset }) => offset >= bytes);
      }, `${bytes} bytes at the server`);

    const offsets: number[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
    });
    let stuck = line.pass(FIRST_BYTES);
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await stuck;
    await stored(2 * PIECE_BYTES);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page
      .getByRole('status')
      .getByText(/^Paused\. The server keeps/)
      .waitFor();
    stuck = line.pass(MORE_BYTES);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await stuck;
    await stored(4 * PIECE_BYTES);
    line.cut();
    await page.getByText('Release 1.1.0 is there', { exact: true }).waitFor();
    // Each goes on behind what the server had: after the pause behind two full pieces at least, after the cut behind four.
    expect(offsets[0]).toBe(0);
    expect(offsets).toEqual([...new Set(offsets)].sort((one, other) => one - other));
    expect(offsets.some((offset) => offset >= 2 * PIECE_BYTES && offset < FIRST_BYTES)).toBe(true);
    expect(offsets.at(-1)).toBeGreaterThanOrEqual(4 * PIECE_BYTES);
    const shown = await answerOf(
      rest.GET('/api/v1/products/{product}/releases/{version}', {
        params: { path: { product: 'train', version: '1.1.0' } },
      }),
    );
    expect(shown.file).toMatchObject({ length: FILE_BYTES });
    expect(shown.findings?.map(({ code }) => code)).toContain('map_read');

    // Four that were begun and left: a fifth is refused until they are given up.
    for (let begun = 0; begun < UNFINISHED_MAX; begun++) {
      const call = own.POST('/api/v1/products/{product}/releases', {
        ...{ params: { path: { product: 'train' } }, body: {} as never, bodySerializer: () => undefined },
        headers: { 'content-type': PACKAGE_MEDIA_TYPE, 'upload-complete': '?0', 'upload-length': '1000000' },
      });
      expect((await call).response.status).toBe(201);
    }
    await page.getByRole('button', { name: 'Upload another', exact: true }).click();
    await page.getByLabel('File of the release').setInputFiles(file);
    await page.getByRole('textbox', { name: 'Version', exact: true }).fill('1.1.1');
    await page.getByRole('textbox', { name: 'Security counter' }).fill('2');
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await page.getByText('uploads_unfinished').first().waitFor();
    await page.getByRole('button', { name: 'Give them up …', exact: true }).waitFor();
    expect(
      await page
        .getByRole('listitem')
        .filter({ hasText: /bytes of .*, begun/ })
        .count(),
    ).toBe(UNFINISHED_MAX);
    await page.getByRole('button', { name: 'Give them up …', exact: true }).click();
    await page.getByRole('button', { name: `Give up ${UNFINISHED_MAX}`, exact: true }).click();
    await page.getByText('None of yours for this product').waitFor();
    const left = own.GET('/api/v1/products/{product}/uploads', { params: { path: { product: 'train' } } });
    expect((await answerOf(left)).items.filter(({ complete }) => !complete)).toEqual([]);
  }, 240_000);
});
