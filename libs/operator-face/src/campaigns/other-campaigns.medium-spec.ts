import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type ServerUnderTest } from '../testing/server-under-test.js';

describe('a campaign for devices that another one has', () => {
  const tested = new CampaignsUnderTest();
  const { create, order, begin } = tested;
  let server: ServerUnderTest;
  let product: string;
  let first: number;
  beforeAll(async () => {
    server = await tested.start();
  }, SERVER_START_MS);
  afterAll(() => tested.stop());
  beforeEach(async () => {
    product = await tested.newProduct();
    first = (await create({ selection: { hardware: ['A'] } })).json.id as number;
    await begin(first);
  });

  it('is not started if it refuses to share them, and says how many there are; it stays a draft', async () => {
    const { json } = await create({ otherCampaigns: { policy: 'refuse' } });
    expect(json).toMatchObject({ eligible: 2, excluded: [{ reason: 'device_in_campaign', devices: 8 }] });
    expect(await order(json.id as number, 'start')).toMatchObject({
      status: 409,
      json: { code: 'devices_in_campaigns', facts: { devices: 8 } },
    });
    expect((await server.send('GET', `campaigns/${json.id}`)).json).toMatchObject({ state: 'draft' });
    await order(first, 'stop');
    const jobs = (await server.send('GET', `campaigns/${first}/jobs`)).json.items as { id: number }[];
    for (const { id } of jobs) await server.send('POST', `jobs/${id}/cancel`);
    expect((await order(json.id as number, 'start')).status).toBe(200);
  });

  it('can be written down although they all have a job, if it takes them over, and shows what became of those', async () => {
    const only = { selection: { hardware: ['A'] } };
    const left = await create({ ...only, otherCampaigns: { policy: 'exclude' } });
    expect(left.json).toMatchObject({ code: 'campaign_empty' });
    const { status, json } = await create({ ...only, otherCampaigns: { policy: 'supersede' } });
    expect([status, json.eligible]).toEqual([201, 8]);
    const device = `${product}-d0`;
    const why = async (id: number) => (await server.send('GET', `campaigns/${id}/devices/${device}/explanation`)).json;
    expect(await why(json.id as number)).toMatchObject({ code: 'not_started' });
    await begin(json.id as number);
    expect((await server.send('GET', `campaigns/${json.id}/jobs?state=waiting&total=true`)).json).toMatchObject({
      total: 8,
    });
    expect((await server.send('GET', `campaigns/${first}/jobs?state=cancelled&total=true`)).json).toMatchObject({
      total: 8,
    });
    expect(await why(first)).toMatchObject({
      standing: 'out',
      code: 'cancelled',
      fault: 'superseded',
      sentence: expect.stringContaining(`superseded: campaign ${json.id} took the device over`),
    });
  });

  it('waits for them if it says nothing else, names the campaign that has them, and gets them when that is stopped', async () => {
    const only = { selection: { hardware: ['A'] } };
    const { status, json } = await create({ ...only, waves: [{ percent: 100 }], otherCampaigns: { priority: 3 } });
    expect([status, json.eligible]).toEqual([201, 8]);
    expect(json.config).toMatchObject({ otherCampaigns: { policy: 'wait', priority: 3 } });
    const id = json.id as number;
    await begin(id);
    const held = async () => (await server.send('GET', `campaigns/${id}/jobs?filter=hold==campaign&total=true`)).json;
    expect(await held()).toMatchObject({
      total: 8,
      items: expect.arrayContaining([expect.objectContaining({ state: 'held' })]),
    });
    const device = `${product}-d0`;
    const why = async () => (await server.send('GET', `campaigns/${id}/devices/${device}/explanation`)).json;
    expect(await why()).toMatchObject({
      ...{ standing: 'waiting', code: 'other_campaign' },
      sentence: `campaign ${first} has the device; its turn comes when its job there has ended`,
    });
    const jobs = (await server.send('GET', `campaigns/${first}/jobs`)).json.items as { id: number }[];
    for (const job of jobs) await server.send('POST', `jobs/${job.id}/cancel`);
    expect(await held()).toMatchObject({ total: 0 });
    expect(await why()).toMatchObject({ code: 'turn_next' });
  });
});
