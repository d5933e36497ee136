import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Logger } from 'pino';

import type { Events } from '@twinbank/database';
import { EventBus, type LiveEvent } from '@twinbank/ports';
import { ManualClock } from '@twinbank/primitives';

import { EventFeed } from './event-feed.js';

/** A feed over an events table that is an array. */
function feedOf() {
  const table: (LiveEvent & { id: number })[] = [];
  const list = jest.fn(async (_filter: object, { after }: { after: number }) => ({
    items: table.filter(({ id }) => id > after),
  }));
  const latestId = jest.fn(async () => table.length);
  const bus = new EventBus();
  const feed = new EventFeed({ list, latestId } as unknown as Events, bus, new ManualClock(0), {
    warn: jest.fn(),
  } as unknown as Logger);
  const add = (): void => void table.push({ id: table.length + 1, atMs: 0, kind: 'added', data: {} });
  return { feed, bus, list, latestId, add };
}

describe('the feed of events', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is not put off by writes that never pause', async () => {
    const { feed, bus, list, add } = feedOf();
    const heard: LiveEvent[] = [];
    const unwatch = await feed.watch((event) => heard.push(event));
    for (let i = 0; i < 48; i++) {
      add();
      bus.recorded();
      await jest.advanceTimersByTimeAsync(40);
    }
    expect(heard.length).toBeGreaterThan(40);
    expect(list.mock.calls.length).toBeLessThan(20);
    unwatch();
  });

  it('is not put off by readers that keep coming', async () => {
    const { feed, add } = feedOf();
    const heard: LiveEvent[] = [];
    const unwatch = await feed.watch((event) => heard.push(event));
    add();
    for (let i = 0; i < 5; i++) {
      (await feed.watch(() => undefined))();
      await jest.advanceTimersByTimeAsync(1000);
    }
    expect(heard.map(({ id }) => id)).toEqual([1]);
    unwatch();
  });

  it('looks once more, and not once for each write, after a look that takes long', async () => {
    const { feed, bus, list } = feedOf();
    const unwatch = await feed.watch(() => undefined);
    list.mockImplementationOnce(() => new Promise((resolve) => setTimeout(() => resolve({ items: [] }), 10_000)));
    for (let i = 0; i < 120; i++) {
      bus.recorded();
      await jest.advanceTimersByTimeAsync(100);
      if (list.mock.calls.length > 1) break;
    }
    await jest.advanceTimersByTimeAsync(50);
    expect(list.mock.calls.length).toBe(2);
    unwatch();
  });

  it('tells a row once where all readers left, and another came, while it was read', async () => {
    const { feed, list, add } = feedOf();
    const unwatch = await feed.watch(() => undefined);
    add();
    let answer = (): void => undefined;
    list.mockImplementationOnce(
      (_filter, { after }) =>
        new Promise(
          (resolve) => (answer = () => resolve({ items: [{ id: after + 1, atMs: 0, kind: 'added', data: {} }] })),
        ),
    );
    await jest.advanceTimersByTimeAsync(2000);
    unwatch();
    const heard: LiveEvent[] = [];
    const unwatchAgain = await feed.watch((event) => heard.push(event));
    answer();
    await jest.advanceTimersByTimeAsync(2000);
    expect([heard, feed.position]).toEqual([[], 1]);
    unwatchAgain();
  });

  it('forgets a reader whom it could not serve', async () => {
    const { feed, bus, latestId } = feedOf();
    latestId.mockRejectedValueOnce(new Error('no database'));
    await expect(feed.watch(() => undefined)).rejects.toThrow('no database');
    expect(bus.watched).toBe(false);
  });
});
