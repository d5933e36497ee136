import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';

describe('the spread of a campaign', () => {
  const tested = new CampaignsUnderTest();
  let server: ServerUnderTest;
  let product: string;
  beforeAll(async () => {
    server = await tested.start();
  }, SERVER_START_MS);
  afterAll(() => tested.stop());
  beforeEach(async () => {
    product = await tested.newProduct();
  });

  const change = async (id: unknown, spread: object | null): Promise<Answer> =>
    server.send('PATCH', `campaigns/${id as number}`, { body: { spread } });

  it('is kept, replaced as a whole, and taken away', async () => {
    const { status, json } = await tested.create({ spread: { by: 'site', percent: 20 } });
    expect([status, json.config.spread]).toEqual([201, { by: 'site', percent: 20 }]);
    const other = await server.send('PATCH', `campaigns/${json.id}`, { body: { concurrency: 3 } });
    expect(other.json.config.spread).toEqual({ by: 'site', percent: 20 });
    expect((await change(json.id, { by: 'gateway', percent: 0.5 })).json.config.spread).toEqual({
      by: 'gateway',
      percent: 0.5,
    });
    expect((await change(json.id, {})).json.config).not.toHaveProperty('spread');
    const { json: plain } = await tested.create();
    expect(plain.config).not.toHaveProperty('spread');
    expect(plain.plan).not.toHaveProperty('places');
  });

  it.each([
    { by: 'site' },
    { percent: 20 },
    { by: 'my site', percent: 20 },
    { by: 7, percent: 20 },
    { by: 'site', percent: 0 },
    { by: 'site', percent: 100.5 },
    { by: 'site', percent: '20' },
    { by: 'site', percent: 20, whileSoaking: true },
    { by: 'site', percent: 20, whileSoaking: 'yes' },
    { by: 'site', percent: 20, per: 'wave' },
    [],
    'site',
  ])('is refused: %j', async (spread) => {
    expect(await tested.create({ spread })).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
  });

  it('gives each job its place, and explains that it is full', async () => {
    await server.send('PATCH', `devices/${product}-d1`, { body: { attributes: { site: 'hamburg' } } });
    const { json: draft } = await tested.create({ spread: { by: 'site', percent: 20 }, waves: [{ percent: 100 }] });
    const id = draft.id as number;
    const { eligible } = draft;
    expect(draft.plan.places).toEqual({
      ...{ count: 2, atOnce: 1 + Math.max(1, Math.floor((eligible - 1) / 5)) },
      largest: [
        { place: '', devices: eligible - 1, atOnce: Math.max(1, Math.floor((eligible - 1) / 5)) },
        { place: 'hamburg', devices: 1, atOnce: 1 },
      ],
    });
    await tested.begin(id);
    const jobs = async () => (await server.send('GET', `campaigns/${id}/jobs`)).json.items as ListedJob[];
    expect((await jobs()).find(({ device }) => device === `${product}-d1`)).toMatchObject({ place: 'hamburg' });
    const claim = { campaignId: id, wave: 0, count: 99, nowMs: Date.now() };
    await server.database.jobs.claimOffers({ ...claim, exclusionOf: () => undefined });
    const inPlaces = (await jobs()).map(({ place, state, hold }) => `${place} ${state} ${hold}`);
    const waiting = (await jobs()).find(({ hold }) => hold === 'place')!;
    expect(inPlaces.filter((one) => one === 'hamburg offered undefined')).toHaveLength(1);
    expect(inPlaces.filter((one) => one === ' offered undefined')).toHaveLength(1);
    expect(inPlaces.filter((one) => one === ' held place')).toHaveLength(inPlaces.length - 2);
    const { json } = await server.send('GET', `campaigns/${id}/devices/${waiting.device}/explanation`);
    expect(json).toMatchObject({
      ...{ standing: 'waiting', code: 'place_full' },
      sentence: `it waits for its place: devices without site: 1 of 1 device under way (20 % of ${inPlaces.length - 1}, and always one)`,
    });
  });
});

interface ListedJob {
  readonly device: string;
  readonly place: string;
  readonly state: string;
  readonly hold?: string;
}
