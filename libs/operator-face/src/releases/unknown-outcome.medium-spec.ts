import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { aCommand, TEST_DATABASE_KINDS } from '@twinbank/database/testing/test-database';
import { StoredImages } from '@twinbank/stored-releases';

import { anImage } from '../testing/an-image.js';
import { aForm } from '../testing/forms.js';
import { startBehindCutter, type ServerBehindCutter } from '../testing/server-behind-cutter.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';
import { BlobSweep } from './blob-sweep.js';

const PART = 'STM32G484';
const LATER_MS = 2 * 3600 * 1000;

/**
 * The connection to the database is cut between a write and its answer, so nobody knows then whether the row was
 * written.
 */
describe.each(TEST_DATABASE_KINDS)('a write on %s whose answer never came', (kind) => {
  let test: ServerBehindCutter['test'];
  let empty: ServerBehindCutter['empty'];
  let server: ServerUnderTest;
  beforeAll(async () => {
    ({ server, test, empty } = await startBehindCutter(kind));
  }, SERVER_START_MS);
  afterAll(() => server.stop());
  beforeEach(async () => {
    await empty();
    await server.send('POST', 'products', { body: { name: 'motor', part: PART, hardware: ['A'] } });
  });

  const post = (path: string, body?: object): Promise<Answer> => server.send('POST', path, body ? { body } : {});
  const upload = (fields: object = {}, filler = 0x5a): Promise<Answer> =>
    server.send(
      'POST',
      'products/motor/releases',
      aForm({ version: '1.0.0', counter: 1, ...fields }, { image: anImage(PART, { filler }) }),
    );
  const blobOf = async (version: string): Promise<Uint8Array | undefined> =>
    server.blobs.get((await server.database.releases.get('motor', version)).blobKey);
  /** Does what the sweep would do hours later. */
  const sweepLater = async (): Promise<void> => {
    const clock = { nowMs: () => Date.now() + LATER_MS };
    await new BlobSweep(
      server.database,
      server.get(StoredImages),
      server.blobs,
      clock,
      server.get(BlobSweep)['logger'],
    ).sweep();
  };

  it('is found out where the database is back at once: the upload has succeeded', async () => {
    test.cutter.cutAfter(/COMMIT/);
    expect(await upload()).toMatchObject({ status: 201, json: { version: '1.0.0' } });
    expect(test.cutter.cuts).toBe(1);
    expect((await blobOf('1.0.0'))?.length).toBeGreaterThan(64);
  });

  it('keeps the image that the row may name, and the same upload again finds the release', async () => {
    test.cutter.cutAfter(/COMMIT/, 'down');
    expect(await upload()).toMatchObject({ status: 503, json: { code: 'overloaded' } });
    test.cutter.down = false;
    const again = await upload();
    expect(again).toMatchObject({ status: 200, json: { version: '1.0.0', state: 'available' } });
    expect((await blobOf('1.0.0'))?.length).toBe(again.json.streamLength);
    await sweepLater();
    expect(await blobOf('1.0.0')).toBeDefined();
  });

  it('is not mistaken for another: other bytes, counter or blocks, or a release withdrawn since, are release_exists', async () => {
    test.cutter.cutAfter(/COMMIT/, 'down');
    await upload();
    test.cutter.down = false;
    for (const [fields, filler] of [
      [{}, 1],
      [{ counter: 2 }, 0x5a],
      [{ blockSize: 1024 }, 0x5a],
    ] as const) {
      expect(await upload(fields, filler)).toMatchObject({ status: 409, json: { code: 'release_exists' } });
    }
    await post('products/motor/releases/1.0.0/withdraw');
    expect(await upload()).toMatchObject({ status: 409, json: { code: 'release_exists' } });
  });

  it('leaves no image for ever where it was not written after all', async () => {
    test.cutter.cutAfter(/INSERT INTO intended_blobs/, 'down');
    expect(await upload()).toMatchObject({ status: 503 });
    test.cutter.down = false;
    await server.blobs.put([new Uint8Array(100)], { maxBytes: 100 });
    const [foreign] = server.blobs.keys();
    await server.database.releases.intendBlob('f'.repeat(64), Date.now());
    expect(await upload()).toMatchObject({ status: 201 });
    await sweepLater();
    expect(server.blobs.keys()).toContain(foreign);
    expect(await blobOf('1.0.0')).toBeDefined();
    expect(await server.database.releases.leftBlobs(Date.now() + LATER_MS, 10)).toHaveLength(2);
  });

  it('is swept with the others although one image cannot be removed, and comes back if it was set aside under a release', async () => {
    const [first, second] = ['one', 'two'].map((text) => [Buffer.from(text)]);
    const stuck = await server.blobs.put(first!, { maxBytes: 9 });
    const left = await server.blobs.put(second!, { maxBytes: 9 });
    for (const { key } of [stuck, left]) await server.database.releases.intendBlob(key, Date.now());
    expect(await upload()).toMatchObject({ status: 201 });
    const named = (await server.database.releases.get('motor', '1.0.0')).blobKey;
    await server.blobs.setAside(named);
    const real = server.blobs.setAside.bind(server.blobs);
    server.blobs.setAside = (key) => (key === stuck.key ? Promise.reject(new Error('input/output error')) : real(key));
    try {
      await sweepLater();
    } finally {
      server.blobs.setAside = real;
    }
    expect([stuck, left, { key: named }].map(({ key }) => server.blobs.keys().includes(key))).toEqual([
      true,
      false,
      true,
    ]);
    await sweepLater();
    expect(server.blobs.keys()).not.toContain(stuck.key);
    expect(await blobOf('1.0.0')).toBeDefined();
  });

  it('makes a product that the same request again finds', async () => {
    const body = { name: 'pump', part: PART, hardware: ['A'] };
    test.cutter.cutAfter(/COMMIT/);
    expect(await post('products', body)).toMatchObject({ status: 503, json: { code: 'overloaded' } });
    expect(test.cutter.cuts).toBe(1);
    expect(await post('products', body)).toMatchObject({ status: 200, json: body });
  });

  it('withdraws a release once: the same request again finds it withdrawn', async () => {
    await upload();
    test.cutter.cutAfter(/COMMIT/);
    expect(await post('products/motor/releases/1.0.0/withdraw')).toMatchObject({ status: 503 });
    expect(await post('products/motor/releases/1.0.0/withdraw')).toMatchObject({ json: { state: 'withdrawn' } });
  });

  const spring = { name: 'spring', product: 'motor', release: '1.0.0', terms: { mode: 'reset' } };
  const aDevice = (): Promise<unknown> =>
    server.database.devices.provision([{ id: 'motor-1', product: 'motor', hardware: 'A', keyEpoch: 1 }], aCommand());

  it('makes a campaign that the list shows: the same request again makes a second draft, and drafts do nothing', async () => {
    await upload();
    await aDevice();
    test.cutter.cutAfter(/COMMIT/);
    expect(await post('campaigns', spring)).toMatchObject({ status: 503 });
    expect(await post('campaigns', spring)).toMatchObject({ status: 201 });
    expect((await server.send('GET', 'campaigns')).json.items).toMatchObject([{ state: 'draft' }, { state: 'draft' }]);
  });

  it.each(['start', 'pause', 'resume', 'stop'])(
    'leaves a campaign as the order %s wants it, and the same order again changes nothing',
    async (order) => {
      await upload();
      await aDevice();
      await post('campaigns', spring);
      const orders = ['start', 'pause', 'resume', 'stop'];
      for (const earlier of orders.slice(0, orders.indexOf(order))) await post(`campaigns/1/${earlier}`);
      test.cutter.cutAfter(/COMMIT/);
      expect(await post(`campaigns/1/${order}`)).toMatchObject({ status: 503 });
      const { json } = await server.send('GET', 'campaigns/1');
      expect(json.state).toBe({ start: 'starting', pause: 'paused', resume: 'starting', stop: 'stopping' }[order]);
      const again = await post(`campaigns/1/${order}`);
      expect([again.status, again.json.state ?? again.json.code]).toEqual([200, json.state]);
    },
  );
});
