import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { Scratch, type ServerProcess } from '@twinbank/fleet';
import { until } from '@twinbank/testkit/until';
import type { Page } from 'playwright-core';
import { setTimeout as sleep } from 'node:timers/promises';

import { ground } from '../ground.js';
import { begin, type Story } from '../story.js';
import { hasBrowser, openBrowser, PAGE_MS_MAX, signIn } from './browser.js';
import { makePeople } from './furnishing.js';
import { Front } from './testing/front.js';

const ADA = { name: 'ada', password: 'three banks are one too many' };
/** The console waits 40 seconds for a sign of life. */
const STALE_MS_MAX = 60_000;
const CUT_EVERY_MS = 5000;
const CUTS = 3;
/** Within which the console has caught up, however the machine is busy. */
const CAUGHT_UP = { timeout: 60_000 };

/** In the browser that TEST_CHROMIUM names, or Debian's. */
(hasBrowser() ? describe : describe.skip)(
  `the console that is watched while its server has trouble (${ground.name})`,
  () => {
    const scratch = new Scratch();
    let story: Story;
    let server: ServerProcess;
    let front: Front;
    let page: Page;
    let id: string;
    const freshness = () => page.getByRole('status', { name: 'Freshness' });
    const isShown = (tag: string) =>
      page.getByRole('table', { name: 'Devices' }).getByText(tag, { exact: true }).waitFor(CAUGHT_UP);
    const isLive = () => freshness().getByText('Live', { exact: true }).waitFor(CAUGHT_UP);
    const tag = (name: string) =>
      answerOf(story.client.rest.PATCH('/api/v1/devices/{id}', { params: { path: { id } }, body: { tags: [name] } }));
    const isMarked = () => page.evaluate('globalThis.isMarked === true');

    beforeAll(async () => {
      story = await begin(scratch, [{ product: 'drive', part: 'STM32G484', policy: 'keep-previous', devices: 3 }]);
      server = story.server;
      await makePeople(story.client, ADA);
      front = await Front.start(scratch, server.url);
      page = await (await (await openBrowser(scratch)).newContext()).newPage();
      page.setDefaultTimeout(PAGE_MS_MAX);
      await signIn(page, front.url, ADA);
      const devices = page.getByRole('table', { name: 'Devices' });
      id = await devices.getByRole('link').first().innerText();
      await page.evaluate('globalThis.isMarked = true');
      await isLive();
    }, 180_000);
    afterAll(() => scratch.clear(), 60_000);

    it('catches up behind a proxy that cuts every connection again and again, also on what happened in between', async () => {
      const cutting = setInterval(() => front.cut(), CUT_EVERY_MS);
      try {
        for (let cut = 0; cut < CUTS; cut++) {
          await tag(`cut-${cut}`);
          await isShown(`cut-${cut}`);
          await sleep(CUT_EVERY_MS);
        }
        // What changes while nothing gets through is not told afterwards.
        front.isCut = true;
        front.cut();
        await freshness().getByText('Stale since').waitFor();
        await tag('unheard');
        front.isCut = false;
        await isShown('unheard');
      } finally {
        clearInterval(cutting);
        front.isCut = false;
      }
      await isLive();
      expect(await isMarked()).toBe(true);
    }, 180_000);

    it('says that a server that stands still is stale, and catches up when it goes on', async () => {
      process.kill(server.pid, 'SIGSTOP');
      try {
        await freshness().getByText('Stale since').waitFor({ timeout: STALE_MS_MAX });
      } finally {
        process.kill(server.pid, 'SIGCONT');
      }
      await isLive();
      await tag('awake');
      await isShown('awake');
      expect(await isMarked()).toBe(true);
    }, 180_000);

    it('is live again after two restarts, one after the other, and was not loaded anew', async () => {
      for (const name of ['once', 'twice']) {
        await server.kill();
        await freshness().getByText('Stale since').waitFor();
        server = await server.restart();
        scratch.defer(() => server.stop());
        const isReady = async (): Promise<boolean> => (await story.client.rest.GET('/api/v1/health/ready')).response.ok;
        await until(isReady, 'ready again', { withinMs: 30_000, everyMs: 200 });
        await tag(name);
        await isShown(name);
        await isLive();
      }
      expect(await isMarked()).toBe(true);
    }, 240_000);
  },
);
