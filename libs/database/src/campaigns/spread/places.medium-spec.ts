import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { atOnce, PLACES_COUNTED_MAX, type CampaignConfig, type Spread } from '@twinbank/campaign';

import type { Database } from '../../database.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../../testing/test-database.js';
import { CALL, COUNTS } from './places.js';
import {
  accepted,
  aConfig,
  aFleet,
  anOrder,
  aRunningCampaign,
  claimed,
  COMMAND,
  decide,
  idOf,
  NOW,
  stalled,
  startCampaign,
  succeeded,
} from '../../testing/test-fleet.js';

const BY_SITE: Spread = { by: 'site', percent: 20 };
const SECOND_MS = 1000;

/** What the counts should be, from the jobs themselves. */
const RECOUNT = `
  SELECT place, count(*) FILTER (WHERE state <> 'excluded')::int AS planned, count(*) FILTER (WHERE state IN ('offered', 'running'))::int AS active,
         count(*) FILTER (WHERE state = 'soaking')::int AS soaking, count(*) FILTER (WHERE hold = 'place' AND next_attempt_at IS NULL)::int AS asleep,
         count(*) FILTER (WHERE hold = 'place' AND next_attempt_at IS NOT NULL)::int AS called
  FROM jobs WHERE campaign_id = $1 AND place IS NOT NULL GROUP BY place ORDER BY place`;
const COUNTED = `
  SELECT place, sum(planned)::int AS planned, sum(active)::int AS active, sum(soaking)::int AS soaking, sum(asleep)::int AS asleep, sum(called)::int AS called
  FROM place_counts WHERE campaign_id = $1 GROUP BY place ORDER BY place`;

describe.each(TEST_DATABASES)('places on %s', (name, open) => {
  let test: TestDatabase;
  let database: Database;
  let releaseId: number;
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  /** Ten devices of Hamburg, five of Lyon (which they say themselves), and five of no site. */
  beforeEach(async () => {
    await test.empty();
    ({ releaseId } = await aFleet(database, 20));
    for (let device = 0; device < 10; device++) await atSite(idOf(device), 'hamburg');
    const lyon = [10, 11, 12, 13, 14].map((device) => ({ deviceId: idOf(device), attributes: { site: 'lyon' } }));
    for (const { deviceId, attributes } of lyon)
      await ask(`UPDATE devices SET reported = $2::jsonb WHERE id = $1`, [deviceId, JSON.stringify(attributes)]);
  });

  const atSite = async (id: string, site: string): Promise<void> => {
    await database.devices.change(id, { attributes: { site } }, COMMAND);
  };
  async function ask<R extends pg.QueryResultRow>(sql: string, values: readonly unknown[]): Promise<R[]> {
    const client = new pg.Client(test.connection);
    await client.connect();
    try {
      return (await client.query<R>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  }
  const begun = async (given: Partial<CampaignConfig> = {}) => {
    const { spread = BY_SITE } = given;
    const { id } = await aRunningCampaign(database, releaseId, { spread, ...given });
    const claim = (count = 20, nowMs = NOW) => claimed(database, { campaignId: id, wave: 0, count, nowMs });
    return {
      id,
      claim,
      call: (nowMs = NOW) => database.plans.places.call(id, spread, nowMs),
      sites: async (count?: number, nowMs?: number) => sitesOf(id, await claim(count, nowMs)),
      at: (place: string) => database.plans.places.at(id, place),
    };
  };
  const sitesOf = async (id: number, offers: readonly { deviceId: string }[]): Promise<Record<string, number>> => {
    const sites: Record<string, number> = {};
    for (const { deviceId } of offers) {
      const { place } = (await database.jobs.findOf(id, deviceId))!;
      sites[place!] = (sites[place!] ?? 0) + 1;
    }
    return sites;
  };
  const expectTrue = async (id: number): Promise<void> =>
    expect(await ask(COUNTED, [id])).toEqual(await ask(RECOUNT, [id]));
  const report = async (ids: readonly string[], event: typeof accepted, nowMs = NOW): Promise<void> => {
    await database.jobs.save(await decide(database, ids, event, nowMs), nowMs);
  };

  it('let so many devices of each begin, and hold the others until somebody is through', async () => {
    const { id, claim, call, at } = await begun();
    const offers = await claim();
    expect(await sitesOf(id, offers)).toEqual({ hamburg: 2, lyon: 1, '': 1 });
    expect(await at('hamburg')).toEqual({
      place: 'hamburg',
      ...{ planned: 10, active: 2, soaking: 0, asleep: 8, called: 0 },
    });
    expect([await call(), (await claim()).length]).toEqual([0, 0]);
    await expectTrue(id);

    const hamburg = offers.filter(({ deviceId }) => deviceId < idOf(10)).map(({ deviceId }) => deviceId);
    await report(hamburg.slice(0, 1), accepted);
    expect(await call()).toBe(0);
    await report(hamburg.slice(0, 1), succeeded);
    expect([await call(), await call()]).toEqual([1, 0]);
    expect(await at('hamburg')).toMatchObject({ active: 1, asleep: 7, called: 1 });
    const [next, ...none] = await claim();
    expect(none).toEqual([]);
    expect(await database.jobs.find(next!.jobId)).toMatchObject({ place: 'hamburg', state: 'offered', attempts: 1 });
    expect(await database.jobs.find(next!.jobId)).not.toHaveProperty('hold');
    await expectTrue(id);
    expect(await database.plans.places.at(id, 'nowhere')).toBeUndefined();
  });

  it('give nobody a turn who may not have it for another reason, and the turn to the next one', async () => {
    const { id, claim, call } = await begun();
    const offers = await claim();
    await report(
      offers.map(({ deviceId }) => deviceId),
      succeeded,
    );
    expect(await call()).toBe(4);
    // Everyone who was called is paused by somebody: others of the same places are called in their stead.
    await ask(
      `UPDATE jobs SET hold = 'operator', next_attempt_at = NULL WHERE campaign_id = $1 AND hold = 'place' AND next_attempt_at IS NOT NULL`,
      [id],
    );
    expect(await call()).toBe(4);
    expect((await claim()).length).toBe(4);
    await expectTrue(id);
  });

  it('count an attempt that failed no longer, and one that is tried again once more', async () => {
    const { claim, call, at, id } = await begun({ spread: { by: 'site', percent: 1 } });
    const [first] = (await claim()).filter(({ deviceId }) => deviceId < idOf(10));
    await report([first!.deviceId], (job) => stalled(job));
    expect(await at('hamburg')).toMatchObject({ active: 0, asleep: 9 });
    expect(await call()).toBe(1);
    const later = await claim(20, NOW + 5 * SECOND_MS);
    expect(later).toHaveLength(1);
    expect(await at('hamburg')).toMatchObject({ active: 1, asleep: 9, called: 0 });
    await expectTrue(id);
  });

  it('count devices that are watched only where the campaign says so', async () => {
    const soak = { durationMs: 3600 * SECOND_MS };
    for (const [whileSoaking, called] of [
      [true, 0],
      [false, 1],
    ] as const) {
      const { claim, call, at, id } = await begun({ soak, spread: { by: 'site', percent: 1, whileSoaking } });
      const [first] = (await claim()).filter(({ deviceId }) => deviceId < idOf(10));
      await report([first!.deviceId], succeeded);
      expect(await at('hamburg')).toMatchObject({ active: 0, soaking: 1, asleep: 9 });
      expect(await call()).toBe(called);
      await database.jobs.cancelIdle(id, { nowMs: NOW, limit: 99 });
      await expectTrue(id);
      await ask(
        `UPDATE jobs SET state = 'succeeded', deadline_at = NULL, ended_at = now() WHERE state = 'soaking'`,
        [],
      );
    }
  });

  it('are looked at beyond those that have to wait, however little room there is', async () => {
    const { claim, sites } = await begun({ spread: { by: 'site', percent: 1 }, concurrency: 3 });
    const turns = [await sites(1), await sites(1), await sites(1)];
    expect(turns.flatMap((sites) => Object.keys(sites)).sort()).toEqual(['', 'hamburg', 'lyon']);
    expect(await claim(1)).toEqual([]);
  });

  it('are known of devices that join later, and make their places larger', async () => {
    const { id, claim, at, call } = await begun({ dynamic: true, selection: { filter: 'attr.site==hamburg' } });
    expect((await claim()).length).toBe(2);
    for (let device = 15; device < 20; device++) await atSite(idOf(device), 'hamburg');
    expect(await database.plans.joiners.takeIn(id, anOrder(), { limit: 99, nowMs: NOW })).toMatchObject({ joined: 5 });
    expect(await at('hamburg')).toMatchObject({ planned: 15, active: 2, asleep: 8 });
    expect(await call()).toBe(1);
    expect((await claim()).length).toBe(1);
    await expectTrue(id);
  });

  it('are counted and called by indexes of their own, however many jobs there are', async () => {
    const { id } = await begun();
    const client = new pg.Client(test.connection);
    await client.connect();
    try {
      // The few rows of a test would be read one by one.
      await client.query('BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off');
      const plan = async (sql: string, values: readonly unknown[]): Promise<string> =>
        JSON.stringify((await client.query(`EXPLAIN ${sql}`, [...values])).rows);
      expect(await plan(COUNTS, [id, ['hamburg']])).toContain('place_counts_campaign_id_place_idx');
      const calls = JSON.stringify([{ place: 'hamburg', jobs: 2 }]);
      expect(await plan(CALL, [id, calls, new Date(NOW)])).toContain('jobs_asleep');
      await client.query('ROLLBACK');
    } finally {
      await client.end();
    }
  });

  it('are gathered only where there is something to add up, and once there are as many changes as places', async () => {
    const { id } = await aRunningCampaign(database, releaseId);
    const rows = async () =>
      (await ask<{ rows: number }>('SELECT count(*)::int AS rows FROM place_counts', []))[0]!.rows;
    const change = (from: number, to: number) =>
      ask(
        `INSERT INTO place_counts (campaign_id, place, planned, active, soaking, asleep, called)
         SELECT $1, 'p' || n, 1, 0, 0, 0, 0 FROM generate_series($2::int, $3) AS n`,
        [id, from, to],
      );
    const seen = [];
    for (const [from, to] of [
      [1, 1000],
      [401, 1000],
      [501, 901],
    ] as const) {
      await change(from, to);
      await database.campaigns.gatherCounts(id);
      seen.push(await rows());
    }
    expect(seen).toEqual([1000, 1600, 1000]);
    expect(await database.plans.places.at(id, 'p600')).toMatchObject({ planned: 3 });
    const [{ untouched } = { untouched: 0 }] = await ask<{ untouched: number }>(
      `SELECT count(*)::int AS untouched FROM place_counts WHERE place IN (SELECT 'p' || n FROM generate_series(1, 400) AS n)
       AND id < (SELECT min(id) FROM place_counts WHERE planned > 1)`,
      [],
    );
    expect(untouched).toBe(400);
  });

  it('have no room used by devices that would refuse the release: these end at once, and count no longer', async () => {
    const { id, at, call } = await begun();
    await ask(`UPDATE devices SET counter = 99 WHERE id < $1`, [idOf(9)]);
    const { offers, excluded, held } = await database.jobs.claimOffers({
      ...{ campaignId: id, wave: 0, count: 20, nowMs: NOW },
      exclusionOf: ({ counter }) => (counter === 99 ? { reason: 'counter_too_low', detail: '99' } : undefined),
    });
    expect(await sitesOf(id, offers)).toEqual({ hamburg: 1, lyon: 1, '': 1 });
    expect([excluded, held]).toEqual([9, 8]);
    expect(await at('hamburg')).toMatchObject({ planned: 1, active: 1, asleep: 0 });
    expect(await call()).toBe(0);
    await expectTrue(id);
  });

  it('are refused to a campaign once there are more than can be counted, while it is planned and when devices join', async () => {
    const places = (id: number, count: number) =>
      ask(
        `INSERT INTO place_counts (campaign_id, place, planned, active, soaking, asleep, called)
         SELECT $1, 'p' || n, 1, 0, 0, 0, 0 FROM generate_series(1, $2::int) AS n`,
        [id, count],
      );
    const refusal = {
      code: 'selection_invalid',
      detail: expect.stringMatching(/^spread\.by: site divides the devices over more than 10000 places/),
      facts: { field: 'spread.by' },
    };
    const draft = { name: 'spring', product: 'pump', releaseId, config: aConfig({ spread: BY_SITE }) };
    const { id: planned } = await database.campaigns.create(draft, COMMAND);
    await places(planned, PLACES_COUNTED_MAX - 2);
    await expect(startCampaign(database, planned)).rejects.toMatchObject(refusal);
    expect(await ask('SELECT FROM jobs', [])).toEqual([]);

    const { id } = await begun({ dynamic: true, selection: { filter: 'attr.site==hamburg' } });
    await places(id, PLACES_COUNTED_MAX - 1);
    const join = (device: number) =>
      atSite(idOf(device), 'hamburg').then(() =>
        database.plans.joiners.takeIn(id, anOrder(), { limit: 99, nowMs: NOW }),
      );
    expect(await join(15)).toMatchObject({ joined: 1 });
    await ask(
      `INSERT INTO place_counts (campaign_id, place, planned, active, soaking, asleep, called) VALUES ($1, 'x', 1, 0, 0, 0, 0)`,
      [id],
    );
    await expect(join(16)).rejects.toMatchObject(refusal);
  });

  it('are not written for campaigns without a spread', async () => {
    const { id } = await aRunningCampaign(database, releaseId);
    await claimed(database, { campaignId: id, wave: 0, count: 5, nowMs: NOW });
    expect(await ask('SELECT FROM place_counts', [])).toEqual([]);
    expect(await ask('SELECT DISTINCT place FROM jobs', [])).toEqual([{ place: null }]);
  });

  it('keep their counts when these are gathered, while jobs change', async () => {
    const { id, claim } = await begun({ spread: { by: 'site', percent: 100 } });
    await ask(
      `INSERT INTO place_counts (campaign_id, place, planned, active, soaking, asleep, called)
       SELECT $1, 'hamburg', n, 0, 0, 0, 0 FROM unnest(ARRAY[1, -1]) AS n, generate_series(1, 200)`,
      [id],
    );
    await Promise.all([database.campaigns.gatherCounts(id), claim(5), database.campaigns.gatherCounts(id), claim(5)]);
    await database.campaigns.gatherCounts(id);
    const [rows] = await ask<{ rows: number }>('SELECT count(*)::int AS rows FROM place_counts', []);
    expect(rows!.rows).toBeLessThan(20);
    await expectTrue(id);
  });

  it('are not counted before another server that claims has done so', async () => {
    if (name !== 'PostgreSQL') return;
    const { id, sites } = await begun();
    const other = new pg.Client(test.connection);
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query(`SELECT id FROM campaigns WHERE id = ${id} FOR NO KEY UPDATE`);
      await other.query(`
        WITH two AS (SELECT id FROM jobs WHERE campaign_id = ${id} AND place = 'hamburg' LIMIT 2),
             tried AS (INSERT INTO attempts (job_id, number, at) SELECT id, 1, now() FROM two RETURNING id, job_id)
        UPDATE jobs j SET state = 'offered', attempts = 1, transfer = t.id, deadline_at = now() FROM tried t WHERE j.id = t.job_id`);
      const claiming = sites();
      await other.query('SELECT pg_sleep(0.2)');
      await other.query('COMMIT');
      expect(await claiming).toEqual({ lyon: 1, '': 1 });
    } finally {
      await other.end();
    }
  });

  it('are never fuller than they may be, whatever two servers claim at once, and all are through in the end', async () => {
    const servers = [database, name === 'PostgreSQL' ? await test.another() : database];
    const { id } = await begun({ retry: { attempts: 9, firstDelayMs: 0, factor: 1, maxDelayMs: 0, jitter: 0 } });
    const active = `SELECT place, count(*)::int AS active FROM jobs WHERE campaign_id = $1 AND state IN ('offered', 'running') GROUP BY place`;
    const planned: Record<string, number> = { hamburg: 10, lyon: 5, '': 5 };
    let fullest = 0;
    const look = async (): Promise<void> => {
      for (const row of await ask<{ place: string; active: number }>(active, [id])) {
        expect(row.active).toBeLessThanOrEqual(atOnce(BY_SITE, planned[row.place]!));
        fullest = Math.max(fullest, row.active);
      }
    };
    let done = 0;
    const serve = async (server: Database, at: number): Promise<void> => {
      for (let turn = 0; done < 20; turn++) {
        expect(turn).toBeLessThan(200);
        await server.plans.places.call(id, BY_SITE, NOW);
        const offers = await claimed(server, { campaignId: id, wave: 0, count: 20, nowMs: NOW });
        await look();
        const ids = offers.map(({ deviceId }) => deviceId);
        const fails = turn % 4 === at;
        const steps = await decide(server, ids, fails ? (job) => stalled(job) : succeeded);
        done += (await server.jobs.save(steps, NOW)).length * (fails ? 0 : 1);
        if (turn % 7 === 3) await server.campaigns.gatherCounts(id);
      }
    };
    await Promise.all(servers.flatMap((server, at) => [serve(server, at), serve(server, at)]));
    expect(fullest).toBe(2);
    await expectTrue(id);
  }, 60_000);
});
