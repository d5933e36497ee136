import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { anImage } from '../../testing/an-image.js';
import { aForm } from '../../testing/forms.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../../testing/server-under-test.js';
import { addBytes, beginUpload } from '../../testing/upload-acts.js';

const PART = 'STM32G484';
const FORM = aForm({ version: '1.0.0', counter: 1 }, { image: anImage(PART) });
const WHOLE = { offset: 0, bytes: FORM.body };
/** What a client sends again whose last answer was lost. */
const NO_BYTES = { offset: FORM.body.length, bytes: new Uint8Array(0), last: true };

type Call = (...given: never[]) => Promise<unknown>;

/** Lets something happen around one call, the nth from now on, of a method; every other call is as it was. */
function atCall<K extends string>(
  owner: Record<K, Call>,
  method: K,
  { nth, act }: { readonly nth: number; readonly act: (call: () => Promise<unknown>) => Promise<unknown> },
): void {
  const original = owner[method];
  let calls = 0;
  owner[method] = (...given) => {
    const call = (): Promise<unknown> => original.apply(owner, given);
    calls += 1;
    if (calls !== nth) return call();
    Reflect.deleteProperty(owner, method);
    return act(call);
  };
}

describe('the end of an upload in several requests', () => {
  let server: ServerUnderTest;
  let other: ServerUnderTest;
  let sql: pg.Client;
  let product: string;
  let address: string;
  let count = 0;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    other = await server.beside();
    sql = new pg.Client(server.connection);
    await sql.connect();
  }, 2 * SERVER_START_MS);
  afterAll(async () => {
    await sql.end();
    await server.stop();
  });
  beforeEach(async () => {
    product = `motor-${(count += 1)}`;
    await server.send('POST', 'projects', { body: { name: product } });
    await server.send('POST', 'products', { body: { name: product, project: product, part: PART, hardware: ['A'] } });
    address = String((await beginUpload(server, product, FORM)).headers['location']);
  });

  const location = (): string => `/api/v1/products/${product}/releases/1.0.0`;
  const rowsOf = async (): Promise<unknown[]> =>
    (await sql.query('SELECT release, piece_keys FROM uploads WHERE product = $1', [product])).rows;
  /** One release, a row that names it, and no piece. */
  const expectOneRelease = async (): Promise<void> => {
    expect((await server.send('GET', `products/${product}/releases`)).json.items).toMatchObject([{ version: '1.0.0' }]);
    expect(await rowsOf()).toEqual([{ release: '1.0.0', piece_keys: [] }]);
    const { headers } = await server.send('HEAD', address);
    expect([headers['upload-complete'], headers['location']]).toEqual(['?1', location()]);
  };

  // The whole is read first for its digest, and then as the body of a request.
  it.each([
    ['throws, for its digest', 1, () => Promise.reject(new Error('EMFILE: too many open files'))],
    ['throws, as a body', 2, () => Promise.reject(new Error('EIO: i/o error'))],
    ['does not find it, as a body', 2, () => Promise.resolve(undefined)],
  ] as const)('leaves the upload as it is where the store of a piece %s', async (_case, nth, act) => {
    atCall(server.blobs as never, 'get', { nth, act });
    const failed = await addBytes(server, address, { ...WHOLE, last: true });
    expect([failed.status, failed.json.code, failed.headers['upload-complete']]).toEqual([500, 'internal', undefined]);
    const { headers } = await server.send('HEAD', address);
    expect([headers['upload-complete'], headers['upload-offset']]).toEqual(['?0', String(FORM.body.length)]);
    expect(await addBytes(server, address, NO_BYTES)).toMatchObject({ status: 201, headers: { location: location() } });
    await expectOneRelease();
  });

  describe('that another request reaches first', () => {
    it.each([
      [
        'before this one, with bytes that were sent before, has taken it',
        'uploads',
        'hold',
        1,
        { ...WHOLE, last: true },
      ],
      ['before this one has taken it', 'uploads', 'hold', 1, NO_BYTES],
      ['before this one has looked at it again', 'uploads', 'get', 3, NO_BYTES],
      ['while this one reads it for its digest', 'blobs', 'get', 1, NO_BYTES],
      ['while this one reads it as a body', 'blobs', 'get', 2, NO_BYTES],
    ] as const)('%s: the release is named, and nothing is removed', async (_case, part, method, nth, sent) => {
      await addBytes(server, address, WHOLE);
      let first: Answer | undefined;
      atCall((part === 'blobs' ? server.blobs : server.database[part]) as never, method, {
        nth,
        act: async (call) => {
          first = await addBytes(other, address, NO_BYTES);
          return call();
        },
      });
      const second = await addBytes(server, address, sent);
      expect(first).toMatchObject({ status: 201, headers: { location: location() } });
      expect(second).toMatchObject({
        ...{ status: 410, headers: { location: location() }, json: { code: 'upload_complete' } },
      });
      await expectOneRelease();
    });
  });

  it('that another request reaches first stays as it is, also where this one is refused by what came since', async () => {
    await addBytes(server, address, WHOLE);
    const next = aForm({ version: '2.0.0', counter: 2 }, { image: anImage(PART) });
    atCall(server.database.releases as never, 'find', {
      nth: 1,
      act: async (call) => {
        const found = await call();
        expect((await addBytes(other, address, NO_BYTES)).status).toBe(201);
        expect((await other.send('POST', `products/${product}/releases`, next)).status).toBe(201);
        return found;
      },
    });
    const second = await addBytes(server, address, NO_BYTES);
    expect([second.status, second.json.code, second.headers['location']]).toEqual([410, 'upload_complete', location()]);
    expect(await rowsOf()).toEqual([{ release: '1.0.0', piece_keys: [] }]);
  });

  it('that two requests come to at once is one release, whoever is first', async () => {
    await addBytes(server, address, WHOLE);
    const both = await Promise.all([server, other].map((at) => addBytes(at, address, NO_BYTES)));
    const statuses = both.map(({ status }) => status).sort((one, next) => one - next);
    expect([
      [200, 201],
      [201, 410],
    ]).toContainEqual(statuses);
    await expectOneRelease();
  });

  it('that is refused twice at once is a refusal, and an upload that is gone', async () => {
    const bad = aForm({ version: 'one', counter: 1 }, { image: anImage(PART) });
    address = String((await beginUpload(server, product, bad)).headers['location']);
    await addBytes(server, address, { offset: 0, bytes: bad.body });
    const again = { ...NO_BYTES, offset: bad.body.length };
    let first: Answer | undefined;
    const refuseFirst = async (call: () => Promise<unknown>): Promise<unknown> => {
      first = await addBytes(other, address, again);
      return call();
    };
    atCall(server.blobs as never, 'get', { nth: 2, act: refuseFirst });
    const second = await addBytes(server, address, again);
    expect([first?.status, first?.json.code]).toEqual([400, 'request_invalid']);
    expect([second.status, second.json.code]).toEqual([404, 'upload_unknown']);
  });
});
