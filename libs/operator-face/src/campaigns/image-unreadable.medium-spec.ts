import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { StoredImages } from '@twinbank/stored-releases';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type ServerUnderTest } from '../testing/server-under-test.js';

describe('campaigns whose image cannot be read', () => {
  const tested = new CampaignsUnderTest();
  const { create, order, begin } = tested;
  let server: ServerUnderTest;
  let releaseId: number;
  beforeAll(async () => {
    server = await tested.start();
  }, SERVER_START_MS);
  afterAll(() => tested.stop());
  beforeEach(async () => {
    const product = await tested.newProduct();
    releaseId = (await server.database.releases.list({ product }, { limit: 1 })).items[0]!.id;
  });

  async function loseImage(): Promise<void> {
    server.blobs.lose((await server.database.releases.byId(releaseId))!.blobKey);
    server.get(StoredImages).suspect(releaseId);
  }
  const refusal = { status: 409, json: { code: 'image_unreadable', detail: expect.stringContaining('is missing') } };

  it('are refused when they are started, and stay drafts', async () => {
    const { id } = (await create()).json;
    await loseImage();
    expect(await order(id, 'start')).toMatchObject(refusal);
    expect((await server.database.campaigns.get(id)).state).toBe('draft');
  });

  it('are refused when they are resumed, stay paused, and can be stopped all the same', async () => {
    const { id } = (await create()).json;
    await begin(id);
    await order(id, 'pause');
    await loseImage();
    expect(await order(id, 'resume')).toMatchObject(refusal);
    expect((await server.database.campaigns.get(id)).state).toBe('paused');
    expect((await order(id, 'stop')).status).toBe(200);
  });

  it('are refused where the manifest is what cannot be read', async () => {
    const { id } = (await create()).json;
    const client = new pg.Client(server.connection);
    await client.connect();
    await client.query('UPDATE releases SET manifest_jws = $2 WHERE id = $1', [releaseId, 'not.a.manifest']);
    await client.end();
    server.get(StoredImages).suspect(releaseId);
    expect(await order(id, 'start')).toMatchObject({ ...refusal, json: { code: 'image_unreadable' } });
  });
});
