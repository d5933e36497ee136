import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { UpdateOrders } from '@twinbank/stored-releases';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type ServerUnderTest } from '../testing/server-under-test.js';

describe('waves that name their devices', () => {
  const tested = new CampaignsUnderTest();
  const { create, begin } = tested;
  let server: ServerUnderTest;
  let product: string;
  beforeAll(async () => {
    server = await tested.start();
  }, SERVER_START_MS);
  afterAll(() => tested.stop());
  beforeEach(async () => {
    product = await tested.newProduct();
    for (const number of [2, 5]) await change(number, { tags: ['canary'] });
    for (const number of [5, 6, 7, 9]) await change(number, { attributes: { site: 'lyon' } });
  });

  const change = (number: number, body: object) => server.send('PATCH', `devices/${product}-d${number}`, { body });
  const waves = [{ filter: 'tags==canary' }, { percent: 50 }, { filter: 'attr.site==lyon' }, { percent: 100 }];
  /** Numbers of the devices by wave, and the ordinals of their jobs. */
  const placed = async (id: number) => {
    const { items } = (await server.send('GET', `campaigns/${id}/jobs?limit=100`)).json as {
      items: { device: string; wave: number; ordinal?: number }[];
    };
    return waves.map((_, wave) =>
      items.filter((job) => job.wave === wave).map(({ device }) => Number(device.split('-d')[1])),
    );
  };

  it('hold the devices that their filter matches, and shares hold the others; the draft says how many', async () => {
    const { status, json } = await create({ waves });
    expect([status, json.eligible]).toEqual([201, 10]);
    expect(json.plan).toMatchObject({ waves: [2, 3, 3, 2] });
    expect(json.config).toMatchObject({ waves });
    expect(json.waves).toMatchObject(waves);
    await begin(json.id as number);
    const [canaries, half, lyon, rest] = await placed(json.id as number);
    expect([canaries!.sort(), lyon!.sort()]).toEqual([
      [2, 5],
      [6, 7, 9],
    ]);
    expect([half!.length, rest!.length]).toEqual([3, 2]);
    expect([...half!, ...rest!].sort()).toEqual([0, 1, 3, 4, 8]);
    const { json: page } = await server.send('GET', `campaigns/${json.id}/jobs?limit=2`);
    expect((page.items as { wave: number }[]).map(({ wave }) => wave)).toEqual([0, 0]);
  });

  it('name devices by group and by id, too', async () => {
    const { id } = (await server.send('POST', 'groups', { body: { name: `${product}-south` } })).json;
    await server.send('POST', `groups/${id}/add`, { body: { devices: [`${product}-d9`] } });
    const named = [{ filter: `id=in=(${product}-d1,${product}-d3)` }, { filter: `group==${product}-south` }];
    const { status, json } = await create({ waves: [...named, { percent: 100 }] });
    expect([status, json.code]).toEqual([201, undefined]);
    expect(json.plan).toMatchObject({ waves: [2, 1, 7] });
  });

  it('leave out who is named by none, if no share comes last', async () => {
    const { json } = await create({ waves: [{ filter: 'tags==canary' }] });
    await begin(json.id as number);
    expect((await server.send('GET', `campaigns/${json.id}`)).json).toMatchObject({
      total: 10,
      excluded: [{ reason: 'beyond_last_wave', devices: 8 }],
      jobs: { waiting: 2 },
    });
  });

  it('are refused, when they are written down and when they begin, where they find no device', async () => {
    const empty = (wave: number) => ({ code: 'campaign_empty', facts: { wave, field: `waves[${wave}].filter` } });
    const misspelt = { waves: [{ filter: 'tags==canari' }, { percent: 100 }] };
    expect((await create(misspelt)).json).toMatchObject(empty(0));
    const { json } = await create({ waves: [{ percent: 10 }, { filter: 'tags==canary' }, { percent: 100 }] });
    for (const number of [2, 5]) await change(number, { tags: [] });
    expect((await tested.order(json.id as number, 'start')).json).toMatchObject(empty(1));
    await change(7, { tags: ['canary'] });
    expect((await tested.order(json.id as number, 'start')).status).toBe(200);
    expect((await create({ ...misspelt, dynamic: true })).status).toBe(201);
  });

  it('take in devices that join later and are named', async () => {
    const { json } = await create({ dynamic: true, waves, selection: { filter: 'tags!=late' } });
    const id = json.id as number;
    await begin(id);
    const body = [`${product}-n1`, `${product}-n2`]
      .map((device) => `${JSON.stringify({ id: device, product, hardware: 'A' })}\n`)
      .join('');
    await server.send('POST', 'devices/bulk', { body, headers: { 'content-type': 'application/x-ndjson' } });
    await server.send('PATCH', `devices/${product}-n1`, { body: { tags: ['canary'] } });
    const { database } = server;
    const order = await server.get(UpdateOrders).of(await database.campaigns.get(id));
    await database.plans.joiners.takeIn(id, order, { limit: 100, nowMs: Date.now() });
    const { items } = (await server.send('GET', `campaigns/${id}/jobs?filter=device=in=(${product}-n1,${product}-n2)`))
      .json as { items: { device: string; wave: number }[] };
    const of = new Map(items.map(({ device, wave }) => [device, wave]));
    expect(of.get(`${product}-n1`)).toBe(0);
    expect([1, 3]).toContain(of.get(`${product}-n2`));
  });

  it.each([
    ['a filter that cannot be read', [{ filter: 'colour==red' }], 'selection_invalid', 'waves[0].filter'],
    [
      'a group that is not there',
      [{ percent: 5 }, { filter: 'group==ghosts' }],
      'selection_invalid',
      'waves[1].filter',
    ],
    ['a filter and a share', [{ filter: 'tags==x', percent: 5 }], 'request_invalid', undefined],
    ['an empty filter', [{ filter: '' }], 'request_invalid', undefined],
  ])('are refused with %s', async (_what, given, code, field) => {
    const { json } = await create({ waves: given });
    expect(json).toMatchObject({ code, ...(field !== undefined && { facts: { field } }) });
  });
});
