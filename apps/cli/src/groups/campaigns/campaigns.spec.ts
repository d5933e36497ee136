import { describe, expect, it } from '@jest/globals';

import { answering, runInMemory, SIGNED_IN, type Ran, type World } from '../../testing/run-in-memory.js';
import { answersOfServer, CAMPAIGN, CAMPAIGN_FILE } from '../../testing/runs.js';

type Seen = { request: Request; body: string }[];

async function run(words: string, world: World = {}): Promise<Ran & { seen: Seen }> {
  const seen: Seen = [];
  const fetch = answering(answersOfServer(), seen);
  return { ...(await runInMemory(words.split(' '), { env: SIGNED_IN, fetch, ...world })), seen };
}
const called = ({ request }: Seen[number]): string => `${request.method} ${new URL(request.url).pathname}`;

describe('a campaign', () => {
  it('is written as a file says, in YAML or JSON, also from standard input', async () => {
    const { exit, seen } = await run(`campaigns create ${CAMPAIGN_FILE}`);
    expect([exit, called(seen[0]!)]).toEqual([0, 'POST /api/v1/campaigns']);
    const body = JSON.parse(seen[0]!.body) as object;
    expect(body).toMatchObject({
      name: 'spring',
      product: 'motor',
      release: '1.1.0',
      waves: [{ count: 5 }, { percent: 100 }],
    });
    const again = await run('campaigns create -', { stdin: JSON.stringify(body) });
    expect(JSON.parse(again.seen[0]!.body)).toEqual(body);
  });

  it('goes over releases in between if --hops says so, whatever the file says', async () => {
    const stdin = 'name: spring\nproduct: motor\nrelease: 2.0.0\nhops: single';
    const { seen } = await run('campaigns create - --hops path', { stdin });
    expect(JSON.parse(seen[0]!.body)).toEqual({ name: 'spring', product: 'motor', release: '2.0.0', hops: 'path' });
    const plain = await run('campaigns create -', { stdin });
    expect(JSON.parse(plain.seen[0]!.body)).toMatchObject({ hops: 'single' });
    const wrong = await run('campaigns create - --hops all', { stdin });
    expect([wrong.exit, wrong.seen, wrong.stderr]).toEqual([1, [], expect.stringMatching(/single, path/)]);
  });

  it.each([
    ['{', 'file_malformed: -: '],
    ['name: a\nname: b', 'file_malformed: -: Map keys must be unique'],
    ['- a', 'file_malformed: - does not hold'],
    ['', 'file_malformed: - does not hold'],
    ['a: &a {b: *a}', 'file_malformed: -: Converting circular structure'],
    ['x'.repeat(1024 * 1024 + 1), 'file_unreadable: -'],
    [
      `a: &a [x,x]\n${'bcdefghijklmnop'
        .split('')
        .map((key, at) => `${key}: &${key} [${`*${'abcdefghijklmnop'[at]},`.repeat(9)}]\n`)
        .join('')}`,
      'file_malformed: -: Excessive alias count',
    ],
  ])('is not made of what is none (%#)', async (stdin, line) => {
    const { exit, stdout, stderr, seen } = await run('campaigns create -', { stdin });
    expect([exit, stdout, seen]).toEqual([1, '', []]);
    expect(stderr.startsWith(`twinbank: ${line}`)).toBe(true);
    expect(stderr.split('\n').length).toBe(2);
  });

  it.each(['start', 'pause', 'resume'])('can be ordered to %s', async (order) => {
    const { exit, seen } = await run(`campaigns ${order} 3 --reason ticket-7 --revision a.1`);
    expect([exit, called(seen[0]!), seen.length]).toEqual([0, `POST /api/v1/campaigns/3/${order}`, 1]);
    expect(seen[0]!.request.headers.get('if-match')).toBe('"a.1"');
  });

  describe('whose wave waits at its gate', () => {
    const gates = (...waves: readonly ('open' | 'closed' | 'waiting' | undefined)[]) => ({
      ...answersOfServer(),
      'GET /campaigns/3': { ...CAMPAIGN, waves: waves.map((gate, wave) => ({ wave, ...(gate && { gate }) })) },
    });
    const opened = async (line: string, answers: Readonly<Record<string, unknown>>) => {
      const seen: Seen = [];
      const ran = await runInMemory(line.split(' '), { env: SIGNED_IN, fetch: answering(answers, seen) });
      return { ...ran, seen };
    };

    it.each([
      [2, gates(undefined, 'open', 'waiting', 'closed')],
      [1, gates(undefined, 'closed')],
    ])('is let go on with wave %i, by its number', async (wave, answers) => {
      const { exit, seen } = await opened('campaigns open-gate 3 --revision a.1', answers);
      expect([exit, seen.map(called)]).toEqual([0, ['GET /api/v1/campaigns/3', 'POST /api/v1/campaigns/3/open-gate']]);
      expect([seen[1]!.body, seen[1]!.request.headers.get('if-match')]).toEqual([`{"wave":${wave}}`, '"a.1"']);
    });

    it('is let go on with the wave that is named, without asking which', async () => {
      const { exit, seen } = await opened('campaigns open-gate 3 --wave 4', gates());
      expect([exit, seen.map(called), seen[0]!.body]).toEqual([
        ...[0, ['POST /api/v1/campaigns/3/open-gate'], '{"wave":4}'],
      ]);
    });

    it('is told where there is no such gate', async () => {
      const { exit, seen, stderr } = await opened('campaigns open-gate 3', gates(undefined, 'open'));
      expect([exit, seen.length, stderr]).toEqual([1, 1, expect.stringMatching(/no wave of campaign 3 has a gate/)]);
    });
  });

  it.each(['stop', 'roll-back'])('is asked about before %s', async (order) => {
    expect(await run(`campaigns ${order} 3`)).toMatchObject({ exit: 1, seen: [] });
    const asked: string[] = [];
    const questions = { confirm: async (message: string) => (asked.push(message), false) };
    expect(await run(`campaigns ${order} 3`, { terminal: true, questions })).toMatchObject({ exit: 2, seen: [] });
    expect(asked[0]).toMatch(/^Stop campaign 3 /);
    expect((await run(`campaigns ${order} 3 --yes`)).seen.map(called)).toEqual([`POST /api/v1/campaigns/3/${order}`]);
  });

  it('is approved as it was shown, or as --revision says', async () => {
    const yes = { terminal: true, questions: { confirm: async () => true } };
    const { exit, seen, stderr } = await run('campaigns approve 3', yes);
    expect([exit, seen.map(called)]).toEqual([
      ...[0, ['GET /api/v1/campaigns/3', 'GET /api/v1/campaigns/3/approvals', 'POST /api/v1/campaigns/3/approve']],
    ]);
    expect([seen[2]!.request.headers.get('if-match'), JSON.parse(seen[2]!.body)]).toEqual(['"c.1"', { devices: 9 }]);
    expect(stderr).toMatch('"concurrency": 50');
    const no = await run('campaigns approve 3', { terminal: true, questions: { confirm: async () => false } });
    expect([no.exit, no.seen.length]).toEqual([2, 2]);
    const unseen = await run('campaigns approve 3');
    expect([unseen.exit, unseen.seen, unseen.stderr]).toEqual([1, [], expect.stringMatching(/say --revision/)]);
    for (const revision of ['→', '', 'a"b'])
      expect(
        await runInMemory(['campaigns', 'approve', '3', '--revision', revision], { env: SIGNED_IN }),
      ).toMatchObject({ exit: 1, stderr: expect.stringMatching(/^twinbank: command_line_invalid: /) });
    const blind = await run('campaigns approve 3 --revision x.9');
    expect([blind.seen.length, blind.seen[0]!.request.headers.get('if-match')]).toEqual([1, '"x.9"']);
    const known = await run('campaigns approve 3 --revision x.9 --groups abc --devices 5');
    expect(JSON.parse(known.seen[0]!.body)).toEqual({ groups: 'abc', devices: 5 });
  });

  it('has a number', async () => {
    for (const id of ['0', 'spring', '3/../4', '-1'])
      expect(await run(`campaigns show ${id}`)).toMatchObject({ exit: 1, seen: [] });
  });
});

describe('what a campaign would do', () => {
  it('is told before it is written down: who waits for keys, and for which budgets', async () => {
    const { exit, stdout, seen } = await run(`campaigns preview ${CAMPAIGN_FILE}`);
    expect([exit, seen.map(called)]).toEqual([0, ['POST /api/v1/campaigns/preview']]);
    expect(stdout).toMatch(/leftOut +part_mismatch 2\n/);
    expect(stdout).toMatch(/keysAwaited +3\n/);
    expect(stdout).toMatch(/budgetWaits +site hamburg: 10 devices, 90 s; total: 12 devices, 62 s\n/);
  });
});

describe('what is other than it was', () => {
  it('is told by who approved, and field by field', async () => {
    const { exit, stdout } = await run('campaigns approvals 3');
    expect(exit).toBe(0);
    expect(stdout).toMatch(/reason +approved by ann, then waves was changed by ben\n/);
    expect(stdout).toMatch(/changes +waves: [^;]*"percent":5[^;]* → [^;]*"percent":50/);
    expect(stdout).toMatch(/plan +devices: 9 → 12; keysAwaited: nothing → 3/);
  });

  it('is shown to who is asked to approve', async () => {
    const questions = { confirm: async () => true };
    const { stderr } = await run('campaigns approve 3', { terminal: true, questions });
    expect(stderr).toContain('approved by ann, then waves was changed by ben\nSince then:\n  waves: ');
    expect(stderr).toContain(' (ben)\n  plan: devices: 9 → 12\n  plan: keysAwaited: nothing → 3\n');
    const fetch = answering({
      ...answersOfServer(),
      'GET /campaigns/3/approvals': {
        standing: { standing: 'asked', reason: 'nobody has approved or rejected it' },
        ...{ changes: [], plan: [], items: [] },
      },
    });
    const first = await run('campaigns approve 3', { terminal: true, questions, fetch });
    expect(first.stderr).toContain('nobody has approved or rejected it: nothing to compare with\n');
  });
});

describe('a report', () => {
  const line = (row: object): string => `${JSON.stringify(row)}\n`;
  const job = (device: string, row: number): string => line({ type: 'job', row, device, wave: 0, state: 'succeeded' });
  const reading = (...parts: string[]) => {
    const asked: string[] = [];
    const fetch = async (request: Request): Promise<Response> => {
      asked.push(new URL(request.url).search);
      return new Response(parts[asked.length - 1], { headers: { 'content-type': 'application/x-ndjson' } });
    };
    return run('campaigns report 3 -o ndjson', { fetch }).then((ran) => ({ ...ran, asked }));
  };

  it('is read to its end, part by part', async () => {
    const { exit, stdout, asked } = await reading(
      job('m-1', 1) + job('m-2', 2) + line({ type: 'more', rows: 2, after: 'Wy' }),
      job('m-3', 1) + line({ type: 'end', rows: 1 }),
    );
    expect([exit, asked]).toEqual([0, ['?format=ndjson', '?format=ndjson&after=Wy']]);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((text) => (JSON.parse(text) as { device: string }).device),
    ).toEqual(['m-1', 'm-2', 'm-3']);
    expect(stdout).not.toMatch(/"type"|"row"/);
  });

  it.each([
    ['no end', job('m-1', 1)],
    ['half a line', job('m-1', 1) + '{"type":"end"'],
    ['fewer rows than it counts', job('m-1', 1) + line({ type: 'end', rows: 2 })],
    ['nothing', ''],
  ])('that has %s is not whole', async (_what, text) => {
    const { exit, stderr } = await reading(text);
    expect([exit, stderr]).toEqual([1, expect.stringMatching(/^twinbank: answer_incomplete: /)]);
  });
});

describe('a watch', () => {
  const at = (state: string, jobs: object, more: object = {}): object => ({ ...CAMPAIGN, state, jobs, ...more });
  /** A server at which a campaign stands otherwise at each look. */
  const going = (...looks: (object | number)[]) => {
    let look = 0;
    return async (request: Request): Promise<Response> => {
      if (request.url.includes('/events')) return Response.json({ code: 'forbidden' }, { status: 403 });
      const now = looks[Math.min(look++, looks.length - 1)]!;
      return typeof now === 'number' ? Response.json({ code: 'overloaded' }, { status: now }) : Response.json(now);
    };
  };
  const GOOD = [
    at('running', { waiting: 2 }),
    at('running', { running: 1, succeeded: 1 }),
    at('finished', { succeeded: 2 }),
  ];

  it('is a line of JSON for each change, and ends with the campaign', async () => {
    const fetch = going(GOOD[0]!, GOOD[0]!, GOOD[1]!, GOOD[1]!, GOOD[2]!);
    const { exit, stdout, stderr } = await run('campaigns watch 3', { fetch });
    const lines = stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as { state: string; jobs: object });
    expect([exit, stderr, lines.map(({ state }) => state)]).toEqual([0, '', ['running', 'running', 'finished']]);
    expect(lines[1]!.jobs).toEqual({ running: 1, succeeded: 1 });
  });

  it.each([
    ['stopped', { succeeded: 2 }],
    ['finished', { succeeded: 1, failed: 1 }],
    ['finished', { succeeded: 1, timed_out: 1 }],
  ])('of a campaign that is %s with %j ends with exit code 3', async (state, jobs) => {
    expect(await run('campaigns watch 3', { fetch: going(at(state, jobs)) })).toMatchObject({ exit: 3 });
  });

  it('goes on through a pause, unless told otherwise', async () => {
    const paused = at('paused', { failed: 1 }, { pauseReason: 'error_threshold' });
    expect(await run('campaigns watch 3 --until-paused', { fetch: going(paused) })).toMatchObject({ exit: 3 });
    const { exit, stdout } = await run('campaigns watch 3', { fetch: going(paused, GOOD[2]!) });
    expect([exit, stdout.trim().split('\n').length]).toEqual([0, 2]);
  });

  it('outlasts a server that does not answer for a while, and says so once', async () => {
    const { exit, stderr, stdout } = await run('campaigns watch 3', { fetch: going(503, 502, 504, GOOD[2]!) });
    expect([exit, stdout.trim().split('\n').length]).toEqual([0, 1]);
    expect(stderr).toBe('The server does not answer; waiting for it.\nThe server answers again.\n');
    expect(await run('campaigns watch 3', { fetch: going(503) })).toMatchObject({ exit: 1 });
    expect(await run('campaigns watch 3', { fetch: going(404) })).toMatchObject({ exit: 1, stdout: '' });
  });

  it('outlasts an answer that breaks off', async () => {
    let looks = 0;
    const whole = going(GOOD[2]!);
    const cut = (): Response => {
      const pull = (controller: ReadableStreamDefaultController): void =>
        controller.error(new TypeError('terminated', { cause: new Error('other side closed') }));
      return new Response(new ReadableStream({ pull }));
    };
    const fetch = async (request: Request): Promise<Response> =>
      request.url.includes('/events') || (looks += 1) > 1 ? whole(request) : cut();
    expect(await run('campaigns watch 3', { fetch })).toMatchObject({
      ...{ exit: 0, stderr: 'The server does not answer; waiting for it.\nThe server answers again.\n' },
    });
  });

  it('that somebody ends says nothing of the server', async () => {
    const end = new AbortController();
    const fetch = async (request: Request): Promise<Response> => {
      if (request.url.includes('/events')) return new Response(null, { status: 404 });
      end.abort();
      throw new DOMException('This operation was aborted', 'AbortError');
    };
    const { exit, stderr } = await run('campaigns watch 3', { fetch, signal: end.signal });
    expect([exit, stderr]).toEqual([2, '']);
  });

  it('draws over what it drew before, on a terminal', async () => {
    const { exit, stdout } = await run('campaigns watch 3', { fetch: going(...GOOD), terminal: true });
    expect(exit).toBe(0);
    expect(stdout.split('\u001b[4A\u001b[J').length).toBe(3);
    expect(stdout).toMatch(
      /campaign 3 spring: motor 1\.1\.0\nrunning, wave 1 of 2\n░+ 0 %, 0 of 2 ended, 0 failed\nwaiting 2\n/,
    );
    expect(stdout).toMatch(/█{30} 100 %, 2 of 2 ended, 0 failed\nsucceeded 2\n$/);
  });

  it('looks at once when the server tells an event, and soon enough when it tells none', async () => {
    const slept: number[] = [];
    const sleep = async (ms: number): Promise<void> => void slept.push(ms);
    await run('campaigns watch 3', { fetch: going(GOOD[0]!, GOOD[2]!), sleep });
    expect(slept).toEqual([500, 5000]);
    slept.length = 0;
    const looks = going(GOOD[0]!, GOOD[2]!);
    const events = 'event: job_done\ndata: {}\n\n';
    const forever = async (ms: number, signal: AbortSignal): Promise<void> => {
      slept.push(ms);
      if (ms > 500) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const fetch = async (request: Request): Promise<Response> =>
      request.url.includes('/events') ? new Response(`: hello\n\n${events}`) : looks(request);
    expect(await run('campaigns watch 3', { fetch, sleep: forever })).toMatchObject({ exit: 0 });
  });

  it('leaves no wait behind where an event came first', async () => {
    const looks = going(GOOD[0]!, GOOD[1]!, GOOD[2]!);
    let [begun, told, open, mostOpen] = [0, 0, 0, 0];
    const sleep = async (ms: number, signal: AbortSignal): Promise<void> => {
      signal.throwIfAborted();
      if (ms <= 500) return;
      begun += 1;
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      await new Promise((_, reject) =>
        signal.addEventListener('abort', () => ((open -= 1), reject(new Error('ended'))), { once: true }),
      );
    };
    const events = new ReadableStream({
      async pull(controller) {
        while (begun <= told && told < 2) await new Promise((resolve) => setImmediate(resolve));
        told += 1;
        controller.enqueue(new TextEncoder().encode('event: job_done\ndata: {}\n\n'));
      },
    });
    const fetch = async (request: Request): Promise<Response> =>
      request.url.includes('/events') ? new Response(events) : looks(request);
    expect(await run('campaigns watch 3', { fetch, sleep })).toMatchObject({ exit: 0 });
    expect([mostOpen, open]).toEqual([1, 0]);
  });

  it('draws nothing over on a terminal that cannot', async () => {
    const env = { ...SIGNED_IN, TERM: 'dumb' };
    const { exit, stdout } = await run('campaigns watch 3', { fetch: going(...GOOD), terminal: true, env });
    expect([exit, stdout.includes('\u001b'), stdout.trim().split('\n').length]).toEqual([0, false, 3]);
  });

  it('lets go of the stream of events when it is over', async () => {
    const looks = going(GOOD[0]!, GOOD[2]!);
    let letGo = false;
    const fetch = async (request: Request): Promise<Response> =>
      request.url.includes('/events')
        ? new Response(new ReadableStream({ cancel: () => void (letGo = true) }))
        : looks(request);
    expect(await run('campaigns watch 3', { fetch })).toMatchObject({ exit: 0 });
    expect(letGo).toBe(true);
  });

  it('ends with exit code 2 when somebody ends it', async () => {
    const end = new AbortController();
    const looks = going(GOOD[0]!);
    const sleep = async (): Promise<void> => end.abort();
    const { exit } = await run('campaigns watch 3', { fetch: looks, sleep, signal: end.signal });
    expect(exit).toBe(2);
  });
});
