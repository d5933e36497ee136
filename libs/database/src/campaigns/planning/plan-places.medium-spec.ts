import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { stepCampaign, type CampaignConfig } from '@twinbank/campaign';

import type { Database } from '../../database.js';
import { CAMPAIGN_JOB_LIST } from '../../lists/campaign-list.js';
import { listed } from '../../testing/listed.js';
import { lockAwaited } from '../../testing/lock-waits.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../../testing/test-database.js';
import { aConfig, aFleet, anOrder, COMMAND, idOf, NOW } from '../../testing/test-fleet.js';

/** A first wave of one device shows what a job more or fewer does to it. */
const WAVES = [{ count: 1 }, { percent: 100 }];

describe.each(TEST_DATABASES)('places of jobs on %s', (name, open) => {
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
    ({ releaseId } = await aFleet(database, 60));
  });

  const goOn = (id: number, limit: number) => database.plans.goOn(id, anOrder(), { limit, nowMs: NOW });
  const jobsOf = (campaign: number) => listed(database, CAMPAIGN_JOB_LIST, { campaign });
  async function starting(given: Partial<CampaignConfig> = {}): Promise<number> {
    const config = aConfig({ waves: WAVES, ...given });
    const { id } = await database.campaigns.create({ name: 'spring', product: 'pump', releaseId, config }, COMMAND);
    await database.campaigns.start(id, NOW, (draft) => stepCampaign(draft, { type: 'start', by: COMMAND.by }, NOW));
    return id;
  }
  async function chosen(given: Partial<CampaignConfig> = {}): Promise<number> {
    const id = await starting(given);
    for (let left = 9; left > 0 && (await goOn(id, 1000))?.plan?.phase === 'choosing'; left--);
    return id;
  }
  async function finish(id: number): Promise<void> {
    for (let left = 99; left > 0 && (await goOn(id, 1000))?.state === 'starting'; left--);
    expect(await database.campaigns.get(id)).toMatchObject({ state: 'running' });
  }
  async function ask(sql: string): Promise<void> {
    const client = new pg.Client(test.connection);
    await client.connect();
    await client.query(sql).finally(() => client.end());
  }
  /** Goes on with the plan while another transaction cancels a job, which it commits once the plan waits for it. */
  async function goOnWhileCancelled(id: number, job: number): Promise<void> {
    const other = new pg.Client(test.connection);
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query(
        `UPDATE jobs SET state = 'cancelled', fault = 'job_cancelled', ended_at = now() WHERE id = ${job}`,
      );
      const going = goOn(id, 1000);
      await lockAwaited(test.connection);
      await other.query('COMMIT');
      await going;
    } finally {
      await other.end();
    }
  }

  it('give the place of a canary that was cancelled before it was placed to nobody else', async () => {
    const canaries = [3, 9, 27].map(idOf);
    const id = await chosen({ waves: [{ filter: `id=in=(${canaries.join(',')})` }, { percent: 100 }] });
    const gone = (await database.jobs.findOf(id, canaries[1]!))!;
    await database.jobs.order(gone.id, 'cancel', COMMAND);
    await finish(id);
    const inFirst = (await jobsOf(id)).filter(({ wave }) => wave === 0);
    expect(inFirst.map(({ deviceId, state }) => `${deviceId} ${state}`).sort()).toEqual([
      `${canaries[0]} waiting`,
      `${canaries[1]} cancelled`,
      `${canaries[2]} waiting`,
    ]);
    const counts = await database.campaigns.counts(id, NOW);
    expect(counts.map(({ wave, jobs }) => [wave, jobs.waiting])).toEqual([
      [0, 2],
      [1, 57],
    ]);
  });

  it('give a wave the next device where the one at its edge goes at that moment', async () => {
    if (name !== 'PostgreSQL') return;
    const id = await chosen();
    const [gone, next] = await jobsOf(id);
    await goOnWhileCancelled(id, gone!.id);
    await finish(id);
    const first = (await jobsOf(id)).filter(({ wave, state }) => wave === 0 && state === 'waiting');
    expect(first.map(({ deviceId }) => deviceId)).toEqual([next!.deviceId]);
  });

  it('are given to the next device where that whose turn it is goes at that moment', async () => {
    if (name !== 'PostgreSQL') return;
    const id = await chosen({ control: { percent: 10 } });
    const jobs = await jobsOf(id);
    await goOnWhileCancelled(id, jobs[0]!.id);
    await finish(id);
    const now = await jobsOf(id);
    const first = now.filter(({ wave, state }) => wave === 0 && state === 'waiting');
    expect(first.map(({ deviceId }) => deviceId)).toEqual([jobs[7]!.deviceId]);
    // The six before it are held back: the group has its size although its first device has gone.
    const held = now.filter(({ fault }) => fault === 'control_group').map(({ deviceId }) => deviceId);
    expect(held.sort()).toEqual(
      jobs
        .slice(1, 7)
        .map(({ deviceId }) => deviceId)
        .sort(),
    );
  });

  it('are given to no job that somebody paused, which would have its place before the others', async () => {
    const id = await starting();
    await goOn(id, 25);
    const [job] = await jobsOf(id);
    await expect(database.jobs.order(job!.id, 'pause', COMMAND)).rejects.toMatchObject({ code: 'job_transition' });
    await finish(id);
    expect(await database.jobs.order(job!.id, 'pause', COMMAND)).toMatchObject({ job: { state: 'held' } });
  });

  it('are those of all others for what an earlier server let somebody pause', async () => {
    const id = await chosen();
    const [job] = await jobsOf(id);
    await ask(`UPDATE jobs SET state = 'held', hold = 'operator' WHERE id = ${job!.id}`);
    await finish(id);
    expect(await database.jobs.find(job!.id)).toMatchObject({ state: 'held', hold: 'operator', wave: 0 });
  });
});
