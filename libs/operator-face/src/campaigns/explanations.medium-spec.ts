import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { bringToGate } from '../testing/campaign-runs.js';
import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type ServerUnderTest } from '../testing/server-under-test.js';

describe('explanations', () => {
  const tested = new CampaignsUnderTest();
  const { create, order, begin } = tested;
  let server: ServerUnderTest;
  let product: string;
  beforeAll(async () => {
    server = await tested.start();
  }, SERVER_START_MS);
  afterAll(() => tested.stop());
  beforeEach(async () => {
    product = await tested.newProduct();
  });

  const of = async (campaign: number, device: string) =>
    (await server.send('GET', `campaigns/${campaign}/devices/${device}/explanation`, { scope: 'read' })).json;

  it('say of a draft whether the device would get a job, and why not', async () => {
    const { id } = (await create({ selection: { hardware: ['A'] } })).json;
    expect(await of(id, `${product}-d1`)).toMatchObject({
      ...{ campaign: id, name: 'spring', device: `${product}-d1` },
      ...{ standing: 'waiting', code: 'not_started' },
    });
    expect(await of(id, `${product}-d9`)).toMatchObject({ standing: 'out', code: 'not_selected' });
    await server.send('POST', `devices/${product}-d2/deactivate`);
    expect(await of(id, `${product}-d2`)).toMatchObject({
      standing: 'out',
      code: 'excluded',
      fault: 'device_inactive',
    });
  });

  it('say of a campaign under way what a device waits for, also at a gate, and of all campaigns together', async () => {
    const { id } = (await create({ waves: [{ count: 1 }, { percent: 100, gate: 'manual' }] })).json;
    await begin(id);
    const { items } = (await server.send('GET', `campaigns/${id}/jobs`)).json as { items: { device: string }[] };
    const [first, last] = [items[0]!.device, items.at(-1)!.device];
    expect(await of(id, first)).toMatchObject({ standing: 'waiting', code: 'turn_next' });
    expect(await of(id, last)).toMatchObject({
      code: 'wave_not_begun',
      sentence: expect.stringContaining('0 of 1 jobs succeeded'),
    });
    await bringToGate(server, id);
    expect(await of(id, last)).toMatchObject({ code: 'gate_closed' });
    await order(id, 'pause');
    const otherCampaigns = { policy: 'exclude' };
    const later = (await create({ otherCampaigns, schedule: { startAt: '2090-01-01T00:00:00Z' } })).json.id as number;
    await order(later, 'start');
    const all = (await server.send('GET', `devices/${last}/explanations`, { scope: 'read' })).json;
    expect(all.items).toMatchObject([
      { campaign: later, standing: 'out', code: 'excluded', fault: 'device_in_campaign' },
      { campaign: id, standing: 'waiting', code: 'paused' },
    ]);
    const timeline = (await server.send('GET', `campaigns/${id}/timeline`)).json;
    expect((timeline.items as { kind: string }[]).map(({ kind }) => kind)).toEqual([
      ...['campaign_created', 'campaign_starting', 'campaign_started', 'gate_reached', 'campaign_paused'],
    ]);
  });

  it('say of a dynamic campaign that runs why a device has no job in it, by what the device is now', async () => {
    const { id } = (await create({ dynamic: true, selection: { filter: `id!=${product}-d3` } })).json;
    await begin(id);
    expect(await of(id, `${product}-d3`)).toMatchObject({
      ...{ standing: 'out', code: 'not_selected', sentence: expect.stringContaining('if it begins to') },
    });
    const late = `${product}-late`;
    const line = JSON.stringify({ id: late, product, hardware: 'A' });
    await server.send('POST', 'devices/bulk', { body: line, headers: { 'content-type': 'application/x-ndjson' } });
    expect(await of(id, late)).toMatchObject({ standing: 'waiting', code: 'planning' });
    await server.send('POST', `devices/${late}/deactivate`);
    expect(await of(id, late)).toMatchObject({ standing: 'out', code: 'excluded', fault: 'device_inactive' });
    const disposal = { body: { confirm: late, reason: 'scrapped' } };
    expect((await server.send('POST', `devices/${late}/disposal`, disposal)).status).toBe(200);
    expect(await of(id, late)).toMatchObject({ standing: 'out', code: 'excluded', fault: 'device_disposed' });
    // Who names it in a campaign is told, in place of a campaign without it.
    const named = await create({ selection: { deviceIds: [`${product}-d1`, late] } });
    expect([named.status, named.json]).toMatchObject([404, { code: 'device_unknown', facts: { ids: late } }]);
  });

  it('tell of all campaigns of a device, also where the selection of one names a group that its product has left', async () => {
    const project = `left-${product}`;
    await server.send('POST', 'projects', { body: { name: project } });
    await server.send('POST', 'groups', { body: { name: project, filter: `id!=${product}-d3` } });
    const { id } = (await create({ dynamic: true, selection: { filter: `group==${project}` } })).json;
    await begin(id);
    const later = (await create({ schedule: { startAt: '2090-01-01T00:00:00Z' } })).json.id as number;
    await order(later, 'start');
    const moved = await server.send('POST', `products/${product}/move`, { body: { project } });
    expect(moved.status).toBe(200);
    const problem = `the devices of the campaign cannot be determined: there is no group ${project}, at position 1 of selection.filter`;
    const unreadable = { standing: 'waiting', code: 'selection_unreadable', fault: 'selection_invalid' };
    const all = await server.send('GET', `devices/${product}-d3/explanations`, { scope: 'read' });
    expect([all.status, all.json.items]).toMatchObject([
      200,
      [
        { campaign: later, code: 'scheduled' },
        { campaign: id, ...unreadable, sentence: `${problem}; it pauses when it next looks at a device` },
      ],
    ]);
    await order(id, 'pause');
    expect(await of(id, `${product}-d3`)).toMatchObject({
      ...unreadable,
      sentence: `${problem}; it is paused: somebody must put that right, and resume it`,
    });
    // Whoever has a job in it is told of that.
    expect(await of(id, `${product}-d1`)).toMatchObject({ code: 'paused' });
  });

  it('are refused for what is not there: campaign_unknown, device_unknown', async () => {
    const { id } = (await create()).json;
    expect(await of(999_999, `${product}-d1`)).toMatchObject({ code: 'campaign_unknown' });
    expect(await of(id, 'ghost')).toMatchObject({ code: 'device_unknown' });
    expect((await server.send('GET', 'devices/ghost/explanations')).json).toMatchObject({ code: 'device_unknown' });
    expect((await server.send('GET', 'campaigns/999999/timeline')).json).toMatchObject({ code: 'campaign_unknown' });
  });
});
