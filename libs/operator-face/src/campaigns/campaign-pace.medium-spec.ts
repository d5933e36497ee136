import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type ServerUnderTest } from '../testing/server-under-test.js';

const GROWING = {
  baseRatePerMinute: 50,
  incrementFactor: 1.5,
  rateIncreaseCriteria: { numberOfNotifiedDevices: 1000 },
  maximumPerMinute: 1000,
};

describe('the pace of a campaign', () => {
  const tested = new CampaignsUnderTest();
  const { create } = tested;
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await tested.start();
  }, SERVER_START_MS);
  afterAll(() => tested.stop());
  beforeEach(() => tested.newProduct());

  it('is kept as it was given, stays when something else changes, and goes with an empty one', async () => {
    const { status, json } = await create({ rate: GROWING });
    expect([status, json.config.rate]).toEqual([201, GROWING]);
    const changed = await server.send('PATCH', `campaigns/${json.id}`, { body: { concurrency: 3 } });
    expect(changed.json.config).toEqual({ ...json.config, concurrency: 3 });
    const constant = await server.send('PATCH', `campaigns/${json.id}`, { body: { rate: { perMinute: 5 } } });
    expect(constant.json.config.rate).toEqual({ perMinute: 5 });
    const without = await server.send('PATCH', `campaigns/${json.id}`, { body: { rate: {} } });
    expect([without.status, without.json.config]).toEqual([200, expect.not.objectContaining({ rate: {} })]);
    expect(without.json.config).not.toHaveProperty('rate');
  });

  it.each<[string, object]>([
    ['no device a minute', { perMinute: 0 }],
    ['half a device a minute', { perMinute: 0.5 }],
    ['more than are updated at once', { perMinute: 100_001 }],
    ['both kinds of rate', { ...GROWING, perMinute: 5 }],
    ['a factor that does not let it grow', { ...GROWING, incrementFactor: 1 }],
    ['a maximum below the beginning', { ...GROWING, maximumPerMinute: 49 }],
    [
      'both criteria',
      { ...GROWING, rateIncreaseCriteria: { numberOfNotifiedDevices: 1, numberOfSucceededDevices: 1 } },
    ],
    ['a part of a rate', { baseRatePerMinute: 5 }],
    ['an unknown field', { perMinute: 5, mood: 1 }],
  ])('is refused with %s', async (_what, rate) => {
    const { status, json } = await create({ rate });
    expect([status, json.code, `${json.detail}`]).toEqual([400, 'request_invalid', expect.stringContaining('rate')]);
  });

  it('says before the start how long it makes the campaign', async () => {
    const otherCampaigns = { policy: 'exclude' };
    const alone = { concurrency: 3, waves: [{ percent: 100 }], otherCampaigns };
    const { json } = await create({ ...alone, rate: { perMinute: 1 } });
    const duration = { atLeastMs: 600_000, attemptMs: 60_000, concurrencyMs: 240_000, rateMs: 600_000 };
    expect([json.eligible, json.duration]).toEqual([10, duration]);
    expect((await server.send('GET', `campaigns/${json.id}`)).json.duration).toEqual(duration);
    const { json: free } = await create(alone);
    expect(free.duration).toEqual({ atLeastMs: 240_000, attemptMs: 60_000, concurrencyMs: 240_000 });
    const windows = { swap: [{ start: '02:00', durationMinutes: 60 }] };
    const { json: nightly } = await create({ ...alone, windows });
    expect(nightly.duration).toEqual({ ...free.duration, leavesOut: ['windows'] });
    const { json: zoned } = await create({ ...alone, windows: { ...windows, zone: 'UTC' } });
    const { windowsMs } = zoned.duration as { readonly windowsMs: number };
    expect(windowsMs).toBeGreaterThanOrEqual(240_000);
    expect(zoned.duration).toEqual({ ...free.duration, windowsMs, atLeastMs: windowsMs });
    const ids = (await server.send('GET', `devices?filter=product==${json.product}`)).json.items;
    for (const { id } of ids as { readonly id: string }[])
      await server.send('PATCH', `devices/${id}`, { body: { attributes: { timeZone: 'Asia/Tokyo' } } });
    const { json: own } = await create({ ...alone, windows });
    expect(own.duration).toEqual({
      ...free.duration,
      windowsMs: expect.any(Number),
      atLeastMs: own.duration.windowsMs,
    });
    const spread = { by: 'site', percent: 20 };
    const { json: spreadOut } = await create({ ...alone, spread });
    expect(spreadOut.duration).toEqual({ ...free.duration, placesMs: 300_000, atLeastMs: 300_000 });
    const { json: usual } = await create({ ...alone, otherCampaigns: {} });
    expect(usual.duration).toEqual({ ...free.duration, leavesOut: ['otherCampaigns'] });
    const total = { bytesPerSecond: 1024, burstSeconds: 1 };
    const budgets = { total, each: { by: 'site', ...total } };
    const { json: slow } = await create({ ...alone, budgets });
    const bytesMs = Math.ceil(((slow.plan.bytes as number) - 1024) / 1.024);
    // No device says its site, so that they share the budget of one place.
    expect(slow.duration).toEqual({ ...free.duration, bytesMs, atLeastMs: Math.max(bytesMs, 240_000) });
  });
});
