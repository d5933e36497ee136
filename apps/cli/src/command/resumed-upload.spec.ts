import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';

import { afterAll, describe, expect, it } from '@jest/globals';

import { runInMemory, SIGNED_IN, type Ran, type World } from '../testing/run-in-memory.js';
import { freshFile, removeFreshFiles } from '../testing/trust-files.js';

const BYTES = 2 * 1024 * 1024;
const PATH = '/api/v1/products/motor';
const FILE = freshFile('elf');
writeFileSync(
  FILE,
  Uint8Array.from({ length: BYTES }, (_, index) => (index * 31) & 0xff),
);
afterAll(removeFreshFiles);
const UPLOAD = ['releases', 'upload', 'motor', FILE, '--version', '1.1.0', '--counter', '2'];
const RELEASE = { product: 'motor', version: '1.1.0', counter: 2, state: 'available', hardware: ['A'] };

interface Kept {
  readonly id: string;
  readonly contentType: string;
  readonly length: number;
  readonly sha256: string;
  bytes: Buffer;
  release?: string;
}

/** A server that keeps what it gets of uploads. */
class FakeServer {
  readonly uploads: Kept[] = [];
  readonly asked: string[] = [];
  /** What happens to the requests that bring bytes, one after the other: after so many bytes, this. Then they succeed. */
  cuts: { readonly after: number; readonly then: () => Response | Promise<Response> }[] = [];

  readonly fetch = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    this.asked.push(`${request.method} ${pathname.replace(PATH, '').replace(/u-\d/, 'u')}`);
    if (request.method === 'POST') return this.begin(request);
    if (pathname === `${PATH}/uploads`) return Response.json({ items: this.uploads.map(shown) });
    if (pathname === `${PATH}/releases/1.1.0`) return Response.json(RELEASE);
    const upload = this.uploads.find(({ id }) => pathname.endsWith(id));
    if (!upload) return refusal(404, 'upload_unknown');
    return request.method === 'PATCH' ? this.add(upload, request) : Response.json(shown(upload));
  };

  private begin({ headers }: Request): Response {
    const upload = {
      ...{ id: `u-${this.uploads.length}`, contentType: headers.get('content-type')!, bytes: Buffer.alloc(0) },
      length: Number(headers.get('upload-length')),
      sha256: Buffer.from(headers.get('repr-digest')!.slice('sha-256=:'.length, -1), 'base64').toString('hex'),
    };
    expect(headers.get('upload-complete')).toBe('?0');
    this.uploads.push(upload);
    return Response.json(shown(upload), { status: 201 });
  }

  private async add(upload: Kept, request: Request): Promise<Response> {
    const { headers } = request;
    expect([headers.get('content-type'), headers.get('upload-complete')]).toEqual(['application/partial-upload', '?1']);
    if (Number(headers.get('upload-offset')) !== upload.bytes.length) return refusal(409, 'upload_offset_mismatched');
    const cut = this.cuts.shift();
    for await (const piece of request.body as unknown as AsyncIterable<Uint8Array>) {
      upload.bytes = Buffer.concat([upload.bytes, piece]);
      if (cut && upload.bytes.length >= cut.after) return cut.then();
    }
    upload.release = '1.1.0';
    if (cut) return cut.then();
    return Response.json(RELEASE, { status: 201 });
  }
}

const shown = ({ id, contentType, length, sha256, bytes, release }: Kept) => ({
  ...{ id, product: 'motor', contentType, length, sha256, offset: bytes.length, complete: release !== undefined },
  ...(release !== undefined && { release }),
  ...{ created: '2026-11-28T10:00:00.000Z', expires: '2026-11-29T10:00:00.000Z' },
});
const refusal = (status: number, code: string): Response => Response.json({ code, detail: code }, { status });
const lost = (): Promise<Response> => Promise.reject(new TypeError('fetch failed', { cause: new Error('reset') }));

describe('a long upload', () => {
  const run = (server: FakeServer, world: World = {}, words = UPLOAD): Promise<Ran> =>
    runInMemory(words, { env: SIGNED_IN, fetch: server.fetch, ...world });
  const sentWhole = ({ uploads }: FakeServer): void => {
    for (const { bytes, sha256, length } of uploads.filter(({ release }) => release !== undefined))
      expect([bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([length, sha256]);
    expect(uploads.filter(({ release }) => release !== undefined)).toHaveLength(1);
  };

  it('goes on by itself behind what the server has, and waits longer each time that brings nothing', async () => {
    const server = new FakeServer();
    const waits: number[] = [];
    const away = (): Response => new Response('<h1>Bad gateway</h1>', { status: 502 });
    server.cuts = [
      { after: 500_000, then: lost },
      { after: 1_000_000, then: away },
      { after: 0, then: () => refusal(503, 'overloaded') },
      { after: 1_500_000, then: () => refusal(409, 'upload_taken_over') },
    ];
    const { exit, stdout, stderr } = await run(server, { sleep: async (ms) => void waits.push(ms), terminal: true });
    expect([exit, stdout]).toEqual([0, expect.stringContaining('1.1.0')]);
    expect(stderr).toMatch(/100 % of \d+ bytes/);
    expect(waits).toEqual([1000, 1000, 1000, 1000]);
    sentWhole(server);
    expect(server.asked.slice(0, 5)).toEqual([
      ...['GET /uploads', 'POST /releases', 'PATCH /uploads/u', 'GET /uploads/u', 'PATCH /uploads/u'],
    ]);
    const [{ bytes, contentType }] = server.uploads as [Kept];
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
    expect([form.get('version'), (form.get('image') as File).size]).toEqual(['1.1.0', BYTES]);
  });

  it('goes on where the server failed for a reason of its own; one that fails each time is told, with what stays', async () => {
    const failing = (): Response => refusal(500, 'internal');
    const server = new FakeServer();
    server.cuts = [
      { after: 500_000, then: failing },
      { after: Infinity, then: failing },
    ];
    expect(await run(server)).toMatchObject({ exit: 0, stdout: expect.stringContaining('1.1.0') });
    sentWhole(server);
    const broken = new FakeServer();
    const waits: number[] = [];
    const fetch = async (request: Request): Promise<Response> =>
      request.method === 'PATCH' ? failing() : broken.fetch(request);
    const { exit, stderr } = await run(broken, { sleep: async (ms) => void waits.push(ms), fetch });
    expect([exit, stderr]).toEqual([1, expect.stringMatching(/the same command goes on there\.\ntwinbank: internal/)]);
    expect(waits).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it('goes on in a later command, where the first one was ended', async () => {
    const server = new FakeServer();
    const end = new AbortController();
    server.cuts = [{ after: 700_000, then: () => (end.abort(), lost()) }];
    const ended = await run(server, { signal: end.signal });
    expect([ended.exit, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toContain('until 2026-11-29T10:00:00.000Z: the same command goes on there');
    const stored = server.uploads[0]!.bytes.length;
    // Another file or version is another upload.
    const other = [...UPLOAD.slice(0, 5), '1.2.0', ...UPLOAD.slice(6)];
    server.cuts = [{ after: 1, then: () => refusal(409, 'release_exists') }];
    expect((await run(server, {}, other)).stderr).toMatch(/release_exists/);
    const again = await run(server);
    expect([again.exit, again.stderr]).toEqual([
      0,
      `Going on behind ${stored} of ${server.uploads[0]!.length} bytes, which the server has already.\n`,
    ]);
    expect(server.uploads).toHaveLength(2);
    sentWhole(server);
  });

  it('whose last answer was lost is the release that it became', async () => {
    const server = new FakeServer();
    server.cuts = [{ after: Infinity, then: lost }];
    const { exit, stdout } = await run(server);
    expect([exit, stdout]).toEqual([0, expect.stringContaining('1.1.0')]);
    expect(server.asked.at(-1)).toBe('GET /releases/1.1.0');
  });

  it('that the server has forgotten begins anew, once', async () => {
    const server = new FakeServer();
    const forget = (): Promise<Response> => (server.uploads.splice(0), lost());
    server.cuts = [{ after: 500_000, then: forget }];
    expect((await run(server)).exit).toBe(0);
    server.uploads.splice(0);
    server.cuts = [1, 2, 3].map(() => ({ after: 500_000, then: forget }));
    expect((await run(server)).stderr).toMatch(/^twinbank: upload_unknown: /m);
  });

  it('ends with what the server says of the whole, and where it stays away', async () => {
    const server = new FakeServer();
    server.cuts = [{ after: Infinity, then: () => refusal(422, 'image_not_bootable') }];
    const refused = await run(server);
    expect([refused.exit, refused.stderr]).toEqual([1, expect.stringMatching(/^twinbank: image_not_bootable/)]);
    const away = new FakeServer();
    const waits: number[] = [];
    const world = { sleep: async (ms: number) => void waits.push(ms) };
    const { exit, stderr } = await run(away, { ...world, fetch: notPast(away) });
    expect([exit, stderr]).toEqual([
      1,
      expect.stringMatching(/the same command goes on there\.\ntwinbank: server_unreachable/),
    ]);
    expect(waits).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it('is listed and given up', async () => {
    const server = new FakeServer();
    expect((await run(server, {}, ['releases', 'uploads', 'motor'])).stderr).toBe(
      'You have no upload of motor under way.\n',
    );
    server.cuts = [{ after: 500_000, then: () => refusal(422, 'request_invalid') }];
    await run(server);
    const listed = await run(server, {}, ['releases', 'uploads', 'motor', '-o', 'json']);
    expect(JSON.parse(listed.stdout)).toMatchObject([{ id: 'u-0', complete: false }]);
    const asked: string[] = [];
    const fetch = async ({ method, url }: Request): Promise<Response> => (
      asked.push(`${method} ${new URL(url).pathname}`),
      new Response(null, { status: 204 })
    );
    const words = ['releases', 'abandon', 'motor', 'u-0', '--yes'];
    expect((await run(server, { fetch }, words)).stderr).toBe('The upload u-0 was given up.\n');
    expect(asked).toEqual([`DELETE ${PATH}/uploads/u-0`]);
  });
});

/** A server to which no byte of an upload comes. */
const notPast =
  (server: FakeServer): World['fetch'] =>
  (request) =>
    request.method === 'PATCH' ? lost() : server.fetch(request);
