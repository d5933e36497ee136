import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import type { EventKind } from '@twinbank/events';
import { EventBus } from '@twinbank/ports';

import { OPERATOR } from '@twinbank/database/testing/test-database';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';
import { EventFeed } from './event-feed.js';

interface Shown {
  readonly id?: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** A reader of the stream that behaves like a browser. */
class Reader {
  readonly shown: Shown[] = [];
  private constructor(private readonly abort: AbortController) {}

  static async open(url: string, token: string, lastId?: string): Promise<Reader> {
    const abort = new AbortController();
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}`, ...(lastId !== undefined && { 'last-event-id': lastId }) },
      signal: abort.signal,
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = new Reader(abort);
    void reader.read(response.body!).catch(() => undefined);
    return reader;
  }

  close(): void {
    this.abort.abort();
  }

  async wait(count: number): Promise<Shown[]> {
    for (let i = 0; i < 200 && this.shown.length < count; i++) await sleep(25);
    return this.shown;
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    for await (const chunk of body) {
      text += Buffer.from(chunk).toString();
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        this.take(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
  }

  private take(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')];
    if (event !== undefined && data !== undefined)
      this.shown.push({ ...(id !== undefined && { id }), event, data: JSON.parse(data) as Record<string, unknown> });
  }
}

describe('live events', () => {
  let server: ServerUnderTest;
  let url: string;
  let token: string;
  const readers: Reader[] = [];
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    url = `${await server.listen()}/api/v1/events`;
    token = await server.token('read');
  }, SERVER_START_MS);
  beforeEach(() => {
    for (const reader of readers.splice(0)) reader.close();
  });
  afterAll(async () => {
    for (const reader of readers) reader.close();
    await server.stop();
  });

  const watch = async (query = '', lastId?: string): Promise<Reader> => {
    const reader = await Reader.open(`${url}${query}`, token, lastId);
    readers.push(reader);
    return reader;
  };
  const unwatched = async (): Promise<boolean> => {
    for (let i = 0; i < 40 && server.get(EventBus).watched; i++) await sleep(25);
    return !server.get(EventBus).watched;
  };
  const happen = async (kind: EventKind, subject: { campaignId?: number; deviceId?: string } = {}): Promise<void> => {
    await server.database.events.append([
      { atMs: Date.now(), kind, ...subject, actor: OPERATOR, data: { reason: 'a test' } },
    ]);
    server.get(EventBus).recorded();
  };

  it('are shown from now on, in order, each with its id', async () => {
    await happen('job_excluded');
    const reader = await watch();
    await happen('job_succeeded');
    await happen('job_failed');
    const shown = await reader.wait(2);
    expect(shown.map(({ event }) => event)).toEqual(['job_succeeded', 'job_failed']);
    expect(Number(shown[1]!.id)).toBe(Number(shown[0]!.id) + 1);
    expect(shown[0]!.data).toMatchObject({ kind: 'job_succeeded', data: { reason: 'a test' } });
  });

  it('go on after the last that the reader has, each once', async () => {
    const reader = await watch();
    await happen('job_excluded');
    const [seen] = await reader.wait(1);
    reader.close();
    await happen('job_succeeded');
    await happen('job_failed');
    const again = await watch('', seen!.id);
    await happen('attempt_failed');
    await again.wait(3);
    await sleep(300);
    expect(again.shown.map(({ event }) => event)).toEqual(['job_succeeded', 'job_failed', 'attempt_failed']);
  });

  it('go on after the last also where far more was missed than a slow reader may leave lying', async () => {
    const from = await server.database.events.latestId();
    const long = 'x'.repeat(2000);
    for (let page = 0; page < 3; page++) {
      await server.database.events.append(
        Array.from({ length: 500 }, () => ({
          atMs: Date.now(),
          kind: 'job_rejected',
          actor: OPERATOR,
          data: { reason: long },
        })),
      );
    }
    const reader = await watch('', String(from));
    await happen('attempt_failed');
    await reader.wait(1501);
    expect(reader.shown.map(({ event }) => event)).toEqual([
      ...new Array<string>(1500).fill('job_rejected'),
      'attempt_failed',
    ]);
  });

  it('are narrowed to a campaign or a device', async () => {
    const ofCampaign = await watch('?campaign=7');
    const ofDevice = await watch('?device=d-7');
    await happen('campaign_stopping', { campaignId: 7 });
    await happen('campaign_stopping', { campaignId: 8 });
    await happen('job_cancelled', { deviceId: 'd-7' });
    expect((await ofCampaign.wait(1)).map(({ data }) => data['campaign'])).toEqual([7]);
    expect((await ofDevice.wait(1)).map(({ data }) => data['device'])).toEqual(['d-7']);
    await sleep(300);
    expect([ofCampaign.shown.length, ofDevice.shown.length]).toEqual([1, 1]);
  });

  it('include passing progress, which has no id', async () => {
    const reader = await watch('?device=d-1');
    expect(server.get(EventBus).watched).toBe(true);
    server
      .get(EventBus)
      .publish({ atMs: Date.now(), kind: 'job_progress', deviceId: 'd-1', jobId: 3, data: { done: 1, total: 9 } });
    expect(await reader.wait(1)).toEqual([
      { event: 'job_progress', data: expect.objectContaining({ job: 3, data: { done: 1, total: 9 } }) as object },
    ]);
  });

  it('of other servers come without being told', async () => {
    const reader = await watch();
    await server.database.events.append([{ atMs: Date.now(), kind: 'job_timed_out', actor: OPERATOR, data: {} }]);
    expect((await reader.wait(1)).map(({ event }) => event)).toEqual(['job_timed_out']);
  });

  it('are no work for the server when nobody looks', async () => {
    const reader = await watch();
    reader.close();
    expect(await unwatched()).toBe(true);
  });

  it('are not opened by who asks for the headers only, however often', async () => {
    await unwatched();
    for (let i = 0; i < 201; i++) {
      const { status, headers } = await fetch(url, { method: 'HEAD', headers: { authorization: `Bearer ${token}` } });
      expect([status, headers.get('content-type'), headers.get('content-length')]).toEqual([
        200,
        'text/event-stream',
        null,
      ]);
    }
    expect(server.get(EventBus).watched).toBe(false);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(401);
  });

  it('are given up where the reader went away before they were sent', async () => {
    await unwatched();
    const feed = server.get(EventFeed);
    const watchFeed = feed.watch.bind(feed);
    const gone = request(url, { headers: { authorization: `Bearer ${token}` } }).on('error', () => undefined);
    const began = jest.fn();
    const slow = jest.spyOn(feed, 'watch').mockImplementation(async (listener) => {
      gone.destroy();
      await sleep(200);
      began();
      return watchFeed(listener);
    });
    gone.end();
    for (let i = 0; i < 80 && began.mock.calls.length === 0; i++) await sleep(25);
    slow.mockRestore();
    await sleep(50);
    expect([began.mock.calls.length, await unwatched()]).toEqual([1, true]);
  });

  it('are shown once where the past showed them before they came live', async () => {
    const from = await server.database.events.latestId();
    const watcher = await watch();
    await server.database.events.append([{ atMs: Date.now(), kind: 'job_succeeded', actor: OPERATOR, data: {} }]);
    const reader = await watch('', String(from));
    await reader.wait(1);
    await happen('job_failed');
    await reader.wait(2);
    await sleep(300);
    expect([watcher.shown, reader.shown].map((shown) => shown.map(({ event }) => event))).toEqual([
      ['job_succeeded', 'job_failed'],
      ['job_succeeded', 'job_failed'],
    ]);
  });

  it('can be read back in pages', async () => {
    for (const kind of ['job_succeeded', 'job_failed', 'job_rejected'] as const) await happen(kind, { campaignId: 99 });
    const first = (await server.send('GET', 'events/log?campaign=99&limit=2', { scope: 'read' })).json;
    expect(first.items.map(({ kind }: { kind: string }) => kind)).toEqual(['job_succeeded', 'job_failed']);
    expect((await server.send('GET', `events/log?campaign=99&limit=2&after=${first.next}`)).json.items).toMatchObject([
      { kind: 'job_rejected', campaign: 99 },
    ]);
    expect(await server.send('GET', 'events?campaign=x')).toMatchObject({
      status: 400,
      json: { code: 'request_invalid' },
    });
  });
});
