import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Logger } from 'pino';

import type { LiveEvent } from '@twinbank/ports';

import type { OperatorData } from '../auth/operator-data.js';
import type { EventFeed } from './event-feed.js';
import { EventStreams } from './event-streams.js';

const PAST = 100_000;
const long = 'x'.repeat(1000);
const row = (id: number): LiveEvent & { id: number } => ({ id, atMs: 0, kind: 'past', data: { long } });

/** Streams over a feed that the test sends events through, with a past that is longer than any queue. */
function streamsOf() {
  const listeners = new Set<(event: LiveEvent) => void>();
  const feed = {
    position: PAST,
    watch: async (listener: (event: LiveEvent) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const list = async (_filter: object, { after = 0, limit }: { after?: number; limit: number }) => {
    const items = Array.from({ length: Math.min(limit, PAST - after) }, (_, index) => row(after + index + 1));
    return { items, ...(after + limit < PAST && { next: after + limit }) };
  };
  const info = jest.fn();
  const streams = new EventStreams(
    feed as unknown as EventFeed,
    { events: { list }, reach: 'everywhere' } as unknown as OperatorData,
    { info } as unknown as Logger,
  );
  const tell = (event: LiveEvent): void => listeners.forEach((listener) => listener(event));
  return { streams, listeners, info, tell };
}

describe('streams of events', () => {
  const open: { destroy(): void }[] = [];
  afterEach(() => {
    for (const stream of open.splice(0)) stream.destroy();
  });

  it('are cut off where nobody reads the past and too much waits behind it', async () => {
    const { streams, listeners, info, tell } = streamsOf();
    const stream = await streams.start({}, 0);
    open.push(stream);
    await sleep(50);
    let told = 0;
    for (; told < 5000 && !stream.destroyed; told++) tell({ atMs: 0, kind: 'job_progress', data: { long } });
    expect(told).toBeGreaterThan(500);
    expect(told).toBeLessThan(1000);
    expect(info.mock.calls).toEqual([['closed an event stream whose reader is too slow']]);
    await sleep(50);
    expect(listeners.size).toBe(0);
  });

  it('hold no more of the past ready than the reader may leave lying, whatever the size of a page', async () => {
    const { streams } = streamsOf();
    const stream = await streams.start({}, 0);
    open.push(stream);
    await sleep(50);
    expect(stream.destroyed).toBe(false);
    expect(stream.readableLength + stream.writableLength).toBeLessThan(300 * 1024);
  });

  it('go on from the past to what waited', async () => {
    const { streams, tell } = streamsOf();
    const stream = await streams.start({}, PAST - 1000);
    open.push(stream);
    tell({ ...row(PAST + 1), kind: 'live' });
    tell({ ...row(PAST), kind: 'live' });
    let text = '';
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    for (let i = 0; i < 100 && !text.includes('event: live'); i++) await sleep(20);
    expect(text.match(/^id: \d+$/gm)).toEqual(Array.from({ length: 1001 }, (_, index) => `id: ${PAST - 999 + index}`));
  });
});
