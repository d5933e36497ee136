import { describe, expect, it } from '@jest/globals';

import { answersOfServer } from '../../testing/runs.js';
import { answering, runInMemory, SIGNED_IN, type Ran, type World } from '../../testing/run-in-memory.js';

type Seen = { request: Request; body: string }[];

/** Runs a command line against a server that answers, and tells what was asked of it. */
async function run(words: readonly string[], world: World = {}): Promise<Ran & { seen: Seen }> {
  const seen: Seen = [];
  const ran = await runInMemory(words, { env: SIGNED_IN, fetch: answering(answersOfServer(), seen), ...world });
  return { ...ran, seen };
}

describe('the end of a device', () => {
  it('is ordered by its id, once more, and a reason', async () => {
    const asked: [string, unknown][] = [];
    const fetch = async (request: Request): Promise<Response> => {
      asked.push([new URL(request.url).pathname, await request.json()]);
      return Response.json({ id: 'm-1', product: 'motor', state: 'disposing' });
    };
    const words = ['devices', 'dispose', 'm-1', '--reason', 'scrapped', '--yes', 'm-1'];
    expect((await run(words, { fetch: fetch as never })).exit).toBe(0);
    expect(asked).toEqual([['/api/v1/devices/m-1/disposal', { confirm: 'm-1', reason: 'scrapped' }]]);
  });

  it('is not ordered for another id, nor without anybody who confirms it', async () => {
    for (const words of [['--yes', 'm-2'], []]) {
      const { exit, seen } = await run(['devices', 'dispose', 'm-1', '--reason', 'scrapped', ...words]);
      expect([exit === 0, seen]).toEqual([false, []]);
    }
  });

  const PREVIEW = { devices: 3, ready: 2, neverSeen: 1, inCampaign: 0, cannotBeTold: 0, ending: 4 };
  const ITEMS = [
    { id: 'm-1', status: 200, standing: 'not-confirmed' },
    { id: 'm-2', status: 409, code: 'device_never_seen', detail: 'm-2 has never connected' },
    { id: 'm-3', status: 200, standing: 'not-confirmed' },
  ];
  /** A server with three devices that are selected, which takes so many of them at a time. */
  const selecting = (atOnce: number, preview: object = PREVIEW) => {
    const asked: [path: string, body: Record<string, unknown>, key: string | null][] = [];
    const fetch = async (request: Request): Promise<Response> => {
      const [path, body] = [new URL(request.url).pathname, (await request.json()) as Record<string, unknown>];
      asked.push([path.slice('/api/v1/devices/bulk/'.length), body, request.headers.get('idempotency-key')]);
      if (path.endsWith('preview')) return Response.json(preview);
      const from = ITEMS.findIndex(({ id }) => id === body['after']) + 1;
      const items = ITEMS.slice(from, from + atOnce);
      const remaining = ITEMS.length - from - items.length;
      const refused = items.filter(({ status }) => status !== 200).length;
      const next = remaining > 0 && { next: items.at(-1)!.id };
      return Response.json({ done: items.length - refused, refused, items, remaining, ...next });
    };
    return { asked, fetch: fetch as never };
  };
  const bySelection = ['devices', 'dispose', '--select', 'tags==old', '--reason', 'site closed'];

  it('is ordered for a selection by the number of its devices, some at a time, and says of each what became of it', async () => {
    const { asked, fetch } = selecting(2);
    const words = [...bySelection, '--also', 'in-campaign', 'cannot-be-told', '--yes', '3', '--output', 'json'];
    const { exit, stdout, stderr } = await run(words, { fetch });
    expect([exit, JSON.parse(stdout)]).toEqual([1, ITEMS]);
    expect(stderr).toContain('The end of 2 devices is ordered; 1 refused.\n');
    const order = { filter: 'tags==old', reason: 'site closed', also: ['in-campaign', 'cannot-be-told'] };
    expect(asked.map(([path, body]) => [path, body])).toEqual([
      ['dispose-preview', { filter: 'tags==old' }],
      ['dispose-selected', { ...order, confirm: 3 }],
      ['dispose-selected', { ...order, confirm: 1, after: 'm-2' }],
    ]);
    const keys = asked.slice(1).map(([, , key]) => key);
    expect(new Set([...keys, null]).size).toBe(3);
  });

  it('counts a device once that the database did not answer for at first', async () => {
    const answers = [
      PREVIEW,
      {
        ...{ done: 1, refused: 2, remaining: 2, next: 'm-1' },
        items: [ITEMS[0], ...['m-2', 'm-3'].map((id) => ({ id, status: 503, code: 'overloaded', detail: '' }))],
      },
      { done: 2, refused: 0, remaining: 0, items: ['m-2', 'm-3'].map((id) => ({ ...ITEMS[0], id })) },
    ];
    const fetch = (async () => Response.json(answers.shift())) as never;
    const { exit, stdout, stderr } = await run([...bySelection, '--yes', '3', '-o', 'ndjson'], { fetch });
    expect([exit, stdout.trim().split('\n').length]).toEqual([0, 3]);
    expect(stderr).toContain('The end of 3 devices is ordered; 0 refused.');
  });

  describe('where the server does not go on', () => {
    const again =
      'give the command once more, with the number of devices that are left; those whose end is ordered are not among them';
    /** Gives the order to a server that takes one device, and then answers so. */
    const after = async (answer: () => Response): Promise<Ran & { orders: (string | null)[] }> => {
      const { asked, fetch } = selecting(1);
      const then = async (request: Request): Promise<Response> => {
        const ordered = asked.filter(([path]) => path === 'dispose-selected').length;
        const answered = await (fetch as (request: Request) => Promise<Response>)(request);
        return ordered > 0 ? answer() : answered;
      };
      const ran = await run([...bySelection, '--yes', '3', '-o', 'ndjson'], { fetch: then });
      return { ...ran, orders: asked.slice(1).map(([, , key]) => key) };
    };

    it('says what is so as far as was answered, and how to go on, where the answer is lost', async () => {
      const lost = new TypeError('fetch failed', { cause: new Error('read ECONNRESET') });
      const { exit, stdout, stderr, orders } = await after(() => {
        throw lost;
      });
      expect([exit, stdout]).toEqual([1, `${JSON.stringify(ITEMS[0])}\n`]);
      expect(stderr).toContain('The end of 1 device is ordered; 0 refused, as far as was answered.');
      expect(stderr).toContain(`It may have been carried out: ${again}.`);
      expect(new Set(orders).size).toBe(2);
    });

    it('names no option that the command has not, where the server is overloaded', async () => {
      const overloaded = { code: 'overloaded', detail: 'wait', facts: { retryAfterMs: 6000 } };
      const { exit, stderr } = await after(() => Response.json(overloaded, { status: 503 }));
      expect([exit, stderr.includes('--order-id')]).toEqual([1, false]);
      expect(stderr).toContain(`The server refused it each time: ${again}.`);
      expect(stderr).toContain('The end of 1 device is ordered; 0 refused, as far as was answered.');
    });
  });

  it('is asked for at a terminal with what is selected, and not ordered for another number', async () => {
    const { asked, fetch } = selecting(3);
    const questions: string[] = [];
    const text = async (question: string): Promise<string> => (questions.push(question), '2');
    const { exit, stderr } = await run(bySelection, { fetch, terminal: true, questions: { text } });
    expect([exit, questions]).toEqual([2, ['There is no way back. Type the number of devices, 3']]);
    expect(stderr).toContain('3 devices: 2 that can be told, without an open job; 1 never connected;');
    expect((await run([...bySelection, '--yes', 'all'], { fetch })).exit).toBe(2);
    expect(asked.map(([path]) => path)).toEqual(['dispose-preview', 'dispose-preview']);
    const alone = selecting(1, { ...PREVIEW, devices: 1, ready: 1, neverSeen: 0 });
    const other = await run([...bySelection, '--yes', '2'], { fetch: alone.fetch });
    expect(other.stderr).toContain('1 device: 1 that can be told');
    expect(other.stderr).toContain('the selection has 1 device, and what was confirmed is 2');
  });

  it('is ordered for nobody where nobody is selected, and for a device or a selection, not both', async () => {
    const { asked, fetch } = selecting(3, { ...PREVIEW, devices: 0, ready: 0, neverSeen: 0 });
    const none = await run(bySelection, { fetch });
    expect([none.exit, none.stderr]).toEqual([0, expect.stringContaining('No device is selected')]);
    for (const words of [
      [...bySelection, 'm-1'],
      bySelection.filter((word) => !['--select', 'tags==old'].includes(word)),
    ])
      expect(await run(words, { fetch })).toMatchObject({
        exit: 1,
        stderr: expect.stringContaining('either the id of a device is needed, or --select'),
      });
    expect((await run(['devices', 'dispose', 'm-1', '--reason', 'x', '--also', 'never-seen'], { fetch })).exit).toBe(1);
    expect(asked.map(([path]) => path)).toEqual(['dispose-preview']);
  });
});
