import { setTimeout as sleep } from 'node:timers/promises';

import type { Page } from 'playwright-core';

import { openPlace } from './reading.js';
import type { Place } from './places.js';

/** What a page costs whoever opens it with an empty cache. */
export interface Cost {
  readonly requests: number;
  /** On the wire, with headers, as far as compressed answers have come. */
  readonly bytes: number;
  /** Addresses on other hosts. */
  readonly elsewhere: readonly string[];
  /** From the address until the page shows what it was asked for, and takes orders. Depends on the machine. */
  readonly readyMs: number;
}

/** Opens a place in a page that has cached nothing yet, and counts. */
export async function costOf(page: Page, server: string, place: Place): Promise<Cost> {
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  await network.send('Network.setCacheDisabled', { cacheDisabled: true });
  let requests = 0;
  let bytes = 0;
  const elsewhere: string[] = [];
  network.on('Network.requestWillBeSent', ({ request: { url } }) => {
    requests++;
    if (new URL(url).origin !== server) elsewhere.push(url);
  });
  network.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  const began = performance.now();
  await openPlace(page, server, place);
  const readyMs = performance.now() - began;
  await network.detach();
  return { requests, bytes, elsewhere, readyMs };
}

/** What a flood of events did to a page. */
export interface Flood {
  /** How often the page asked for a stream: it was flooded if this is two at least. */
  readonly streams: number;
  /** Tasks during which the page could not answer to anybody, in milliseconds each, the longest first; those above 50 ms. */
  readonly longTasksMs: readonly number[];
  /** Requests for the campaign that followed. */
  readonly requests: number;
}

/** How long the flood lasts, in milliseconds. */
const FLOOD_MS = 8000;

/** Tells a page, in the place of the server, what so many updates tell: in two streams, one after the other, as fast as they can be read. */
export async function flood(
  page: Page,
  server: string,
  place: Place,
  campaign: number,
  devices: number,
): Promise<Flood> {
  const lines = Array.from({ length: devices }, (_, device) => eventsOf(campaign, `flood-${device}`)).flat();
  const body = lines.join('');
  let streams = 0;
  let requests = 0;
  let shown = (): void => undefined;
  const isShown = new Promise<void>((resolve) => (shown = resolve));
  // What is measured begins when the page is shown, so the flood waits for that.
  await page.route('**/api/v1/events*', async (route) => {
    await isShown;
    if (++streams > 2) await route.continue();
    else await route.fulfill({ status: 200, contentType: 'text/event-stream', body });
  });
  await page.addInitScript(`globalThis.longTasks = [];
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ startTime, duration }) => ({ startTime, duration })))).observe({ type: 'longtask', buffered: true });`);
  await openPlace(page, server, place);
  const shownMs = (await page.evaluate('performance.now()')) as number;
  page.on('request', (request) => (requests += Number(request.url().includes(`/api/v1/campaigns/${campaign}`))));
  shown();
  await sleep(FLOOD_MS);
  const tasks = (await page.evaluate('longTasks')) as { startTime: number; duration: number }[];
  const longTasksMs = tasks
    .filter(({ startTime }) => startTime > shownMs)
    .map(({ duration }) => duration)
    .sort((one, other) => other - one);
  return { streams, longTasksMs, requests };
}

const eventsOf = (campaign: number, device: string): string[] =>
  [
    ['job_progress', { stage: 'downloading', done: 1, total: 49 }],
    ['job_progress', { stage: 'swapped' }],
    ['job_succeeded', {}],
  ].map(([kind, data]) => `event: ${String(kind)}\ndata: ${JSON.stringify({ kind, campaign, device, data })}\n\n`);
