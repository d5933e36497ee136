import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { SERVER } from '@twinbank/access';
import { intelHexOf } from '@twinbank/testkit/intel-hex';
import { until } from '@twinbank/testkit/until';

import { OperatorTokensService } from '../../auth/operator-tokens.service.js';
import { bearer } from '../../testing/a-project.js';
import { anImage } from '../../testing/an-image.js';
import { aForm, type Form } from '../../testing/forms.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../../testing/server-under-test.js';
import { addBytes, beginUpload, digestField, sendSome } from '../../testing/upload-acts.js';
import { BlobSweep } from '../blob-sweep.js';
import { PIECE_BYTES } from './pieces.js';

const PART = 'STM32G484';
/** Long enough for three pieces. */
const FILE = intelHexOf(anImage(PART, { bytes: 200 * 1024 }), 0x0800_0000);

describe('an upload in several requests', () => {
  let server: ServerUnderTest;
  let other: ServerUnderTest;
  let origin: string;
  let sql: pg.Client;
  let product: string;
  let count = 0;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    other = await server.beside();
    origin = await server.listen();
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
  });

  const aFileForm = (fields: object = {}, file: Uint8Array | string = FILE): Form =>
    aForm({ version: '1.0.0', counter: 1, ...fields }, { image: Buffer.from(file) });
  const begun = async (form: Form): Promise<string> => {
    const { status, headers } = await beginUpload(server, product, form);
    expect(status).toBe(201);
    return String(headers['location']);
  };
  const offsetAt = async (address: string, at = server): Promise<number> => {
    const { status, headers } = await at.send('HEAD', address);
    expect([status, headers['upload-complete']]).toEqual([200, '?0']);
    return Number(headers['upload-offset']);
  };
  const rowOf = async (address: string): Promise<{ piece_keys: string[]; received: number } | undefined> =>
    (await sql.query('SELECT piece_keys, received FROM uploads WHERE id = $1', [address.split('/').at(-1)])).rows[0];
  const piecesOf = async (address: string): Promise<string[]> => (await rowOf(address))?.piece_keys ?? [];
  const receivedOf = async (address: string): Promise<number> => Number((await rowOf(address))?.received);
  const rest = (form: Form, offset: number) => ({ offset, bytes: form.body.subarray(offset), last: true });
  const sweep = (): Promise<void> => server.get(BlobSweep).sweep();
  /** Resolves when a request has looked at its upload for the second time, and then reads its content. */
  const nextLook = (): Promise<void> =>
    new Promise((resolve) => {
      const { uploads } = server.database;
      const { get } = uploads;
      let looks = 0;
      uploads.get = async (...named) => {
        const upload = await get.apply(uploads, named);
        looks += 1;
        if (looks === 2) Reflect.deleteProperty(uploads, 'get');
        if (looks === 2) setImmediate(() => setImmediate(resolve));
        return upload;
      };
    });
  const releases = async (): Promise<unknown[]> =>
    (await server.send('GET', `products/${product}/releases`)).json.items as unknown[];

  it('becomes the release that one request makes of it, piece by piece, at two servers', async () => {
    const form = aFileForm();
    expect(form.body.length).toBeGreaterThan(2 * PIECE_BYTES);
    const options = await fetch(`${origin}/api/v1/products/${product}/releases`, { method: 'OPTIONS' });
    expect(options.headers.get('accept-patch')).toBe('application/partial-upload');
    const first = await beginUpload(server, product, form);
    const address = String(first.headers['location']);
    expect(first).toMatchObject({
      status: 201,
      headers: { 'upload-offset': '0', 'upload-complete': '?0', 'upload-length': String(form.body.length) },
      json: { product, offset: 0, length: form.body.length, complete: false },
    });
    expect(String(first.headers['upload-limit'])).toMatch(/^max-size=\d+, min-size=1, max-age=863\d\d$/);
    let offset = 0;
    for (const [length, at] of [
      [1, server],
      [PIECE_BYTES - 1, other],
      [PIECE_BYTES + 7, server],
    ] as const) {
      const bytes = form.body.subarray(offset, offset + length);
      const { status, headers } = await addBytes(at, address, { offset, bytes });
      offset += length;
      expect([status, headers['upload-complete'], headers['upload-offset']]).toEqual([204, '?0', String(offset)]);
      expect(await offsetAt(address, other)).toBe(offset);
    }
    expect(await piecesOf(address)).toHaveLength(3);
    const made = await addBytes(other, address, rest(form, offset));
    expect(made).toMatchObject({
      status: 201,
      headers: { 'upload-complete': '?1', location: `/api/v1/products/${product}/releases/1.0.0` },
    });
    // The same file in one request is the same upload.
    const again = await server.send('POST', `products/${product}/releases`, form);
    expect([again.status, again.json]).toEqual([200, made.json]);
    const resumedAgain = await begun(form);
    expect((await addBytes(server, resumedAgain, rest(form, 0))).status).toBe(200);
    expect(await releases()).toHaveLength(1);
    expect(await piecesOf(address)).toEqual([]);
    // Nothing is left but the release.
    expect(server.blobs.keys()).toHaveLength(1);
    const { rows } = await sql.query('SELECT * FROM intended_blobs WHERE NOT given_up');
    expect(rows).toEqual([]);
  });

  it('whose answer was lost says which release it became, and takes nothing more', async () => {
    const form = aFileForm();
    const address = await begun(form);
    await addBytes(server, address, rest(form, 0));
    const location = `/api/v1/products/${product}/releases/1.0.0`;
    expect((await other.send('HEAD', address)).headers).toMatchObject({
      ...{ 'upload-complete': '?1', 'upload-offset': String(form.body.length), location },
    });
    expect((await other.send('GET', address)).json).toMatchObject({ complete: true, release: '1.0.0' });
    const more = { offset: form.body.length, bytes: new Uint8Array(0), last: true };
    expect(await addBytes(other, address, more)).toMatchObject({
      ...{ status: 410, headers: { location }, json: { code: 'upload_complete', facts: { release: '1.0.0' } } },
    });
    const { items } = (await server.send('GET', `products/${product}/uploads`)).json;
    expect(items).toMatchObject([{ complete: true, release: '1.0.0' }]);
  });

  it('goes on behind what is stored, wherever its connection was cut', async () => {
    const form = aFileForm();
    const token = await server.token('admin');
    const address = await begun(form);
    let offset = 0;
    for (const end of [1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES, form.body.length - 1]) {
      // What the row names is what a server that is killed now leaves; of a cut, also what it has read of the piece that is not full.
      const full = Math.floor(end / PIECE_BYTES) * PIECE_BYTES;
      // A request whose head is read only after that of a later one takes the upload away from it, and the later one is refused: it is sent again.
      await until(async () => {
        const { socket, answer } = await sendSome(origin, address, { token, form, offset, bytes: end - offset });
        await until(async () => answer() !== '' || (await receivedOf(address)) >= full, 'the full pieces');
        socket.destroy();
        const next = await offsetAt(address, other);
        expect([next >= offset, next <= end]).toEqual([true, true]);
        offset = next;
        return offset >= full;
      }, 'a cut behind the full pieces');
    }
    // The server may read the head of the last request that was cut only now, and then that one holds the upload: whoever goes on asks again.
    const finished = async () =>
      (await addBytes(other, address, rest(form, await offsetAt(address, other)))).status === 201;
    await until(finished, 'the rest of the upload');
    const [release] = await releases();
    expect(release).toMatchObject({ version: '1.0.0', file: { length: FILE.length } });
  });

  it('keeps what was read of a piece that is not full, too, when its connection is cut', async () => {
    const form = aFileForm();
    const token = await server.token('admin');
    const address = await begun(form);
    // A connection that is cut before the server has begun to read leaves nothing; one of several is read.
    await until(async () => {
      const reading = nextLook();
      const { socket } = await sendSome(origin, address, { token, form, offset: 0, bytes: 1000 });
      await reading;
      socket.destroy();
      return until(async () => (await receivedOf(address)) > 0, 'its bytes', { withinMs: 1000 }).catch(() => undefined);
    }, 'a cut that leaves bytes');
    const offset = await offsetAt(address, other);
    expect([offset > 0, offset <= 1000]).toEqual([true, true]);
    expect((await addBytes(other, address, rest(form, offset))).status).toBe(201);
  });

  it('is no longer added to by a request from before somebody asked where it stands', async () => {
    const form = aFileForm();
    const token = await server.token('admin');
    const address = await begun(form);
    const { socket, answer } = await sendSome(origin, address, { token, form, offset: 0, bytes: PIECE_BYTES + 5 });
    await until(async () => (await piecesOf(address)).length === 1, 'the first piece');
    const offset = await offsetAt(address, other);
    expect(offset).toBe(PIECE_BYTES);
    socket.write(form.body.subarray(PIECE_BYTES + 5));
    await until(() => answer().includes('upload_taken_over'), 'the refusal');
    expect(answer()).toMatch(/^HTTP\/1\.1 409 /);
    socket.destroy();
    expect(await offsetAt(address, other)).toBe(offset);
    expect((await addBytes(other, address, rest(form, offset))).status).toBe(201);
  });

  it('of two who go on at once lets one, and makes one release', async () => {
    const form = aFileForm();
    const address = await begun(form);
    const both = await Promise.all([server, other].map((at) => addBytes(at, address, rest(form, 0))));
    const made = both.filter(({ status }) => status < 300);
    for (const { status, json } of both.filter((one) => one.status >= 300))
      expect([status, json.code]).toEqual([409, expect.stringMatching(/^upload_(taken_over|offset_mismatched)$/)]);
    if (made.length === 0) {
      const offset = await offsetAt(address);
      expect((await addBytes(server, address, rest(form, offset))).status).toBe(201);
    }
    expect(await releases()).toHaveLength(1);
    expect(server.blobs.keys().length).toBe((await sql.query('SELECT 1 FROM releases')).rowCount);
  });

  const refused = (answer: Answer, status: number, code: string): void =>
    expect([answer.status, answer.json.code]).toEqual([status, code]);

  it('names the right offset to whoever goes on at a wrong one', async () => {
    const form = aFileForm();
    const address = await begun(form);
    await addBytes(server, address, { offset: 0, bytes: form.body.subarray(0, 100) });
    for (const offset of [0, 99, 101]) {
      const answer = await addBytes(server, address, { offset, bytes: new Uint8Array(10) });
      refused(answer, 409, 'upload_offset_mismatched');
      expect([answer.headers['upload-offset'], answer.json.facts]).toEqual(['100', { offset: 100, named: offset }]);
    }
    const lacking = { 'content-type': 'application/partial-upload', 'upload-offset': '100' };
    refused(await server.send('PATCH', address, { body: new Uint8Array(1), headers: lacking }), 400, 'request_invalid');
    const typed = { ...lacking, 'content-type': 'application/json', 'upload-complete': '?0' };
    refused(await server.send('PATCH', address, { body: '{}', headers: typed }), 415, 'media_type_unsupported');
    expect(await offsetAt(address)).toBe(100);
  });

  it('that is not what was announced is refused, by its digest and its length', async () => {
    const form = aFileForm();
    const wrong = await beginUpload(server, product, form, { said: { 'repr-digest': digestField(FILE_OF_ZEROS) } });
    const address = String(wrong.headers['location']);
    const answer = await addBytes(server, address, rest(form, 0));
    refused(answer, 400, 'upload_digest_mismatched');
    expect(answer.headers['upload-complete']).toBe('?1');
    refused(await server.send('GET', address), 404, 'upload_unknown');
    const next = await begun(form);
    const short = { offset: 0, bytes: form.body.subarray(0, 100), last: true };
    refused(await addBytes(server, next, short), 400, 'upload_length_inconsistent');
    const long = { offset: 0, bytes: Buffer.concat([form.body, Buffer.alloc(1)]) };
    refused(await addBytes(server, next, long), 400, 'upload_length_inconsistent');
    const other = { ...form.headers, 'upload-complete': '?0' };
    refused(await server.send('POST', `products/${product}/releases`, { headers: other }), 400, 'request_invalid');
    const vast = await beginUpload(server, product, form, { said: { 'upload-length': '99999999' } });
    refused(vast, 413, 'image_too_large');
    expect(await releases()).toEqual([]);
    expect(await offsetAt(next)).toBe(0);
  });

  it('that no device could run is refused as in one request, and nothing of it is kept', async () => {
    const before = server.blobs.keys().length;
    for (const form of [
      aFileForm({}, new Uint8Array(4096)),
      aFileForm({ version: 'one' }),
      aFileForm({ extra: '1' }),
    ]) {
      const whole = await server.send('POST', `products/${product}/releases`, form);
      const address = await begun(form);
      const answer = await addBytes(server, address, rest(form, 0));
      expect([answer.status, answer.json.code, answer.json.detail, answer.headers['upload-complete']]).toEqual([
        ...[whole.status, whole.json.code, whole.json.detail, '?1'],
      ]);
      refused(await server.send('GET', address), 404, 'upload_unknown');
    }
    expect(server.blobs.keys()).toHaveLength(before);
  });

  it('is one’s own: others with the same right find nothing', async () => {
    const form = aFileForm();
    const tokens = await Promise.all(
      ['ann', 'ben'].map(async (name) => {
        const order = { name: `${name}-${product}`, roles: ['releaser' as const], project: product, days: 1 };
        return bearer((await server.get(OperatorTokensService).issue(order, SERVER)).token);
      }),
    );
    const [ann, ben] = tokens as [{ headers: Record<string, string> }, { headers: Record<string, string> }];
    const mine = { scope: 'none' as const, ...ann };
    const theirs = { scope: 'none' as const, ...ben };
    const address = String((await beginUpload(server, product, form, mine)).headers['location']);
    refused(await server.send('GET', address, theirs), 404, 'upload_unknown');
    refused(await addBytes(server, address, rest(form, 0), theirs), 404, 'upload_unknown');
    refused(await server.send('DELETE', address, theirs), 404, 'upload_unknown');
    expect((await server.send('GET', `products/${product}/uploads`, theirs)).json).toEqual({ items: [] });
    expect((await server.send('GET', `products/${product}/uploads`, mine)).json.items).toMatchObject([{ offset: 0 }]);
    refused(await server.send('GET', `products/${product}/uploads/99999`, mine), 404, 'upload_unknown');
    expect((await addBytes(server, address, rest(form, 0), mine)).status).toBe(201);
  });

  it('has its place: four of one person, and its bytes in the quota of the project', async () => {
    const form = aFileForm();
    const addresses = [await begun(form), await begun(form), await begun(form), await begun(form)];
    refused(await beginUpload(server, product, form), 409, 'uploads_unfinished');
    await addBytes(server, addresses[0]!, { offset: 0, bytes: form.body.subarray(0, 10) });
    const before = server.blobs.keys().length;
    expect((await server.send('DELETE', addresses[0]!)).status).toBe(204);
    expect(server.blobs.keys()).toHaveLength(before - 1);
    for (const address of addresses.slice(1)) await server.send('DELETE', address);
    const quota = (storageBytes: number): Promise<Answer> =>
      server.send('PATCH', `projects/${product}`, { body: { quotas: { storageBytes } } });
    const used = async () => (await server.send('GET', `projects/${product}`)).json.used.storageBytes as number;
    await quota(form.body.length + 10);
    const address = await begun(form);
    expect(await used()).toBe(form.body.length);
    refused(await beginUpload(server, product, form), 409, 'quota_exceeded');
    // What it announced makes room for what it becomes.
    expect((await addBytes(server, address, rest(form, 0))).status).toBe(201);
    expect(await used()).toBe((await server.send('GET', `products/${product}/releases/1.0.0`)).json.streamLength);
  });

  it('that is given up is in the audit log, once and with its size; one that became a release was not given up', async () => {
    const given = aFileForm();
    const kept = aFileForm();
    const givenUp = await begun(given);
    await addBytes(server, givenUp, { offset: 0, bytes: given.body.subarray(0, 10) });
    const finished = await begun(kept);
    await addBytes(server, finished, rest(kept, 0));
    const statuses = await Promise.all([server, other].map((at) => at.send('DELETE', givenUp)));
    expect(statuses.map(({ status }) => status).sort()).toEqual(expect.arrayContaining([204]));
    expect((await server.send('DELETE', finished)).status).toBe(204);
    await server.seal();
    const { json } = await server.send('GET', 'audit?action=upload_given_up&limit=1000');
    const entries = (json.items as { object: string }[]).filter(({ object }) =>
      object.startsWith(`products/${product}/`),
    );
    expect(entries).toMatchObject([
      {
        object: `products/${product}/uploads/${givenUp.split('/').at(-1)}`,
        project: product,
        outcome: 'done',
        before: { received: 10, length: given.body.length },
      },
    ]);
  });

  it('that nobody finishes in time is removed, with what a killed server had stored and not written down', async () => {
    const form = aFileForm();
    const before = server.blobs.keys().length;
    const address = await begun(form);
    await addBytes(server, address, { offset: 0, bytes: form.body.subarray(0, PIECE_BYTES + 1) });
    // What a killed process had set aside comes back, because the upload names it.
    await server.blobs.setAside((await piecesOf(address))[0]!);
    const lost = await server.blobs.put([Buffer.from('a piece')], { maxBytes: 9 });
    await server.database.releases.intendBlob(lost.key, Date.now() - 2 * 3600 * 1000);
    await sweep();
    // Pieces of an upload that is under way stay, however old their notes would be.
    expect(server.blobs.keys()).toHaveLength(before + 2);
    await sql.query(`UPDATE uploads SET expires_at = now() - interval '1 second' WHERE product = $1`, [product]);
    refused(await server.send('HEAD', address).then(() => server.send('GET', address)), 404, 'upload_unknown');
    refused(await addBytes(server, address, rest(form, PIECE_BYTES + 1)), 404, 'upload_unknown');
    await sweep();
    expect(server.blobs.keys()).toHaveLength(before);
    expect((await sql.query('SELECT 1 FROM uploads WHERE product = $1', [product])).rowCount).toBe(0);
  });

  it('that expires is in the audit log, once and with its size, whichever server removes it; one that became a release is not', async () => {
    const [late, kept] = [aFileForm(), aFileForm()];
    const expired = await begun(late);
    await addBytes(server, expired, { offset: 0, bytes: late.body.subarray(0, 10) });
    await addBytes(server, await begun(kept), rest(kept, 0));
    await sql.query(`UPDATE uploads SET expires_at = now() - interval '1 second' WHERE product = $1`, [product]);
    await Promise.all([sweep(), sweep()]);
    expect((await sql.query('SELECT 1 FROM uploads WHERE product = $1', [product])).rowCount).toBe(0);
    await server.seal();
    const { json } = await server.send('GET', 'audit?action=upload_expired&limit=1000');
    const entries = (json.items as { object: string }[]).filter(({ object }) =>
      object.startsWith(`products/${product}/`),
    );
    expect(entries).toMatchObject([
      {
        actor: { kind: 'system', name: 'server' },
        object: `products/${product}/uploads/${expired.split('/').at(-1)}`,
        project: product,
        outcome: 'done',
        before: { received: 10, length: late.body.length },
      },
    ]);
  });

  it('goes with its product', async () => {
    const address = await begun(aFileForm());
    await addBytes(server, address, { offset: 0, bytes: aFileForm().body.subarray(0, 10) });
    const keys = await piecesOf(address);
    expect((await server.send('DELETE', `products/${product}`)).status).toBe(200);
    expect((await sql.query('SELECT 1 FROM uploads WHERE product = $1', [product])).rowCount).toBe(0);
    await sweep();
    expect(keys.filter((key) => server.blobs.keys().includes(key))).toEqual([]);
  });
});

const FILE_OF_ZEROS = new Uint8Array(16);
