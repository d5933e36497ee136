import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { jobCounts, type JobCounts } from '@twinbank/campaign';
import { aCommand } from '@twinbank/database/testing/test-database';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest, PRODUCT } from '../testing/device-face-under-test.js';

const LATE = 5000;
const CANARIES = 2;
const CONCURRENCY = 7;

describe('five thousand devices that begin to match a dynamic campaign while it runs', () => {
  let face: DeviceFaceUnderTest;
  let sql: pg.Client;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
    sql = new pg.Client(face.connection);
    await sql.connect();
  }, 60_000);
  afterAll(async () => {
    await sql.end();
    await face.stop();
  });

  it('stand behind the gate that the first ones met: until it opens only the canaries have tickets', async () => {
    const identities = await Promise.all(Array.from({ length: CANARIES }, () => face.aDevice()));
    const devices = await Promise.all(identities.map((identity) => face.connect(identity)));
    const release = await face.aRelease('8.0.0');
    const { id } = await face.aCampaign(release, [], {
      ...{ dynamic: true, selection: { filter: 'tags==pilot' }, concurrency: CONCURRENCY },
      waves: [{ count: CANARIES }, { percent: 100, gate: 'manual' }],
    });
    await until(async () => (await face.database.campaigns.get(id)).state === 'running', 'the campaign to run');
    const counts = async (): Promise<JobCounts> => {
      const { rows } = await sql.query<{ state: keyof JobCounts; jobs: number }>(
        'SELECT state, count(*)::int AS jobs FROM jobs WHERE campaign_id = $1 GROUP BY state',
        [id],
      );
      return jobCounts(Object.fromEntries(rows.map(({ state, jobs }) => [state, jobs])));
    };
    const tickets = async (): Promise<number> =>
      (await sql.query('SELECT FROM attempts a JOIN jobs j ON j.id = a.job_id WHERE j.campaign_id = $1', [id]))
        .rowCount!;
    for (const { deviceId } of identities)
      await face.database.devices.change(deviceId, { tags: ['pilot'] }, aCommand());
    const orders = await Promise.all(devices.map((device) => device.order()));

    await sql.query(
      `INSERT INTO devices (id, product, hardware, key_epoch) SELECT 'late-' || i, $1, 'A', 1 FROM generate_series(1, ${LATE}) AS i`,
      [PRODUCT],
    );
    await sql.query(`UPDATE devices SET tags = '{pilot}' WHERE id LIKE 'late-%'`);
    await until(async () => (await counts()).waiting === LATE, 'all of them to join', {
      withinMs: 60_000,
      everyMs: 100,
    });
    expect([await tickets(), (await counts()).offered]).toEqual([CANARIES, CANARIES]);

    // The first wave is as large as it was: nobody who comes late makes it wait for more.
    for (const [at, { job }] of orders.entries())
      await devices[at]!.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(release) });
    await until(async () => (await face.database.campaigns.get(id)).progress?.gateReached === 1, 'the gate');
    expect([await tickets(), await counts()]).toEqual([CANARIES, jobCounts({ succeeded: CANARIES, waiting: LATE })]);

    await face.order(id, { openGate: 1 });
    await until(async () => (await counts()).offered === CONCURRENCY, 'tickets for the first late ones');
    expect(await tickets()).toBe(CANARIES + CONCURRENCY);
    const { rows } = await sql.query<{ wave: number; jobs: number }>(
      'SELECT wave, count(*)::int AS jobs FROM jobs WHERE campaign_id = $1 GROUP BY wave ORDER BY wave',
      [id],
    );
    expect(rows).toEqual([
      { wave: 0, jobs: CANARIES },
      { wave: 1, jobs: LATE },
    ]);
    await face.order(id, 'stop');
  }, 120_000);
});
