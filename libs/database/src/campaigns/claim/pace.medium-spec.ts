import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { CAMPAIGN_ENGINE } from '@twinbank/access';
import { stepCampaign, type CampaignConfig } from '@twinbank/campaign';
import type { Offer } from '@twinbank/rollout';

import type { Database } from '../../database.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../../testing/test-database.js';
import { accepted, aFleet, aRunningCampaign, claimed, decide, NOW, succeeded } from '../../testing/test-fleet.js';

describe.each(TEST_DATABASES)('a rate on %s', (_kind, open) => {
  let test: TestDatabase;
  let database: Database;
  let releaseId: number;
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.empty();
    ({ releaseId } = await aFleet(database, 40));
  });

  const campaignAt = async (rate: CampaignConfig['rate']): Promise<number> =>
    (await aRunningCampaign(database, releaseId, { ...(rate && { rate }) })).id;
  const claim = (campaignId: number, nowMs: number, count = 40): Promise<readonly Offer[]> =>
    claimed(database, { campaignId, wave: 0, count, nowMs });

  it('gives one ticket at once and the others one after another, and the campaign keeps its version', async () => {
    const id = await campaignAt({ perMinute: 60 });
    const { version } = await database.campaigns.get(id);
    const offered: number[] = [];
    for (const afterMs of [0, 0, 999, 1000, 5500, 6000]) offered.push((await claim(id, NOW + afterMs)).length);
    expect(offered).toEqual([1, 0, 0, 1, 4, 1]);
    expect(await database.campaigns.get(id)).toMatchObject({ version, pace: { tokens: 0, atMs: NOW + 6000 } });
  });

  it('counts what was handed out, not what was asked for, and nothing for a device that is left out', async () => {
    const id = await campaignAt({ perMinute: 20 });
    await claim(id, NOW);
    const { offers, excluded } = await database.jobs.claimOffers({
      ...{ campaignId: id, wave: 0, count: 9, nowMs: NOW + 60_000 },
      exclusionOf: (device) => (device ? { reason: 'no_room', detail: 'full' } : undefined),
    });
    expect([offers.length, excluded]).toEqual([0, 9]);
    expect((await claim(id, NOW + 60_000, 7)).length).toBe(7);
    expect((await claim(id, NOW + 60_000)).length).toBe(13);
  });

  it('holds for all servers together', async () => {
    const id = await campaignAt({ perMinute: 20 });
    await claim(id, NOW);
    const together = await Promise.all(Array.from({ length: 5 }, () => claim(id, NOW + 60_000, 8)));
    expect(together.flat().length).toBe(20);
    expect(new Set(together.flat().map(({ jobId }) => jobId)).size).toBe(20);
  });

  it('is not undone by a decision that was made before a ticket was handed out', async () => {
    const id = await campaignAt({ perMinute: 20 });
    await claim(id, NOW);
    const before = await database.campaigns.get(id);
    expect((await claim(id, NOW + 60_000)).length).toBe(20);
    const step = stepCampaign(before, { type: 'pause', by: CAMPAIGN_ENGINE as never }, NOW);
    const paused = await database.campaigns.save(before, step, NOW);
    expect(await database.campaigns.get(id)).toMatchObject({ state: 'paused', pace: { tokens: 0 } });
    const counts = await database.campaigns.counted(id, NOW);
    const resume = stepCampaign(paused, { type: 'resume', by: CAMPAIGN_ENGINE as never, ...counts }, NOW);
    await database.campaigns.save(paused, resume, NOW);
    expect((await claim(id, NOW + 60_000)).length).toBe(0);
  });

  it('grows with the devices that had a ticket, and with those that have succeeded', async () => {
    const growing = { baseRatePerMinute: 4, incrementFactor: 2, maximumPerMinute: 16 };
    const id = await campaignAt({ ...growing, rateIncreaseCriteria: { numberOfSucceededDevices: 1 } });
    const [first] = await claim(id, NOW);
    expect((await claim(id, NOW + 60_000)).length).toBe(4);
    for (const event of [accepted, succeeded])
      await database.jobs.save(await decide(database, [first!.deviceId], event), NOW);
    expect((await claim(id, NOW + 120_000)).length).toBe(8);
  });

  it('does not run ahead of the database’s clock', async () => {
    const id = await campaignAt({ perMinute: 20 });
    const yearMs = 365 * 24 * 3600 * 1000;
    await claim(id, NOW);
    expect((await claim(id, Date.now() + yearMs)).length).toBe(20);
    expect((await database.campaigns.get(id)).pace?.atMs).toBeLessThanOrEqual(Date.now() + 60_000);
  });
});
