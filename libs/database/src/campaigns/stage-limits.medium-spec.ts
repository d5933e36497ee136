import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import type { Job, JobEvent, OpenJob } from '@twinbank/campaign';
import { stepJob } from '@twinbank/campaign';

import type { Database } from '../database.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import { aFleet, aRunningCampaign, claimed, NOW } from '../testing/test-fleet.js';

const RUN_MS = 3_600_000;

describe.each(TEST_DATABASES)('limits of stages on %s', (_name, open) => {
  let test: TestDatabase;
  let database: Database;
  let id: number;
  let deviceId: string;
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.empty();
    const { releaseId } = await aFleet(database, 1);
    const limits = { acceptedMs: 2000, progressMs: 5000 };
    const campaign = await aRunningCampaign(database, releaseId, { limits });
    const [offer] = await claimed(database, { campaignId: campaign.id, wave: 0, count: 1, nowMs: NOW });
    [id, deviceId] = [offer!.jobId, offer!.deviceId];
  });

  const stored = async (): Promise<Job> => (await database.jobs.find(id))!;
  const apply = async ({ job, rules }: OpenJob, event: JobEvent, nowMs: number): Promise<readonly number[]> => {
    const step = stepJob(job, event, rules, { nowMs, random: 0 });
    return step ? database.jobs.save([step], nowMs) : [];
  };
  const happens = async (event: JobEvent, nowMs: number): Promise<readonly number[]> =>
    apply((await database.jobs.openOf([deviceId]))[0]!, event, nowMs);
  const blocks = (done: number): JobEvent => ({
    type: 'report',
    report: { type: 'stage', seq: 1, job: id, stage: 'downloading', done, total: 9 },
  });
  const accept = () => happens({ type: 'report', report: { type: 'stage', seq: 1, job: id, stage: 'accepted' } }, NOW);

  it('are stored with the job, and end an attempt that is overdue by them', async () => {
    await accept();
    expect(await stored()).toMatchObject({ deadlineAtMs: NOW + 2000, progressAtMs: NOW, runEndsAtMs: NOW + RUN_MS });
    expect(await database.jobs.overdue(NOW + 1999, 9)).toEqual([]);
    const [overdue] = await database.jobs.overdue(NOW + 2000, 9);
    await apply(overdue!, { type: 'timeout' }, NOW + 2000);
    expect(await stored()).toMatchObject({ state: 'backoff', fault: 'stage_accepted' });
    for (const field of ['deadlineAtMs', 'runEndsAtMs', 'progressAtMs'])
      expect(await stored()).not.toHaveProperty(field);
    const { items } = await database.events.list({}, { limit: 99 });
    expect(items.at(-1)).toMatchObject({ kind: 'attempt_failed', data: { fault: 'stage_accepted' } });
  });

  it('write the indexed deadline once in a limit, however many blocks are reported', async () => {
    await accept();
    const deadlines = new Set<number>();
    for (let done = 1; done <= 9; done++) {
      await happens(blocks(done), NOW + done * 100);
      deadlines.add((await stored()).deadlineAtMs!);
    }
    expect([...deadlines]).toEqual([NOW + 2000]);
    const [overdue] = await database.jobs.overdue(NOW + 2000, 9);
    expect(await apply(overdue!, { type: 'timeout' }, NOW + 2000)).toEqual([id]);
    expect(await stored()).toMatchObject({ state: 'running', progressAtMs: NOW + 900, deadlineAtMs: NOW + 10_900 });
  });

  it('count from the last block that any server has seen', async () => {
    await accept();
    await happens(blocks(1), NOW + 100);
    const [overdue] = await database.jobs.overdue(NOW + 2000, 9);
    await happens(blocks(2), NOW + 1990);
    await apply(overdue!, { type: 'timeout' }, NOW + 2000);
    expect((await stored()).progressAtMs).toBe(NOW + 1990);
  });

  it('move with the clock, once', async () => {
    await accept();
    const forward = { beforeMs: NOW + 500, nowMs: NOW + 500 + 2 * RUN_MS };
    expect([await database.jobs.heedClockStep(forward), await database.jobs.heedClockStep(forward)]).toEqual([1, 0]);
    expect(await stored()).toMatchObject({
      deadlineAtMs: NOW + 2000 + 2 * RUN_MS,
      progressAtMs: NOW + 2 * RUN_MS,
      runEndsAtMs: NOW + 3 * RUN_MS,
    });
    const back = { beforeMs: NOW + 2 * RUN_MS, nowMs: NOW };
    await database.jobs.heedClockStep(back);
    expect(await database.jobs.heedClockStep(back)).toBe(0);
    expect(await stored()).toMatchObject({ deadlineAtMs: NOW, progressAtMs: NOW, runEndsAtMs: NOW + RUN_MS });
    const [overdue] = await database.jobs.overdue(NOW, 9);
    await apply(overdue!, { type: 'timeout' }, NOW);
    expect(await stored()).toMatchObject({ state: 'running', deadlineAtMs: NOW + 2000 });
  });

  it('are gone when the device of the job is deactivated', async () => {
    await accept();
    await database.devices.deactivate(deviceId, { by: { kind: 'system', name: 'server' }, nowMs: NOW });
    const sql = new pg.Client(test.connection);
    await sql.connect();
    const { rows } = await sql.query('SELECT run_ends_at, progress_at FROM jobs').finally(() => sql.end());
    expect(rows).toEqual([{ run_ends_at: null, progress_at: null }]);
  });
});
