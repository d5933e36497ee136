import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { BUDGET_PLACES_MAX, metersOf, type Budgets, type Campaign } from '@twinbank/campaign';

import type { Database } from '../../database.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../../testing/test-database.js';
import { aFleet, aRunningCampaign, claimed, COMMAND, idOf, NOW } from '../../testing/test-fleet.js';

/** Nothing comes in while a test runs. */
const SLOW = { bytesPerSecond: 1024, burstSeconds: 3600 };
const CAPACITY = 1024 * 3599;

describe.each(TEST_DATABASES)('leases of bytes on %s', (name, open) => {
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
    ({ releaseId } = await aFleet(database, 4));
  });

  const begun = (budgets: Budgets): Promise<Campaign> => aRunningCampaign(database, releaseId, { budgets });
  async function ask<R extends pg.QueryResultRow>(sql: string): Promise<R[]> {
    const client = new pg.Client(test.connection);
    await client.connect();
    try {
      return (await client.query<R>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('come out of a budget that begins full, each once, and end with the campaign', async () => {
    const { id } = await begun({ total: SLOW, each: { by: 'site', ...SLOW } });
    const [total, each] = metersOf(id, { total: SLOW, each: { by: 'site', ...SLOW } }, 'hamburg');
    expect(await database.jobs.byteLeases.look([total!])).toEqual([{ meter: total, state: undefined }]);
    expect(
      await database.jobs.byteLeases.take([
        { meter: each!, bytes: 500 },
        { meter: total!, bytes: 99_999 },
      ]),
    ).toEqual([
      { bytes: 500, waitMs: 0 },
      { bytes: 1024, waitMs: 0 },
    ]);
    const [now, ofPlace] = await database.jobs.byteLeases.look([total!, each!]);
    expect([now!.state!.tokens, ofPlace!.state!.tokens]).toEqual([CAPACITY - 1024, CAPACITY - 500]);
    await ask(`UPDATE campaigns SET state = 'finished', ended_at = now() WHERE id = ${id}`);
    expect(await ask('SELECT FROM byte_buckets')).toEqual([]);
    expect(await database.jobs.byteLeases.take([{ meter: total!, bytes: 9 }])).toEqual([{ bytes: 0, waitMs: 1000 }]);
    expect(await ask('SELECT FROM byte_buckets')).toEqual([]);
  });

  it('make no budget for a campaign that ends at this moment, and hold nothing that its end waits for', async () => {
    if (name !== 'PostgreSQL') return;
    const budgets = { total: SLOW, each: { by: 'site', ...SLOW } };
    const { id } = await begun(budgets);
    const [total, each] = metersOf(id, budgets, 'hamburg');
    await database.jobs.byteLeases.take([{ meter: total!, bytes: 1 }]);
    const other = new pg.Client(test.connection);
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query(`SELECT FROM campaigns WHERE id = ${id} FOR NO KEY UPDATE`);
      const taking = database.jobs.byteLeases.take([total, each].map((meter) => ({ meter: meter!, bytes: 9 })));
      await other.query('SELECT pg_sleep(0.2)');
      await other.query(`SET LOCAL lock_timeout = '500ms'`);
      await other.query(`UPDATE campaigns SET state = 'finished', ended_at = now() WHERE id = ${id}`);
      await other.query('COMMIT');
      expect(await taking).toEqual([total, each].map(() => ({ bytes: 0, waitMs: 1000 })));
      expect(await ask('SELECT FROM byte_buckets')).toEqual([]);
    } finally {
      await other.end();
    }
  });

  it('come out of one budget for all places beyond so many, as devices may name ever new ones', async () => {
    const budgets = { each: { by: 'site', ...SLOW } };
    const { id } = await begun(budgets);
    await ask(
      `INSERT INTO byte_buckets (campaign_id, scope, place) SELECT ${id}, 'each', 'p' || n FROM generate_series(1, ${BUDGET_PLACES_MAX - 1}) AS n`,
    );
    const at = (place: string, bytes: number) => ({ meter: metersOf(id, budgets, place)[0]!, bytes });
    const [known, last, more, nowhere] = [at('p1', 20), at('last', 30), at('zz', 40), at('', 50)];
    const given = (...bytes: number[]) => bytes.map((bytes) => ({ bytes, waitMs: 0 }));
    expect(await database.jobs.byteLeases.look([more.meter])).toEqual([{ meter: more.meter, state: undefined }]);
    expect(await database.jobs.byteLeases.take([last])).toEqual(given(30));
    expect(await database.jobs.byteLeases.take([known, more, at('zzz', 1), nowhere])).toEqual(given(20, 40, 1, 50));
    const rows = await ask<{ place: string; tokens: number }>(
      `SELECT place, tokens FROM byte_buckets WHERE tokens IS NOT NULL ORDER BY place COLLATE "C"`,
    );
    expect(rows.map(({ place, tokens }) => [place, Math.round(CAPACITY - tokens)])).toEqual([
      ['', 91],
      ['last', 30],
      ['p1', 20],
    ]);
    const [shared, own] = await database.jobs.byteLeases.look([more.meter, last.meter]);
    expect(shared!.meter).toEqual(nowhere.meter);
    expect([shared, own].map((now) => Math.round(CAPACITY - now!.state!.tokens))).toEqual([91, 30]);
    expect(await database.jobs.byteLeases.take([more])).toEqual(given(40));
    expect(await ask('SELECT FROM byte_buckets')).toHaveLength(BUDGET_PLACES_MAX + 1);
  });

  it('are told when there is more, and never overlap, however many servers ask at once', async () => {
    const { id } = await begun({ total: SLOW });
    const [meter] = metersOf(id, { total: SLOW }, '');
    await database.jobs.byteLeases.take([{ meter: meter!, bytes: 1 }]);
    await ask(`UPDATE byte_buckets SET tokens = 5000, at = now() + interval '30 seconds'`);
    const servers = [database, name === 'PostgreSQL' ? await test.another() : database];
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) => servers[at % 2]!.jobs.byteLeases.take([{ meter: meter!, bytes: 700 }])),
    );
    const bytes = answers.flat().map((answer) => answer.bytes);
    expect(bytes.filter((got) => got === 700)).toHaveLength(7);
    expect(bytes.reduce((sum, got) => sum + got, 0)).toBe(4900);
    expect(answers.flat().filter(({ bytes, waitMs }) => bytes === 0 && waitMs > 0)).toHaveLength(5);
  });

  it('belong to where a device is now, by what operators say before what it says itself', async () => {
    const each = { by: 'gateway', bytesPerSecond: 5000, burstSeconds: 1 };
    const { id } = await begun({ each });
    const offers = await claimed(database, { campaignId: id, wave: 0, count: 4, nowMs: NOW });
    await database.devices.change(idOf(0), { attributes: { gateway: 'g-1' } }, COMMAND);
    await ask(`UPDATE devices SET reported = '{"gateway": "g-2"}' WHERE id IN ('${idOf(0)}', '${idOf(1)}')`);
    const places: Record<string, string | undefined> = {};
    for (const { meters, deviceId } of await database.jobs.findTransfers(offers.map(({ transfer }) => transfer)))
      places[deviceId] = meters?.map(({ scope, place }) => `${scope} ${place}`).join();
    expect(places).toEqual({ [idOf(0)]: 'each g-1', [idOf(1)]: 'each g-2', [idOf(2)]: 'each ', [idOf(3)]: 'each ' });
  });

  it('come out of both budgets where places are of two kinds, each kind with as many places as there may be', async () => {
    const budgets = { each: { by: 'site', ...SLOW }, andEach: { by: 'gateway', ...SLOW } };
    const { id } = await begun(budgets);
    const [offer] = await claimed(database, { campaignId: id, wave: 0, count: 1, nowMs: NOW });
    await database.devices.change(offer!.deviceId, { attributes: { site: 'lyon', gateway: 'g-1' } }, COMMAND);
    const { meters } = (await database.jobs.findTransfer(offer!.transfer))!;
    expect(meters!.map(({ scope, place }) => `${scope} ${place}`)).toEqual(['each lyon', 'andEach g-1']);
    await ask(
      `INSERT INTO byte_buckets (campaign_id, scope, place) SELECT ${id}, 'each', 'p' || n FROM generate_series(1, ${BUDGET_PLACES_MAX}) AS n`,
    );
    await database.jobs.byteLeases.take(meters!.map((meter) => ({ meter, bytes: 40 })));
    const [site, gateway] = await database.jobs.byteLeases.look(meters!);
    expect([site!.meter.place, gateway!.meter.place]).toEqual(['', 'g-1']);
    expect([site, gateway].map((now) => Math.round(CAPACITY - now!.state!.tokens))).toEqual([40, 40]);
    await ask(`UPDATE campaigns SET state = 'finished', ended_at = now() WHERE id = ${id}`);
    expect(await ask('SELECT FROM byte_buckets')).toEqual([]);
  });

  it('are no matter of campaigns without budgets', async () => {
    const { id } = await aRunningCampaign(database, releaseId);
    const [offer] = await claimed(database, { campaignId: id, wave: 0, count: 1, nowMs: NOW });
    expect(await database.jobs.findTransfer(offer!.transfer)).not.toHaveProperty('meters');
  });
});
