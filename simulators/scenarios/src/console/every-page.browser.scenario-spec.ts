import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { renamedFirmware, Scratch } from '@twinbank/fleet';
import { until } from '@twinbank/testkit/until';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { ground } from '../ground.js';
import { NEW } from '../story.js';
import { hasBrowser, openBrowser, PAGE_MS_MAX, signIn } from './browser.js';
import { costOf, flood } from './budget.js';
import { openExhibit, type Exhibit } from './exhibit.js';
import { focused, follow, tabTo, typeInto } from './keyboard.js';
import { placesOf, routesOfConsole } from './places.js';
import { openPlace, settled, tooWide, violationsOf } from './reading.js';
import { lookIntoDialogs } from './testing/dialogs.js';
import { tour } from './testing/tour.js';

const DESK = { width: 1280, height: 800 };
/** Pages that are open all day. */
const MAIN = new Set(['fleet', 'device', 'campaign-running', 'composer']);
/** Compressed, with what the page asks of the interface. */
const BYTES_MAX = 400 * 1024;
const REQUESTS_MAX = 80;
/** One is the goal; a machine that runs everything else at the same time interrupts a page now and then. */
const TOO_LONG_MAX = 5;
/** However busy the machine is: a page that answers to nobody for so long, in milliseconds, is frozen. */
const FROZEN_MS = 1500;
/** What is uploaded by hand; nothing else has it. */
const AFTER = renamedFirmware('STM32G484', NEW, '1.3.0');
const PHONE = { width: 375, height: 812 };

/** In the browser that TEST_CHROMIUM names, or Debian's. */
(hasBrowser() ? describe : describe.skip)(`the console (${ground.name})`, () => {
  const scratch = new Scratch();
  let exhibit: Exhibit;
  let browser: Browser;
  /** Pages of one context belong to the same person. */
  const newContext = async (): Promise<BrowserContext> => {
    const context = await browser.newContext({ viewport: DESK, colorScheme: 'light', reducedMotion: 'reduce' });
    context.setDefaultTimeout(PAGE_MS_MAX);
    return context;
  };
  const newPage = async (): Promise<Page> => (await newContext()).newPage();

  beforeAll(async () => {
    exhibit = await openExhibit(scratch);
    browser = await openBrowser(scratch);
  }, 300_000);
  afterAll(() => scratch.clear(), 60_000);

  describe('on every page', () => {
    const faults: string[] = [];
    /** Dialogs that were looked at, by the address of their page as the router has it. */
    const dialogs = new Map<string, Set<string>>();
    const titles = new Map<string, string>();

    /** A page is opened once, and looked at in every way. */
    const look = async (page: Page, name: string): Promise<void> => {
      const add = (how: string, found: readonly string[]): void =>
        void faults.push(...found.map((fault) => `${name} ${how}: ${fault}`));
      add('light', await violationsOf(page));
      await page.emulateMedia({ colorScheme: 'dark' });
      await settled(page);
      add('dark', await violationsOf(page, ['color-contrast', 'link-in-text-block']));
      await page.setViewportSize(PHONE);
      add('narrow', [...(await tooWide(page)), ...(await violationsOf(page, ['target-size']))]);
      titles.set(name, await page.title());
      await page.setViewportSize(DESK);
      await page.emulateMedia({ colorScheme: 'light' });
    };

    beforeAll(async () => {
      const context = await newContext();
      const newTab = (): Promise<Page> => context.newPage();
      const first = await newTab();
      await first.goto(exhibit.story.server.url);
      await first.getByRole('button', { name: 'Sign in' }).waitFor();
      await look(first, 'sign-in');
      await signIn(first, exhibit.story.server.url, exhibit.person);
      const failed = await tour(
        placesOf(exhibit),
        { first, newPage: newTab, lanes: 2 },
        async ({ page, place, step }) => {
          await openPlace(page, exhibit.story.server.url, place);
          step('looked at');
          await look(page, place.name);
          const seen = dialogs.get(place.route) ?? new Set();
          dialogs.set(place.route, seen);
          faults.push(...(await lookIntoDialogs(page, seen, step)).map((fault) => `${place.name} ${fault}`));
        },
      );
      faults.push(...failed);
    }, 600_000);

    it('is opened: no address of the router is forgotten', () => {
      const opened = new Set(placesOf(exhibit).map(({ route }) => route));
      expect([...opened].sort()).toEqual(routesOfConsole());
    });

    it('has no serious fault by axe in either theme, is as wide as a phone, and its targets can be met with a finger', () => {
      expect(faults).toEqual([]);
    });

    it('opens its dialogs, of which none was forgotten: each was looked at with axe', () => {
      const opened = [...dialogs].flatMap(([route, names]) => [...names].map((name) => `${route} ${name}`));
      expect(opened).toEqual(
        expect.arrayContaining([
          '/products/$product Delete …',
          '/campaigns/$campaign Stop …',
          '/users New user …',
          '/webhooks/$webhook Rotate secret …',
          '/fleet Deactivate …',
          '/tokens New token …',
        ]),
      );
      expect(opened.length).toBeGreaterThan(30);
    });

    it('names its tab by what it shows and where that belongs, unlike any other', () => {
      const told = [...titles.values()];
      expect(told.filter((title) => !/^.+ · Twinbank$/.test(title))).toEqual([]);
      expect(told.filter((title, index) => told.indexOf(title) !== index)).toEqual([]);
    });
  });

  describe('with a keyboard and nothing else', () => {
    let keys: Page;
    const heading = (): Promise<string> => focused(keys).then(({ name }) => name);
    const arrive = async (name: string): Promise<void> => {
      await keys.getByRole('heading', { level: 1, name, exact: true }).waitFor();
      await until(async () => (await heading()) === name, `the heading ${name}`);
    };
    const order = async (name: string): Promise<void> => {
      await follow(keys, `${name} …`);
      await keys.getByRole('dialog').waitFor();
      await follow(keys, name);
      await keys.getByRole('dialog').waitFor({ state: 'detached' });
    };

    beforeAll(async () => {
      keys = await newPage();
      // What a mouse does would be a mistake of this test: from here on nothing clicks.
      await keys.goto(`${exhibit.story.server.url}/products`);
      await keys.getByRole('button', { name: 'Sign in' }).waitFor();
    });

    it('signs in, and goes past the navigation', async () => {
      expect((await focused(keys)).name).toBe('Name');
      await keys.keyboard.type(exhibit.person.name);
      await typeInto(keys, 'Password', exhibit.person.password);
      await keys.keyboard.press('Enter');
      await keys.getByRole('heading', { name: 'Products' }).waitFor();
      await keys.getByRole('link', { name: 'drive', exact: true }).waitFor();
      await follow(keys, 'Skip to the page');
      await follow(keys, 'drive');
      await arrive('drive');
    });

    it('uploads a release', async () => {
      await follow(keys, 'Upload …');
      await keys.getByRole('button', { name: 'Choose a file …' }).waitFor();
      const chooser = keys.waitForEvent('filechooser');
      await follow(keys, 'Choose a file …');
      const { version, bytes, counter } = AFTER;
      const file = { name: 'drive.bin', mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) };
      await (await chooser).setFiles(file);
      await typeInto(keys, 'Version', version);
      await typeInto(keys, 'Security counter', String(counter));
      await follow(keys, 'Upload');
      await keys.getByText(`Release ${version} is there`, { exact: true }).waitFor();
      await follow(keys, 'Open the release');
      await arrive(`drive ${version}`);
    });

    it('writes a campaign and starts it', async () => {
      await follow(keys, 'Write a campaign');
      await arrive('New campaign');
      await typeInto(keys, 'Name', 'by hand');
      await typeInto(keys, 'At once', '1');
      await keys.getByLabel('Wave 1: 5 devices').waitFor();
      await follow(keys, 'Write it down');
      await arrive('by hand');
      await order('Start');
      await keys.getByText('running', { exact: true }).first().waitFor();
    });

    it('pauses it, resumes it, and stops it; a dialog that is left gives the focus back', async () => {
      await keys.getByRole('button', { name: 'Pause …' }).waitFor();
      await order('Pause');
      await keys.getByText('paused', { exact: true }).first().waitFor();
      await keys.getByRole('button', { name: 'Resume …' }).waitFor();
      await order('Resume');
      await keys.getByText('running', { exact: true }).first().waitFor();
      await follow(keys, 'Stop …');
      await keys.getByRole('dialog').waitFor();
      await keys.keyboard.press('Escape');
      await keys.getByRole('dialog').waitFor({ state: 'detached' });
      expect((await focused(keys)).name).toBe('Stop …');
      await keys.keyboard.press('Enter');
      await keys.getByRole('dialog').waitFor();
      await follow(keys, 'Stop');
      await keys
        .getByText(/^stopp(?:ing|ed)$/)
        .first()
        .waitFor();
    });

    it('finds devices by a selection, chooses one of them, and gives it a tag', async () => {
      await follow(keys, 'Fleet');
      await arrive('Fleet');
      await typeInto(keys, 'Selection of devices', 'product==drive');
      await keys.keyboard.press('Enter');
      const devices = keys.getByRole('table', { name: 'Devices' });
      const id = await devices.getByRole('link').first().innerText();
      await tabTo(keys, `Choose ${id}`);
      await keys.keyboard.press('Space');
      await follow(keys, 'Tag …');
      const dialog = keys.getByRole('dialog');
      await typeInto(keys, 'Tag', 'by-hand');
      await typeInto(keys, 'Type 1 to confirm the number of devices', '1');
      await keys.keyboard.press('Enter');
      await dialog.getByText('Done for 1, refused for 0.').waitFor();
      await keys.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await devices.getByText('by-hand').waitFor();
    });

    it('approves what somebody else wrote', async () => {
      await follow(keys, 'Campaigns');
      await arrive('Campaigns');
      const { name } = await exhibit.story.client.campaign(exhibit.campaigns.draft);
      await follow(keys, name);
      await arrive(name);
      await keys.getByRole('button', { name: 'Approve …' }).waitFor();
      await order('Approve');
      await keys.getByRole('button', { name: 'Start …' }).waitFor();
    });
  });

  describe('costs', () => {
    let page: Page;

    beforeAll(async () => {
      page = await newPage();
      await signIn(page, exhibit.story.server.url, exhibit.person);
    });

    it('few requests and few bytes when it is opened for the first time, all of them of its own host', async () => {
      const told: string[] = [];
      for (const place of placesOf(exhibit).filter(({ name }) => MAIN.has(name))) {
        const { requests, bytes, elsewhere, readyMs } = await costOf(page, exhibit.story.server.url, place);
        told.push(
          `${place.name}: ${requests} requests, ${Math.round(bytes / 1024)} KiB, shown after ${Math.round(readyMs)} ms`,
        );
        expect(elsewhere).toEqual([]);
        expect([place.name, requests <= REQUESTS_MAX, bytes <= BYTES_MAX]).toEqual([place.name, true, true]);
      }
      process.stderr.write(`${told.join('\n')}\n`);
      expect(told.length).toBe(MAIN.size);
    });

    it('nobody the use of a page while 1000 devices tell of their updates, and few requests', async () => {
      const place = placesOf(exhibit).find(({ name }) => name === 'campaign-running')!;
      const { streams, longTasksMs, requests } = await flood(
        page,
        exhibit.story.server.url,
        place,
        exhibit.campaigns.running,
        1000,
      );
      const tooLong = longTasksMs.filter((ms) => ms > 200);
      process.stderr.write(
        `tasks of a flooded page, in ms: ${longTasksMs.map(Math.round).join(', ') || 'none is long'}\n`,
      );
      expect(streams).toBeGreaterThanOrEqual(2);
      expect(requests).toBeGreaterThan(0);
      expect(tooLong.length).toBeLessThanOrEqual(TOO_LONG_MAX);
      expect(longTasksMs[0] ?? 0).toBeLessThan(FROZEN_MS);
      expect(requests).toBeLessThanOrEqual(REQUESTS_MAX);
    });
  });
});
