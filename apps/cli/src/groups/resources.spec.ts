import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { answersOfServer, CAMPAIGN_FILE, IMAGE_FILE } from '../testing/runs.js';
import { removeFreshFiles, unsignedPackage } from '../testing/trust-files.js';
import { answering, runInMemory, SIGNED_IN, type Ran, type World } from '../testing/run-in-memory.js';

type Seen = { request: Request; body: string }[];

/** Runs a command line against a server that answers, and tells what was asked of it. */
async function run(words: readonly string[], world: World = {}): Promise<Ran & { seen: Seen }> {
  const seen: Seen = [];
  const ran = await runInMemory(words, { env: SIGNED_IN, fetch: answering(answersOfServer(), seen), ...world });
  return { ...ran, seen };
}
const queryOf = ({ request }: Seen[number]) => Object.fromEntries(new URL(request.url).searchParams);

describe('lists', () => {
  it('are narrowed and sorted by the server', async () => {
    const filter = 'tags==canary;version<1.4.0';
    const { exit, seen } = await run(['devices', 'list', '--filter', filter, '--sort', '-lastSeen', '--online']);
    expect([exit, queryOf(seen[0]!)]).toEqual([0, { filter, sort: '-lastSeen', online: 'true', limit: '100' }]);
  });

  it('show the fields that are asked for, in that order', async () => {
    const { stdout, seen } = await run(['devices', 'list', '--fields', 'running.version,id,running.bank', '-o', 'csv']);
    expect(queryOf(seen[0]!)['fields']).toBe('running,id');
    expect(stdout).toBe('running.version,id,running.bank\r\n1.0.0,m-1,1\r\n1.0.0,m-2,1\r\n');
  });

  it('show the fields that their headings name, wherever the answer has them', async () => {
    const { stdout, seen } = await run(['devices', 'list', '--fields', 'id,version', '-o', 'csv']);
    expect(queryOf(seen[0]!)['fields']).toBe('id,running');
    expect(stdout).toBe('id,version\r\nm-1,1.0.0\r\nm-2,1.0.0\r\n');
    const releases = await run(['releases', 'list', 'motor', '--fields', 'bytes,findings,version']);
    expect(queryOf(releases.seen[0]!)['fields']).toBe('image,findings,version');
  });

  it('say on stderr if there is more, and read on with --all', async () => {
    let page = 0;
    const fetch = async (): Promise<Response> =>
      Response.json({ items: [{ id: `m-${(page += 1)}` }], ...(page % 3 !== 0 && { next: `${page}` }) });
    const some = await run(['devices', 'list', '--limit', '1', '-o', 'ndjson'], { fetch });
    expect([some.stdout, some.stderr]).toEqual(['{"id":"m-1"}\n', expect.stringMatching(/^There are more than 1: /)]);
    page = 0;
    const all = await run(['devices', 'list', '--all', '-o', 'json'], { fetch });
    expect([JSON.parse(all.stdout), all.stderr]).toEqual([[{ id: 'm-1' }, { id: 'm-2' }, { id: 'm-3' }], '']);
  });

  it('without records say so on stderr where a table would be no text at all', async () => {
    const fetch = async (): Promise<Response> => Response.json({ items: [] });
    const none = async (...words: string[]): Promise<unknown[]> => {
      const { exit, stdout, stderr } = await run(['devices', 'list', ...words], { fetch });
      return [exit, stdout, stderr];
    };
    expect(await none()).toEqual([0, '', 'There is nothing to show.\n']);
    expect(await none('--filter', 'tag==x')).toEqual([0, '', 'There is nothing to show: --filter selects none.\n']);
    expect(await none('-o', 'json')).toEqual([0, '[]\n', '']);
    expect(await none('-o', 'ndjson')).toEqual([0, '', '']);
  });

  it('take a limit that is a whole number, and nothing else', async () => {
    for (const limit of ['0', '-1', '1.5', 'many', '1e3'])
      expect(await run(['devices', 'list', '--limit', limit])).toMatchObject({ exit: 1, stdout: '', seen: [] });
  });
});

describe('what goes with a release', () => {
  const bill = JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [] });
  const folder = mkdtempSync(join(tmpdir(), 'twinbank-documents-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  afterAll(() => rmSync(folder, { recursive: true }));
  const upload = ['releases', 'upload', 'motor', IMAGE_FILE, '--version', '1.1.0', '--counter', '2'];

  it('is sent after it, as it is', async () => {
    const documents = ['--sbom', file('a.json', bill), '--notes', file('a.md', 'less noise')];
    const { exit, seen } = await run([...upload, ...documents]);
    expect([exit, seen.slice(-2).map(({ request }) => `${request.method} ${new URL(request.url).pathname}`)]).toEqual([
      0,
      ['POST /api/v1/products/motor/releases/1.1.0/sbom', 'PATCH /api/v1/products/motor/releases/1.1.0'],
    ]);
    expect(seen.slice(-2).map(({ body }) => body)).toEqual([bill, '{"notes":"less noise"}']);
    expect(seen.at(-2)!.request.headers.get('content-type')).toBe('application/vnd.cyclonedx+json');
  });

  it('is read before anything is sent', async () => {
    const wrong: [string[], RegExp][] = [
      [['--sbom', file('b.json', '{}')], /sbom_invalid/],
      [['--notes', file('b.md', 'x'.repeat(10_001))], /at most 10000/],
    ];
    for (const [documents, stderr] of wrong)
      expect(await run([...upload, ...documents])).toMatchObject({
        ...{ exit: 1, seen: [] },
        stderr: expect.stringMatching(stderr),
      });
  });

  it('is shown by its components, and written as it came', async () => {
    const out = join(folder, 'out.json');
    const { exit, stdout } = await run(['releases', 'sbom', 'motor', '1.1.0', '--out', out, '-o', 'json']);
    expect([exit, JSON.parse(stdout)]).toEqual([0, [{ type: 'library', name: 'mbedtls', version: '3.5.0' }]]);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ specVersion: '1.6' });
    const both = ['releases', 'sbom', 'motor', '1.1.0', '--out', 'x', '--store', 'y'];
    expect(await run(both)).toMatchObject({ exit: 1, seen: [], stderr: expect.stringMatching(/command_line_invalid/) });
  });
});

describe('an answer', () => {
  it('that is none of a Twinbank server is said so', async () => {
    const page = async (): Promise<Response> => new Response('<html>', { headers: { 'content-type': 'text/html' } });
    expect(await run(['devices', 'show', 'm-1'], { fetch: page })).toMatchObject({
      ...{ exit: 1, stdout: '' },
      stderr: expect.stringMatching(/^twinbank: answer_unreadable: /),
    });
  });

  it('whose connection breaks is said so', async () => {
    const body = new ReadableStream({
      pull: (controller) => controller.error(new TypeError('terminated', { cause: new Error('other side closed') })),
    });
    expect(await run(['devices', 'show', 'm-1'], { fetch: async () => new Response(body) })).toMatchObject({
      ...{ exit: 1, stdout: '' },
      stderr: expect.stringMatching(/^twinbank: server_unreachable: the connection broke/),
    });
  });
});

describe('an answer that is none', () => {
  it.each(['products show motor', 'devices show m-1', 'campaigns show 3', 'releases show motor 1.1.0', 'whoami'])(
    'to %s is refused, in every form',
    async (words) => {
      for (const answer of [{}, [], { other: 1 }])
        for (const output of ['json', 'ndjson', 'csv', 'table'])
          expect(
            await run([...words.split(' '), '-o', output], { fetch: async () => Response.json(answer) }),
          ).toMatchObject({
            ...{ exit: 1, stdout: '' },
            stderr: expect.stringMatching(/^twinbank: answer_unreadable/),
          });
    },
  );
});

describe('a name', () => {
  it.each(['.', '..', ''])('such as "%s" leads to no other path: nothing is sent', async (name) => {
    for (const words of [
      ['products', 'show', name],
      ['devices', 'show', name],
      ['releases', 'show', 'motor', name],
      ['releases', 'withdraw', name, '1.0.0', '--yes'],
    ])
      expect(await run(words)).toMatchObject({
        ...{ exit: 1, stdout: '', seen: [] },
        stderr: expect.stringMatching(/^twinbank: request_invalid: .* is no name/),
      });
  });

  it('with a slash in it is one name', async () => {
    const { seen } = await run(['products', 'show', '../users']);
    expect(new URL(seen[0]!.request.url).pathname).toBe('/api/v1/products/..%2Fusers');
  });
});

describe('an order that makes something', () => {
  const create = ['campaigns', 'create', CAMPAIGN_FILE];
  const lost = new TypeError('fetch failed', { cause: new Error('other side closed') });

  it('is given again if its answer is lost, under the same name', async () => {
    const keys: (string | null)[] = [];
    const fetch = async (request: Request): Promise<Response> => {
      keys.push(request.headers.get('idempotency-key'));
      if (keys.length === 1) throw lost;
      return keys.length === 2 ? new Response('', { status: 502 }) : Response.json({ id: 3 });
    };
    expect(await run(create, { fetch })).toMatchObject({ exit: 0 });
    expect([keys.length, new Set(keys).size, keys[0]!.length >= 16]).toEqual([3, 1, true]);
    expect((await run(create)).seen[0]!.request.headers.get('idempotency-key')).not.toBe(keys[0]);
  });

  it('says that it may be done where no answer comes, and is not given again where it was refused or never sent', async () => {
    let count = 0;
    const failing = (error: Error) => async (): Promise<Response> => {
      count += 1;
      throw error;
    };
    expect((await run(create, { fetch: failing(lost) })).stderr).toMatch(/^It may have been carried out/);
    expect(count).toBe(3);
    const refused = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') });
    expect((await run(create, { fetch: failing(refused) })).stderr).toMatch(/^twinbank: server_unreachable/);
    expect(count).toBe(4);
  });

  it('waits as long as the server is at the first one, whose answer was lost', async () => {
    const [keys, waits]: [(string | null)[], number[]] = [[], []];
    const working = { code: 'idempotency_key_in_use', detail: 'wait', facts: { retryAfterMs: 5000 } };
    const answersAt = (end: number) => async (request: Request) => {
      keys.push(request.headers.get('idempotency-key'));
      if (keys.length === 1) throw lost;
      return keys.length < end ? Response.json(working, { status: 409 }) : Response.json({ id: 3 });
    };
    const sleep = async (ms: number): Promise<void> => void waits.push(ms);
    expect(await run(create, { fetch: answersAt(14), sleep })).toMatchObject({ exit: 0 });
    expect([new Set(keys).size, waits]).toEqual([1, [1000, ...new Array<number>(12).fill(5000)]]);
    keys.length = 0;
    const { exit, stderr } = await run(create, { fetch: answersAt(Infinity), sleep });
    expect([exit, keys.length]).toEqual([1, 17]);
    expect(stderr).toMatch(/^It may have been carried out[^]*\ntwinbank: idempotency_key_in_use/);
  });

  it('waits for a server that is overloaded, and says at last that it refused, not that it may be done', async () => {
    const [keys, waits]: [(string | null)[], number[]] = [[], []];
    const overloaded = {
      code: 'overloaded',
      detail: '2 requests of this kind are running',
      facts: { retryAfterMs: 1500 },
    };
    const answersAt = (end: number) => async (request: Request) => {
      keys.push(request.headers.get('idempotency-key'));
      return keys.length < end ? Response.json(overloaded, { status: 503 }) : Response.json({ id: 3 });
    };
    const sleep = async (ms: number): Promise<void> => void waits.push(ms);
    expect(await run(create, { fetch: answersAt(5), sleep })).toMatchObject({ exit: 0 });
    expect([new Set(keys).size, waits]).toEqual([1, [1500, 1500, 1500, 1500]]);
    keys.length = 0;
    const { exit, stderr } = await run(create, { fetch: answersAt(Infinity), sleep });
    expect([exit, keys.length]).toEqual([1, 7]);
    expect(stderr).toMatch(/^The server refused it each time[^]*\ntwinbank: overloaded/);
    expect(stderr).toContain(`--order-id ${keys[0]}`);
    const far = { ...overloaded, facts: { retryAfterMs: 60_000 } };
    expect(await run(create, { fetch: async () => Response.json(far, { status: 503 }), sleep })).toMatchObject({
      exit: 1,
    });
    expect(waits).not.toContain(60_000);
  });

  it('can have a name of its own, so that a script may give it again', async () => {
    const { seen } = await run([...create, '--order-id', 'spring-2026-11-28']);
    expect(seen[0]!.request.headers.get('idempotency-key')).toBe('spring-2026-11-28');
    expect(await run([...create, '--order-id', 'short'])).toMatchObject({ exit: 1, seen: [] });
  });
});

describe('an upload', () => {
  const upload = ['releases', 'upload', 'motor', IMAGE_FILE, '--version', '1.1.0', '--counter', '2'];

  it('sends the file byte for byte, behind the other fields', async () => {
    let form: FormData | undefined;
    const fetch = async (request: Request): Promise<Response> => {
      form = await request.formData();
      return Response.json({ version: '1.1.0' }, { status: 201 });
    };
    const more = ['--hardware', 'A,B', '--block-size', '1024', '--version-at', '.version'];
    expect(await run([...upload, ...more], { fetch })).toMatchObject({ exit: 0, stderr: '' });
    const { image, ...fields } = Object.fromEntries([...form!].map(([name]) => [name, form!.getAll(name)]));
    expect(fields).toEqual({
      ...{ version: ['1.1.0'], counter: ['2'], hardware: ['A', 'B'] },
      ...{ blockSize: ['1024'], versionAt: ['.version'] },
    });
    const [file] = image as unknown as [File];
    expect([file.name, [...form!.keys()].at(-1)]).toEqual(['twinbank-g4-1.1.0.bin', 'image']);
    expect(Buffer.from(await file.arrayBuffer()).equals(readFileSync(IMAGE_FILE))).toBe(true);
  });

  it('sends the linker map before the image, if one is named; a package takes none', async () => {
    let form: FormData | undefined;
    const fetch = async (request: Request): Promise<Response> => {
      form = await request.formData();
      return Response.json({ version: '1.1.0' }, { status: 201 });
    };
    // Any file will do: the server reads it.
    expect(await run([...upload, '--map', IMAGE_FILE], { fetch })).toMatchObject({ exit: 0, stderr: '' });
    expect([...form!.keys()]).toEqual(['version', 'counter', 'map', 'image']);
    const map = form!.get('map') as unknown as File;
    expect([map.name, map.size]).toEqual(['twinbank-g4-1.1.0.bin', readFileSync(IMAGE_FILE).length]);
    expect(await run([...upload, '--map', '/nowhere/own.map'])).toMatchObject({
      ...{ exit: 1, seen: [], stderr: expect.stringMatching(/file_unreadable: \/nowhere\/own\.map/) },
    });
    const packed = ['releases', 'upload', 'motor', unsignedPackage(IMAGE_FILE), '--map', IMAGE_FILE];
    expect((await run(packed)).stderr).toMatch(/a package says its map itself/);
    removeFreshFiles();
  });

  it('sends a package as it is, by its media type, and takes nothing that it says itself', async () => {
    const file = unsignedPackage(IMAGE_FILE);
    const bodies: [string | null, Buffer][] = [];
    const fetch = async (request: Request): Promise<Response> => {
      bodies.push([request.headers.get('content-type'), Buffer.from(await request.arrayBuffer())]);
      return Response.json({ version: '1.1.0' }, { status: 201 });
    };
    const words = ['releases', 'upload', 'motor', file];
    expect((await run(words, { fetch, terminal: true })).stderr).toMatch(/100 % of \d+ bytes/);
    expect(bodies).toEqual([['application/vnd.twinbank.package', readFileSync(file)]]);
    for (const more of [
      ['--version', '1.1.0'],
      ['--counter', '2'],
      ['--hardware', 'A'],
    ])
      expect(await run([...words, ...more])).toMatchObject({
        ...{ exit: 1, seen: [] },
        stderr: expect.stringMatching(/command_line_invalid: a package says its/),
      });
    expect((await run(upload.slice(0, 4))).stderr).toMatch(/is no package: an image needs --version and --counter/);
    const refused = async (): Promise<Response> =>
      Response.json({ code: 'signing_key_unknown', detail: 'no key that may sign' }, { status: 422 });
    expect((await run(words, { fetch: refused })).stderr).toMatch(/^twinbank: signing_key_unknown: no key/);
    removeFreshFiles();
  });

  it('shows on a terminal how far it is, on stderr alone', async () => {
    const { exit, stdout, stderr } = await run([...upload, '-o', 'json'], { terminal: true });
    expect([exit, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ version: '1.1.0' })]);
    expect(stderr).toMatch(/100 % of \d+ bytes/);
  });

  it('of a file that is not there asks nothing of the server', async () => {
    const missing = [...upload.slice(0, 3), `${IMAGE_FILE}.none`, ...upload.slice(4)];
    expect(await run(missing)).toMatchObject({
      ...{ exit: 1, seen: [] },
      stderr: expect.stringMatching(/^twinbank: file_unreadable: .*ENOENT/),
    });
  });
});

describe('an order', () => {
  const withdraw = ['releases', 'withdraw', 'motor', '1.1.0'];

  it('that cannot be undone is asked about, or said twice', async () => {
    expect(await run(withdraw)).toMatchObject({ exit: 1, seen: [], stderr: expect.stringMatching(/terminal_needed/) });
    const no = { terminal: true, questions: { confirm: async () => false } };
    expect(await run(withdraw, no)).toMatchObject({ exit: 2, seen: [] });
    const gone = { terminal: true, questions: { confirm: async () => undefined } };
    expect(await run(withdraw, gone)).toMatchObject({ exit: 2, seen: [] });
    expect(await run(withdraw, { terminal: true, questions: { confirm: async () => true } })).toMatchObject({
      exit: 0,
    });
    expect(await run([...withdraw, '--yes'])).toMatchObject({ exit: 0 });
  });

  it('says its reason in any letters, and the revision that it is about', async () => {
    const { seen } = await run([...withdraw, '--yes', '--reason', 'verliert Rahmen: größer 5 %', '--revision', 'a.3']);
    const { headers } = seen[0]!.request;
    expect(headers.get('twinbank-reason')).toBe("UTF-8''verliert%20Rahmen%3A%20gr%C3%B6%C3%9Fer%205%20%25");
    expect(headers.get('if-match')).toBe('"a.3"');
  });

  it('has what was given, and no fields of its own', async () => {
    const words = 'products create pump --part STM32L073 --hardware A --hardware B --allow-unencrypted';
    const { seen } = await run(words.split(' '));
    expect(JSON.parse(seen[0]!.body)).toEqual({
      ...{ name: 'pump', part: 'STM32L073', hardware: ['A', 'B'], allowUnencrypted: true },
    });
    expect(await run('products create pump --part Z80 --hardware A'.split(' '))).toMatchObject({ exit: 1, seen: [] });
  });
});

describe('an explanation', () => {
  it('is of all campaigns of a device, or of one', async () => {
    expect((await run(['devices', 'explain', 'm-1'])).stdout).toMatch(/It waits for its turn\./);
    const { seen } = await run(['devices', 'explain', 'm-1', '--campaign', '3']);
    expect(new URL(seen[0]!.request.url).pathname).toBe('/api/v1/campaigns/3/devices/m-1/explanation');
  });
});
