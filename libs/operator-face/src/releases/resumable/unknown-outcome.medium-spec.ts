import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { TEST_DATABASE_KINDS } from '@twinbank/database/testing/test-database';
import { faultOf } from '@twinbank/protocol';
import { StoredImages } from '@twinbank/stored-releases';

import { anImage } from '../../testing/an-image.js';
import { aForm } from '../../testing/forms.js';
import { startBehindCutter, type ServerBehindCutter } from '../../testing/server-behind-cutter.js';
import { SERVER_START_MS, type ServerUnderTest } from '../../testing/server-under-test.js';
import { addBytes, beginUpload } from '../../testing/upload-acts.js';
import { BlobSweep } from '../blob-sweep.js';

const PART = 'STM32G484';
const LATER_MS = 2 * 3600 * 1000;
const FORM = aForm({ version: '1.0.0', counter: 1 }, { image: anImage(PART) });

/** The connection to the database is cut between a write and its answer, so nobody knows then whether it was written. */
describe.each(TEST_DATABASE_KINDS)('an upload in several requests on %s whose write never got its answer', (kind) => {
  let test: ServerBehindCutter['test'];
  let empty: ServerBehindCutter['empty'];
  let server: ServerUnderTest;
  let address: string;
  beforeAll(async () => {
    ({ server, test, empty } = await startBehindCutter(kind));
  }, SERVER_START_MS);
  afterAll(() => server.stop());
  beforeEach(async () => {
    await empty();
    for (const key of server.blobs.keys()) server.blobs.lose(key);
    await server.send('POST', 'products', { body: { name: 'motor', part: PART, hardware: ['A'] } });
    address = String((await beginUpload(server, 'motor', FORM)).headers['location']);
  });
  const half = { offset: 0, bytes: FORM.body.subarray(0, 2000) };
  const rest = (offset: number) => ({ offset, bytes: FORM.body.subarray(offset), last: true });
  /** What the sweep does hours later, while the upload has not expired. */
  const sweepLater = (): Promise<void> =>
    new BlobSweep(
      server.database,
      server.get(StoredImages),
      server.blobs,
      { nowMs: () => Date.now() + LATER_MS },
      server.get(BlobSweep)['logger'],
    ).sweep();

  it.each(['as it was', 'down'] as const)(
    'stands where it says, and goes on there (the database is %s after the cut)',
    async (state) => {
      test.cutter.cutAfter(/COMMIT/, ...(state === 'down' ? (['down'] as const) : []));
      expect(await addBytes(server, address, half)).toMatchObject({ status: 503, json: { code: 'overloaded' } });
      expect(test.cutter.cuts).toBe(1);
      test.cutter.down = false;
      await sweepLater();
      const offset = Number((await server.send('HEAD', address)).headers['upload-offset']);
      expect(offset).toBe(2000);
      expect(await addBytes(server, address, rest(offset))).toMatchObject({ status: 201, json: { version: '1.0.0' } });
    },
  );

  it('leaves no piece where it was not written after all, and none is missing', async () => {
    test.cutter.cutAfter(/INSERT INTO intended_blobs/, 'down');
    expect(await addBytes(server, address, half)).toMatchObject({ status: 503 });
    test.cutter.down = false;
    expect((await server.send('HEAD', address)).headers['upload-offset']).toBe('0');
    await sweepLater();
    expect(server.blobs.keys()).toEqual([]);
    expect(await addBytes(server, address, rest(0))).toMatchObject({ status: 201 });
    await sweepLater();
    expect(server.blobs.keys()).toEqual([(await server.database.releases.get('motor', '1.0.0')).blobKey]);
  });

  it('has become the release, or becomes it when it is finished again', async () => {
    await addBytes(server, address, half);
    // The first commit is that of the last piece, the second that of the release.
    const { releases } = server.database;
    const { create } = releases;
    releases.create = (...given) => {
      Reflect.deleteProperty(releases, 'create');
      test.cutter.cutAfter(/COMMIT/, 'down');
      return create.apply(releases, given);
    };
    expect(await addBytes(server, address, rest(2000))).toMatchObject({ status: 503, json: { code: 'overloaded' } });
    expect(test.cutter.cuts).toBe(1);
    test.cutter.down = false;
    const { headers } = await server.send('HEAD', address);
    expect([headers['upload-complete'], headers['location']]).toEqual(['?1', '/api/v1/products/motor/releases/1.0.0']);
    await sweepLater();
    expect(server.blobs.keys()).toEqual([(await releases.get('motor', '1.0.0')).blobKey]);
  });

  it('is finished by another request without a byte, where the server ended between the last piece and the release', async () => {
    const { releases } = server.database;
    releases.create = () => {
      Reflect.deleteProperty(releases, 'create');
      return Promise.reject(faultOf('storage_full'));
    };
    expect(await addBytes(server, address, rest(0))).toMatchObject({ status: 507 });
    const { headers } = await server.send('HEAD', address);
    expect([headers['upload-complete'], headers['upload-offset']]).toEqual(['?0', String(FORM.body.length)]);
    const made = await addBytes(server, address, rest(FORM.body.length));
    expect(made).toMatchObject({ status: 201, json: { version: '1.0.0' } });
  });
});
