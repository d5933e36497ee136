import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';

describe('byte budgets of a campaign', () => {
  const tested = new CampaignsUnderTest();
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await tested.start();
    await tested.newProduct();
  }, SERVER_START_MS);
  afterAll(() => tested.stop());

  const change = async (id: unknown, budgets: object | null): Promise<Answer> =>
    server.send('PATCH', `campaigns/${id as number}`, { body: { budgets } });

  it('are kept with what is saved up, replaced as a whole, and taken away', async () => {
    const total = { bytesPerSecond: 1_000_000, burstSeconds: 2 };
    const { status, json } = await tested.create({ budgets: { total } });
    expect([status, json.config.budgets]).toEqual([201, { total }]);
    const other = await server.send('PATCH', `campaigns/${json.id}`, { body: { concurrency: 3 } });
    expect(other.json.config.budgets).toEqual({ total });
    const each = { by: 'gateway', bytesPerSecond: 20_000 };
    expect((await change(json.id, { each })).json.config.budgets).toEqual({ each: { ...each, burstSeconds: 5 } });
    const both = { each: { ...each, burstSeconds: 1 }, andEach: { ...each, by: 'site' } };
    expect((await change(json.id, both)).json.config.budgets).toEqual({
      each: both.each,
      andEach: { ...both.andEach, burstSeconds: 5 },
    });
    expect((await change(json.id, {})).json.config).not.toHaveProperty('budgets');
    expect((await tested.create()).json.config).not.toHaveProperty('budgets');
  });

  it('of each place are in what is said before the start, where its devices are counted', async () => {
    // As many as take longer than a minute at a thousand bytes a second.
    const more = Array.from({ length: 40 }, (_, at) => ({ id: `${tested.product}-more${at}`, hardware: 'A' }));
    await server.send('POST', 'devices/bulk', {
      body: more.map((device) => `${JSON.stringify({ ...device, product: tested.product })}\n`).join(''),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const each = { by: 'gateway', bytesPerSecond: 1024, burstSeconds: 1 };
    const counted = (await tested.create({ budgets: { each } })).json;
    expect([counted.duration, counted.forecastLeavesOut]).toEqual([
      expect.objectContaining({ bytesMs: expect.any(Number) }),
      undefined,
    ]);
    expect(counted.duration.leavesOut).toEqual(['otherCampaigns']);
    expect(counted.plan).not.toHaveProperty('places');
    // No device has a gateway; three are at sites of their own.
    for (const at of [0, 1, 2])
      await server.send('PATCH', `devices/${tested.product}-d${at}`, { body: { attributes: { site: `s${at}` } } });
    const slow = { ...each, by: 'site', bytesPerSecond: 1024 };
    const fast = { ...each, bytesPerSecond: 1024 * 1024 };
    const [one, two] = [{ each: fast }, { each: fast, andEach: slow }];
    const alone = (await tested.create({ budgets: one })).json;
    const both = (await tested.create({ budgets: two })).json;
    expect([both.duration.leavesOut, both.forecastLeavesOut]).toEqual([['otherCampaigns'], undefined]);
    const perDevice = (both.plan.bytes as number) / (both.eligible as number);
    const most = (both.eligible as number) - 3;
    expect(both.duration.bytesMs).toBeCloseTo(((most * perDevice - 1024) / 1024) * 1000, -2);
    expect(both.duration.bytesMs).toBeGreaterThan(2 * alone.duration.bytesMs);
    // Those without a site share one budget; the others fit theirs, or wait for nobody.
    const slowest = { scope: 'andEach', by: 'site', place: '', devices: most };
    expect(both.plan.budgetWaits[0]).toEqual({ ...slowest, bytesMs: both.duration.bytesMs });
    expect(alone.plan).not.toHaveProperty('budgetWaits');
    expect(both.plan).not.toHaveProperty('keysAwaited');
    const spread = { by: 'site', percent: 50 };
    const other = (await tested.create({ budgets: { each }, spread })).json;
    expect([other.duration.leavesOut, other.forecastLeavesOut]).toEqual([['otherCampaigns'], undefined]);
    expect(other.duration.bytesMs).toBe(counted.duration.bytesMs);
    const body = { product: other.product, release: other.release, budgets: two, spread };
    const previewed = await server.send('POST', 'campaigns/preview', { body });
    expect(previewed.json).not.toHaveProperty('forecastLeavesOut');
    expect(previewed.json.duration.bytesMs).toBe(both.duration.bytesMs);
    expect(previewed.json.plan.places.count).toBe(4);
    expect(previewed.json.plan.budgetWaits).toEqual(both.plan.budgetWaits);
  });

  it('are asked of the place of each device, by which its jobs are found, too', async () => {
    const d = (at: number): string => `${tested.product}-d${at}`;
    await server.send('PATCH', `devices/${d(3)}`, { body: { attributes: { site: 's0', line: 7 } } });
    const selection = { deviceIds: [0, 1, 3, 4].map(d) };
    const { id } = (await tested.create({ selection })).json as { id: number };
    await tested.begin(id);
    const found = async (filter: string): Promise<string[]> => {
      const query = `filter=${encodeURIComponent(filter)}`;
      const { items } = (await server.send('GET', `campaigns/${id}/jobs?${query}`)).json as {
        items: { device: string }[];
      };
      return items.map(({ device }) => device).sort();
    };
    expect(await found('attr.site=in=("s0"),attr.site=null=true;reported.site=in=("s0")')).toEqual([d(0), d(3)]);
    expect(await found('attr.site=null=true;reported.site=null=true')).toEqual([d(4)]);
    expect(await found('attr.line=in=("7",7);state==waiting')).toEqual([d(3)]);
    expect((await server.send('GET', `devices/${d(1)}/jobs?filter=attr.site==s1`)).json.items).toHaveLength(1);
    await tested.order(id, 'stop');
  });

  it.each([
    { total: {} },
    { total: { bytesPerSecond: 1023 } },
    { total: { bytesPerSecond: 1e11 } },
    { total: { bytesPerSecond: 5000.5 } },
    { total: { bytesPerSecond: 5000, burstSeconds: 0 } },
    { total: { bytesPerSecond: 5000, by: 'site' } },
    { each: { bytesPerSecond: 5000 } },
    { each: { bytesPerSecond: 5000, by: 'my site' } },
    { each: { bytesPerSecond: '5000', by: 'site' } },
    { each: [] },
    { some: { bytesPerSecond: 5000 } },
    { andEach: { bytesPerSecond: 5000, by: 'site' } },
    { each: { bytesPerSecond: 5000, by: 'site' }, andEach: { bytesPerSecond: 5000, by: 'site' } },
    [],
    'slow',
  ])('are refused: %j', async (budgets) => {
    expect(await tested.create({ budgets })).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
  });
});
