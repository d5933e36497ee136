import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { jobCounts, stepJob, type Hold, type Job } from '@twinbank/campaign';

import type { Database } from '../database.js';
import { CAMPAIGN_JOB_LIST } from '../lists/campaign-list.js';
import { listed } from '../testing/listed.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import { aFleet, aRunningCampaign, claimed, decide, NOW, stalled } from '../testing/test-fleet.js';

describe.each(TEST_DATABASES)('held jobs on %s', (_name, open) => {
  let test: TestDatabase;
  let database: Database;
  let campaignId: number;
  let rules: Parameters<typeof stepJob>[2];
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.empty();
    const { releaseId } = await aFleet(database, 6);
    campaignId = (await aRunningCampaign(database, releaseId, { concurrency: 3 })).id;
    const [offer] = await claim(1);
    ({ rules } = (await database.jobs.openOf([offer!.deviceId]))[0]!);
  });

  const claim = (count: number, nowMs = NOW) => claimed(database, { campaignId, wave: 0, count, nowMs });
  const hold = async (job: Job, given: Partial<Hold> = {}): Promise<Job> => {
    const step = stepJob(job, { type: 'hold', hold: { reason: 'operator', ...given } }, rules, {
      nowMs: NOW,
      random: 0,
    })!;
    expect(await database.jobs.save([step], NOW)).toEqual([job.id]);
    expect(await database.jobs.find(job.id)).toEqual(step.job);
    return step.job;
  };
  const countsAt = async (nowMs: number) => (await database.campaigns.counts(campaignId, nowMs))[0];
  /** The job that has a ticket, and the last one that waits. */
  const jobs = async (): Promise<{ waiting: Job; offered: Job }> => {
    const all = await listed(database, CAMPAIGN_JOB_LIST, { campaign: campaignId });
    return { offered: all[0]!, waiting: all.at(-1)! };
  };

  it('are open, count apart, and are due when their time is over', async () => {
    const { waiting, offered } = await jobs();
    await hold(waiting, { untilMs: NOW + 5000 });
    await hold(offered);
    expect(await countsAt(NOW)).toMatchObject({ jobs: jobCounts({ waiting: 4, held: 2 }), due: 4 });
    expect(await countsAt(NOW + 5000)).toMatchObject({ due: 5 });
    expect(await database.campaigns.hasOpenJobs(await database.campaigns.get(campaignId))).toBe(true);
  });

  it('are handed out then, in the order of the campaign, and take no room before', async () => {
    const { waiting, offered } = await jobs();
    await hold(waiting, { untilMs: NOW + 5000 });
    await hold(offered, { untilMs: NOW + 5000 });
    expect((await claim(9)).map(({ jobId }) => jobId)).not.toContain(waiting.id);
    for (const { jobId } of (await database.jobs.openOffers({ limit: 2 })).items)
      await hold((await database.jobs.find(jobId))!);
    const later = await claim(9, NOW + 5000);
    expect(later.map(({ jobId }) => jobId)).toEqual([offered.id, expect.any(Number)]);
    expect(await database.jobs.find(offered.id)).toMatchObject({ state: 'offered', attempts: 2, missedOffers: 1 });
    expect(await database.jobs.find(offered.id)).not.toHaveProperty('hold');
  });

  it('are judged by reports only if they were tried, and have nothing to be withdrawn', async () => {
    const { waiting, offered } = await jobs();
    const ids = [waiting.deviceId, offered.deviceId];
    await hold(waiting);
    await hold(offered);
    expect((await database.jobs.openOf(ids)).map(({ job }) => job.id)).toEqual([offered.id]);
    expect(await decide(database, ids, (job) => stalled(job))).toEqual([]);
    expect(await database.jobs.openOffersOf(ids)).toEqual([]);
    expect(await database.jobs.overdue(NOW + 10 ** 9, 9)).toEqual([]);
    expect((await database.jobs.cancelIdle(campaignId, { nowMs: NOW, limit: 9 })).withdrawn).toEqual([]);
    expect(await database.jobs.find(waiting.id)).toMatchObject({ state: 'cancelled' });
    expect(await database.jobs.find(waiting.id)).not.toHaveProperty('hold');
  });

  it('are looked at again when the clock is put back, once', async () => {
    const { waiting, offered } = await jobs();
    await hold(waiting, { untilMs: NOW + 5000 });
    await hold(offered);
    const step = { beforeMs: NOW + 1000, nowMs: NOW - 1000 };
    expect([await database.jobs.heedClockStep(step), await database.jobs.heedClockStep(step)]).toEqual([1, 0]);
    expect(await database.jobs.find(waiting.id)).toMatchObject({ nextAttemptAtMs: NOW - 1000 });
    expect(await database.jobs.find(offered.id)).not.toHaveProperty('nextAttemptAtMs');
  });
});
