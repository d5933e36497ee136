import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { CampaignsUnderTest } from '../../testing/campaigns-under-test.js';
import { SERVER_START_MS, type ServerUnderTest } from '../../testing/server-under-test.js';

interface Step {
  readonly at: string;
  readonly seconds: number;
  readonly offered: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly bytes: number;
}

describe('a campaign that is watched', () => {
  const tested = new CampaignsUnderTest();
  let server: ServerUnderTest;
  let product: string;
  let id: number;
  beforeAll(async () => {
    server = await tested.start();
    product = await tested.newProduct();
    const budgets = {
      total: { bytesPerSecond: 100_000 },
      each: { by: 'site', bytesPerSecond: 10_000 },
      andEach: { by: 'gateway', bytesPerSecond: 20_000, burstSeconds: 10 },
    };
    for (const number of [0, 1, 2])
      await server.send('PATCH', `devices/${product}-d${number}`, { body: { attributes: { site: 'lyon' } } });
    id = (await tested.create({ waves: [{ percent: 100 }], budgets })).json.id as number;
    await tested.begin(id);
  }, SERVER_START_MS);
  afterAll(() => tested.stop());

  /** Changes rows as devices would. */
  const change = async (text: string, values: unknown[] = [id]): Promise<void> => {
    const sql = new pg.Client(server.connection);
    await sql.connect();
    await sql.query(text, values).finally(() => sql.end());
  };
  const of = (number: number, set: string): Promise<void> =>
    change(`UPDATE jobs SET ${set} WHERE campaign_id = $1 AND device_id = $2`, [id, `${product}-d${number}`]);
  /** As the server does it when it hands out a ticket. */
  const offer = (number: number): Promise<void> =>
    change(
      `WITH tried AS (INSERT INTO attempts (job_id, number, at) SELECT id, attempts + 1, now() FROM jobs WHERE campaign_id = $1 AND device_id = $2 RETURNING id, job_id)
       UPDATE jobs j SET state = 'offered', attempts = attempts + 1, transfer = t.id, deadline_at = now() + interval '1 day', stage = NULL, done = NULL, total = NULL FROM tried t WHERE j.id = t.job_id`,
      [id, `${product}-d${number}`],
    );
  const steps = async (query = ''): Promise<Step[]> => {
    const { json, status } = await server.send('GET', `campaigns/${id}/pace${query}`);
    expect(status).toBe(200);
    return json.steps as Step[];
  };
  const sums = async (query = '') =>
    (await steps(query)).reduce(
      (sum, { offered, succeeded, failed, bytes }) => ({
        offered: sum.offered + offered,
        succeeded: sum.succeeded + succeeded,
        failed: sum.failed + failed,
        bytes: sum.bytes + bytes,
      }),
      { offered: 0, succeeded: 0, failed: 0, bytes: 0 },
    );

  it('tells tickets, ends and bytes as they come, each once, by the minute and by the hour', async () => {
    const release = (await server.send('GET', `products/${product}/releases`)).json.items as { streamLength: number }[];
    const length = release[0]!.streamLength;
    expect(await sums()).toEqual({ offered: 0, succeeded: 0, failed: 0, bytes: 0 });
    for (const number of [0, 1, 2]) await offer(number);
    expect(await sums()).toEqual({ offered: 3, succeeded: 0, failed: 0, bytes: 0 });
    for (const number of [0, 1, 2]) await of(number, `state = 'running', stage = 'downloading'`);
    await of(0, `done = 128, total = 512`);
    expect((await sums()).bytes).toBe(Math.round(length / 4));
    // Said twice, and less than before: an image comes once.
    await of(0, `done = 64`);
    await of(0, `done = 256`);
    await of(0, `stage = 'checked', done = NULL, total = NULL, checked_at = now()`);
    await of(0, `state = 'succeeded', stage = 'done', deadline_at = NULL, ended_at = now()`);
    // One that failed keeps what had come; whoever cannot say how much has nothing.
    await of(1, `done = 256, total = 512`);
    await of(
      1,
      `state = 'failed', done = NULL, total = NULL, fault = 'self_test_failed', deadline_at = NULL, ended_at = now()`,
    );
    await of(2, `done = 2, total = 0`);
    const expected = { offered: 3, succeeded: 1, failed: 1 };
    for (const query of ['', '?step=hour']) {
      const { bytes, ...ended } = await sums(query);
      expect(ended).toEqual(expected);
      expect(Math.abs(bytes - 1.5 * length)).toBeLessThanOrEqual(4);
    }
    const [first] = await steps();
    expect(new Date(first!.at).getTime() % 60_000).toBe(0);
  });

  it('tells the same after its rows were added up, from however many servers', async () => {
    const before = await sums('?step=hour');
    const minute = Math.floor(Date.now() / 60_000);
    await change(
      `INSERT INTO pace_counts (campaign_id, step, offered, succeeded, failed, bytes) SELECT $1::int, $2::int, 1, 0, 0, 10 FROM generate_series(1, 400)`,
      [id, minute],
    );
    const added = { ...before, offered: before.offered + 400, bytes: before.bytes + 4000 };
    expect(await sums('?step=hour')).toEqual(added);
    await Promise.all([server, server].map(() => server.database.campaigns.gatherCounts(id)));
    expect(await sums('?step=hour')).toEqual(added);
    const sql = new pg.Client(server.connection);
    await sql.connect();
    const { rows } = await sql
      .query<{ rows: number }>('SELECT count(*)::int AS rows FROM pace_counts WHERE campaign_id = $1', [id])
      .finally(() => sql.end());
    expect(rows[0]!.rows).toBeLessThan(10);
  });

  it('keeps old minutes by the hour, and forgets what is older than is shown', async () => {
    const minute = Math.floor(Date.now() / 60_000);
    const hour = minute - 48 * 60 - (minute % 60);
    await change(
      `INSERT INTO pace_counts (campaign_id, step, offered, succeeded, failed, bytes)
       SELECT $1::int, $2::int + n % 60, 1, 0, 0, 0 FROM generate_series(0, 299) AS n UNION ALL SELECT $1::int, $3::int, 1, 0, 0, 0`,
      [id, hour, minute - 100 * 24 * 60],
    );
    await server.database.campaigns.gatherCounts(id);
    const sql = new pg.Client(server.connection);
    await sql.connect();
    const { rows } = await sql
      .query('SELECT step, offered FROM pace_counts WHERE campaign_id = $1 AND step < $2', [id, minute - 24 * 60])
      .finally(() => sql.end());
    expect(rows).toEqual([{ step: hour, offered: 300 }]);
  });

  it('tells how full each budget is, the emptiest places first, and who downloads under it', async () => {
    await change(
      `INSERT INTO byte_buckets (campaign_id, scope, place, tokens, at) VALUES
       ($1, 'total', '', 0, now() - interval '1 hour'), ($1, 'each', '', 50000, now()), ($1, 'each', 'lyon', 0, now() + interval '30 seconds'), ($1, 'each', 'oslo', NULL, NULL)`,
    );
    const { json } = await server.send('GET', `campaigns/${id}/budgets`);
    expect(json.budgets).toEqual([
      {
        ...{ scope: 'total', bytesPerSecond: 100_000, burstBytes: 500_000, places: 1 },
        emptiest: [{ place: null, available: 500_000, usedUp: false, downloading: 1 }],
      },
      {
        ...{ scope: 'each', by: 'site', bytesPerSecond: 10_000, burstBytes: 50_000, places: 3 },
        emptiest: [
          { place: 'lyon', available: 0, usedUp: true, downloading: 1 },
          { place: null, available: 50_000, usedUp: false, downloading: 0 },
          { place: 'oslo', available: 50_000, usedUp: false, downloading: 0 },
        ],
      },
      { ...{ scope: 'andEach', by: 'gateway', bytesPerSecond: 20_000, burstBytes: 200_000, places: 0 }, emptiest: [] },
    ]);
  });

  it('has no steps before it began and no budgets without any, and is told to nobody who may not read it', async () => {
    const other = (await tested.create({ waves: [{ percent: 100 }] })).json.id as number;
    expect((await server.send('GET', `campaigns/${other}/pace`)).json).toEqual({ step: 'minute', steps: [] });
    expect((await server.send('GET', `campaigns/${other}/budgets`)).json).toEqual({ budgets: [] });
    for (const path of ['pace', 'budgets'])
      expect((await server.send('GET', `campaigns/999999/${path}`)).status).toBe(404);
    expect((await server.send('GET', `campaigns/${id}/pace?step=second`)).status).toBe(400);
  });
});
