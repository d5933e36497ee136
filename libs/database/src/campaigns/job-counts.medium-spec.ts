import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { NO_WAVE } from '@twinbank/campaign';

import type { Database } from '../database.js';
import { SOAKED } from './after/soaks.js';
import { CELLS, DUE, EXCLUDED, WAITING_BEFORE } from './campaign-counts.js';
import { moveStatement, SIZES } from './planning/plan-places.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import {
  accepted,
  aFleet,
  aRunningCampaign,
  claimed,
  COMMAND,
  decide,
  NOW,
  stalled,
  succeeded,
} from '../testing/test-fleet.js';

const DAY_MS = 86_400_000;

/** What the counts should be, from the jobs themselves. */
const RECOUNT = `
  SELECT wave, state, CASE WHEN ended_at IS NOT NULL THEN fault END AS fault, slices, count(*)::int AS jobs
  FROM jobs WHERE campaign_id = $1 GROUP BY 1, 2, 3, 4`;

describe.each(TEST_DATABASES)('counts of jobs on %s', (_name, open) => {
  let test: TestDatabase;
  let database: Database;
  let releaseId: number;
  let ids: string[];
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.empty();
    ({ releaseId, ids } = await aFleet(database, 30));
  });

  async function ask<R extends pg.QueryResultRow>(sql: string, values: readonly unknown[]): Promise<R[]> {
    const client = new pg.Client(test.connection);
    await client.connect();
    try {
      return (await client.query<R>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  const sorted = (cells: readonly object[]): string[] => cells.map((cell) => JSON.stringify(cell)).sort();

  async function expectTrue(campaignId: number): Promise<void> {
    const { cells } = await database.campaigns.counted(campaignId, NOW);
    const rows = await ask<{
      wave: number | null;
      state: string;
      fault: string | null;
      slices: string[];
      jobs: number;
    }>(RECOUNT, [campaignId]);
    const recounted = rows.map(({ wave, fault, ...row }) => ({
      wave: wave ?? NO_WAVE,
      fault: fault ?? undefined,
      ...row,
    }));
    const counted = cells.map(({ wave, state, fault, slices, jobs }) => ({ wave, fault, state, slices, jobs }));
    expect(sorted(counted)).toEqual(sorted(recounted));
  }

  it('say who was left out when a ticket was to be handed out, in the order of the campaign', async () => {
    const { id } = await aRunningCampaign(database, releaseId, { waves: [{ percent: 50 }, { percent: 100 }] });
    for (const [wave, count] of [
      [0, 2],
      [1, 1],
    ] as const)
      await database.jobs.claimOffers({
        ...{ campaignId: id, wave, count, nowMs: NOW },
        exclusionOf: () => ({ reason: 'counter_too_low', detail: 'it is older' }),
      });
    const left = await ask<{ id: string }>(
      `SELECT device_id AS id FROM jobs WHERE campaign_id = $1 AND state = 'excluded' ORDER BY ordinal`,
      [id],
    );
    expect(await database.jobs.excluded(id)).toEqual([
      { reason: 'counter_too_low', devices: 3, sample: left.map((job) => job.id) },
    ]);
    await expectTrue(id);
  });

  it('say how many wait before a job: all of the waves before it, also who joined later, and some of its own', async () => {
    const { id } = await aRunningCampaign(database, releaseId, { waves: [{ percent: 50 }, { percent: 100 }] });
    await ask(`UPDATE jobs SET ordinal = 536870912 WHERE id = (SELECT min(id) FROM jobs WHERE wave = 0)`, []);
    const inWave = await ask<{ id: number }>(
      `SELECT id FROM jobs WHERE campaign_id = $1 AND wave = 1 ORDER BY ordinal`,
      [id],
    );
    const before = async (job: { readonly id: number } | undefined) =>
      database.jobs.waitingBefore((await database.jobs.find(job!.id))!);
    expect([await before(inWave[0]), await before(inWave.at(-1))]).toEqual([15, 29]);
  });

  it('follow every change of a job: planned, placed, offered, accepted, tried again, ended, cancelled', async () => {
    const campaign = await aRunningCampaign(database, releaseId, { waves: [{ percent: 10 }, { percent: 50 }] });
    await expectTrue(campaign.id);
    const offers = [
      ...(await claimed(database, { campaignId: campaign.id, wave: 0, count: 3, nowMs: NOW })),
      ...(await claimed(database, { campaignId: campaign.id, wave: 1, count: 9, nowMs: NOW })),
    ];
    await expectTrue(campaign.id);
    const of = (from: number, to: number): string[] => offers.slice(from, to).map(({ deviceId }) => deviceId);
    await database.jobs.save(await decide(database, of(0, 9), accepted), NOW);
    await expectTrue(campaign.id);
    await database.jobs.save(await decide(database, of(0, 3), succeeded), NOW);
    await database.jobs.save(await decide(database, of(3, 6), (job) => stalled(job)), NOW);
    await expectTrue(campaign.id);
    const again = await claimed(database, { campaignId: campaign.id, wave: 1, count: 3, nowMs: NOW + DAY_MS });
    expect(again.length).toBe(3);
    await expectTrue(campaign.id);
    await database.devices.deactivate(ids[7]!, COMMAND);
    await database.jobs.cancelIdle(campaign.id, { nowMs: NOW, limit: 5 });
    await expectTrue(campaign.id);
    expect((await database.campaigns.counts(campaign.id, NOW)).length).toBe(3);
  });

  it('name the fault of a job only once it has ended', async () => {
    const campaign = await aRunningCampaign(database, releaseId, {
      retry: { attempts: 2, firstDelayMs: 1, factor: 1, maxDelayMs: 1, jitter: 0 },
    });
    const faults = async (): Promise<(string | undefined)[]> =>
      (await database.campaigns.counted(campaign.id, NOW)).cells.map(({ fault }) => fault).filter(Boolean);
    for (const expected of [[], ['download_stalled']]) {
      const [offer] = await claimed(database, { campaignId: campaign.id, wave: 0, count: 1, nowMs: NOW + DAY_MS });
      await database.jobs.save(await decide(database, [offer!.deviceId], (job) => stalled(job)), NOW);
      expect(await faults()).toEqual(expected);
    }
  });

  it('stay the same when they are gathered, also by two servers at once while jobs change', async () => {
    const campaign = await aRunningCampaign(database, releaseId);
    const other = database.kind === 'postgresql' ? await test.another() : database;
    for (let round = 0; round < 10; round++)
      await claimed(database, { campaignId: campaign.id, wave: 0, count: 1, nowMs: NOW });
    await ask(
      `INSERT INTO job_counts (campaign_id, wave, state, jobs)
       SELECT $1, 0, 'waiting', CASE WHEN n % 2 = 0 THEN 1 ELSE -1 END FROM generate_series(1, 400) AS n`,
      [campaign.id],
    );
    await Promise.all([
      database.campaigns.gatherCounts(campaign.id),
      other.campaigns.gatherCounts(campaign.id),
      database.jobs.cancelIdle(campaign.id, { nowMs: NOW, limit: 5 }),
      other.jobs.cancelIdle(campaign.id, { nowMs: NOW, limit: 5 }),
    ]);
    await database.campaigns.gatherCounts(campaign.id);
    await expectTrue(campaign.id);
    const [{ rows }] = (await ask<{ rows: number }>(
      'SELECT count(*)::int AS rows FROM job_counts WHERE campaign_id = $1',
      [campaign.id],
    )) as [{ rows: number }];
    expect(rows).toBeLessThan(30);
  });

  it('belong to slices, which can be cancelled one by one, as far as a stop reaches', async () => {
    const campaign = await aRunningCampaign(database, releaseId, {
      rules: [{ name: 'r', per: 'attr.site', minimum: 1, percent: 50, action: 'stop_slice' }],
    });
    expect((await database.campaigns.counted(campaign.id, NOW)).cells).toMatchObject([{ slices: [''], jobs: 30 }]);
    const first = 'SELECT id FROM jobs WHERE campaign_id = $1 ORDER BY ordinal LIMIT 12';
    await ask(`UPDATE jobs SET slices = '{lyon}' WHERE id IN (${first})`, [campaign.id]);
    await claimed(database, { campaignId: campaign.id, wave: 0, count: 2, nowMs: NOW });
    const cancel = (given: object) => database.jobs.cancelIdle(campaign.id, { nowMs: NOW, limit: 500, ...given });
    await cancel({ slice: { key: 0, value: 'lyon' }, reach: 'stop_offering' });
    const now = async (): Promise<unknown[]> =>
      sorted(
        (await database.campaigns.counted(campaign.id, NOW)).cells.map(({ state, slices, jobs, fault }) => [
          ...[state, slices[0], jobs, fault],
        ]),
      );
    expect(await now()).toEqual(
      sorted([
        ['offered', 'lyon', 2, undefined],
        ['waiting', '', 18, undefined],
        ['cancelled', 'lyon', 10, 'slice_stopped'],
      ]),
    );
    expect((await cancel({ slice: { key: 0, value: '' } })).withdrawn).toEqual([]);
    expect((await cancel({})).withdrawn).toHaveLength(2);
    await expectTrue(campaign.id);
  });

  it('say how many back-offs are over', async () => {
    const campaign = await aRunningCampaign(database, releaseId);
    const [offer] = await claimed(database, { campaignId: campaign.id, wave: 0, count: 1, nowMs: NOW });
    await database.jobs.save(await decide(database, [offer!.deviceId], (job) => stalled(job)), NOW);
    const dueAt = async (nowMs: number): Promise<number> =>
      (await database.campaigns.counts(campaign.id, nowMs))[0]!.due;
    expect([await dueAt(NOW), await dueAt(NOW + 999), await dueAt(NOW + 1000)]).toEqual([29, 29, 30]);
  });

  it('are read from their own table and one small index of jobs, and so is what has soaked', async () => {
    const campaign = await aRunningCampaign(database, releaseId);
    await ask(
      `INSERT INTO devices (id, product, hardware, key_epoch) SELECT 'many-' || n, 'pump', 'A', 1 FROM generate_series(1, 5000) AS n`,
      [],
    );
    await ask(
      `INSERT INTO jobs (campaign_id, device_id, wave, ordinal, state, next_attempt_at, deadline_at, transfer, attempts)
       SELECT $1, 'many-' || n, 0, n, CASE n % 500 WHEN 0 THEN 'backoff' WHEN 1 THEN 'soaking' ELSE 'waiting' END,
              CASE WHEN n % 500 = 0 THEN now() END, CASE WHEN n % 500 = 1 THEN now() END, CASE WHEN n % 500 = 1 THEN 1000000 + n END, (n % 500 = 1)::int
       FROM generate_series(1, 5000) AS n`,
      [campaign.id],
    );
    await ask('ANALYZE jobs', []);
    const plan = async (sql: string, values: readonly unknown[]): Promise<string> =>
      JSON.stringify(await ask(`EXPLAIN ${sql}`, values));
    expect(await plan(CELLS, [[campaign.id]])).not.toContain('jobs_');
    expect(await plan(DUE, [campaign.id, new Date(NOW)])).toContain('jobs_rested');
    const excluded = await plan(EXCLUDED, [campaign.id, 5]);
    expect(excluded).toContain('jobs_campaign_id_wave_state_ordinal_idx');
    expect(excluded).not.toMatch(/Seq Scan on jobs/);
    expect(await plan(SOAKED, [new Date(NOW), 10])).toContain('jobs_deadline');
    const before = await plan(WAITING_BEFORE, [campaign.id, 1, 20]);
    expect(before).not.toMatch(/Seq Scan on jobs/);
    expect(before).toMatch(/Index Cond: [^"]*ordinal < /);
    const inOrder: string[] = [];
    for (const from of [0, undefined])
      for (const which of ['first', 'last'] as const)
        inOrder.push(await plan(moveStatement({ from, which }).text, [campaign.id, 1, 10, from]));
    for (const text of inOrder) {
      expect(text).toMatch(/jobs_campaign_id_(wave_state_)?ordinal_/);
      expect(text).not.toMatch(/Seq Scan on jobs/);
    }
    // A few at the end of a wave are read from there, however many it has.
    expect(inOrder.join()).toContain('Index Scan Backward');
    expect(await plan(SIZES, [campaign.id])).not.toContain('jobs_');
  });
});
