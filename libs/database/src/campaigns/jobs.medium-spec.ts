import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { jobCounts, stepCampaign } from '@twinbank/campaign';
import type { Stage } from '@twinbank/protocol';

import type { Database } from '../database.js';
import { CAMPAIGN_JOB_LIST, DEVICE_JOB_LIST } from '../lists/campaign-list.js';
import { listed } from '../testing/listed.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import {
  accepted,
  aFleet,
  aRunningCampaign,
  claimed,
  decide,
  idOf,
  NEW,
  NOW,
  stalled,
  succeeded,
  COMMAND,
} from '../testing/test-fleet.js';

const DAY_MS = 86_400_000;

describe.each(TEST_DATABASES)('jobs on %s', (_name, open) => {
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

  const claim = (campaignId: number, count: number, nowMs = NOW, wave = 0) =>
    claimed(database, { campaignId, wave, count, nowMs });
  const countsOf = async (campaignId: number, nowMs = NOW) => (await database.campaigns.counts(campaignId, nowMs))[0];

  describe('claiming offers', () => {
    it('gives the first due jobs of the wave, each with an attempt and the next sequence number of its device', async () => {
      const campaign = await aRunningCampaign(database, releaseId);
      const offers = await claim(campaign.id, 10);
      expect(offers).toHaveLength(10);
      const planned = (await listed(database, CAMPAIGN_JOB_LIST, { campaign: campaign.id })).slice(0, 10);
      expect(offers.map(({ deviceId }) => deviceId)).toEqual(planned.map(({ deviceId }) => deviceId));
      const [offer] = offers;
      const deadlineAtMs = NOW + 24 * 3600 * 1000;
      expect(offer).toEqual({
        jobId: planned[0]!.id,
        transfer: expect.any(Number),
        deviceId: planned[0]!.deviceId,
        keyEpoch: 1,
        keyGeneration: 0,
        sequence: 1,
        campaignId: campaign.id,
        releaseId,
        offeredAtMs: NOW,
        deadlineAtMs,
        swapTimes: {},
      });
      expect(await database.jobs.find(offer!.jobId)).toMatchObject({
        state: 'offered',
        attempts: 1,
        transfer: offer!.transfer,
        deadlineAtMs,
        startedAtMs: NOW,
      });
      expect((await database.devices.get(offer!.deviceId)).ticketSequence).toBe(1);
      expect(await database.jobs.attempts(offer!.jobId)).toEqual([
        { transfer: offer!.transfer, jobId: offer!.jobId, number: 1, atMs: NOW, swapTimes: {} },
      ]);
    });

    it('keeps to its wave', async () => {
      const campaign = await aRunningCampaign(database, releaseId, { waves: [{ percent: 10 }, { percent: 100 }] });
      expect(await claim(campaign.id, 30)).toHaveLength(3);
      expect(await claim(campaign.id, 30)).toEqual([]);
      expect(await claim(campaign.id, 30, NOW, 1)).toHaveLength(27);
    });

    it('stays within concurrency, however often and by however many servers it is asked', async () => {
      const campaign = await aRunningCampaign(database, releaseId, { concurrency: 12 });
      const claims = await Promise.all([claim(campaign.id, 9), claim(campaign.id, 9), claim(campaign.id, 9)]);
      expect(claims.flat()).toHaveLength(12);
      expect(new Set(claims.flat().map(({ jobId }) => jobId)).size).toBe(12);
    });

    it('gives nothing once the campaign has paused', async () => {
      const campaign = await aRunningCampaign(database, releaseId);
      await database.campaigns.save(campaign, stepCampaign(campaign, { type: 'pause', by: COMMAND.by }, NOW), NOW);
      expect(await claim(campaign.id, 30)).toEqual([]);
      expect(await claim(999, 30)).toEqual([]);
    });

    it('gives a job again after its back-off, as a new transfer, and not before', async () => {
      const campaign = await aRunningCampaign(database, releaseId);
      const [first] = await claim(campaign.id, 1);
      await database.jobs.save(await decide(database, ids, stalled), NOW);
      expect(await countsOf(campaign.id)).toMatchObject({ jobs: jobCounts({ waiting: 29, backoff: 1 }), due: 29 });
      expect(await countsOf(campaign.id, NOW + 1000)).toMatchObject({ due: 30 });
      const [second] = await claim(campaign.id, 1, NOW + 1000);
      expect(second).toMatchObject({ jobId: first!.jobId, sequence: 2, offeredAtMs: NOW + 1000 });
      expect(second!.transfer).not.toBe(first!.transfer);
      expect(await database.jobs.find(first!.jobId)).toMatchObject({ state: 'offered', attempts: 2, startedAtMs: NOW });
      expect(await database.jobs.find(first!.jobId)).not.toHaveProperty('stage');
      expect((await database.jobs.attempts(first!.jobId)).map(({ number }) => number)).toEqual([1, 2]);
    });
  });

  describe('offers that are out', () => {
    it('can be listed again page by page, as they were made', async () => {
      const campaign = await aRunningCampaign(database, releaseId);
      const offers = [...(await claim(campaign.id, 5))].sort((a, b) => a.jobId - b.jobId);
      await database.jobs.save(await decide(database, [offers[0]!.deviceId], accepted), NOW);
      await database.jobs.save(await decide(database, [offers[1]!.deviceId], succeeded), NOW);
      const first = await database.jobs.openOffers({ limit: 3 });
      const second = await database.jobs.openOffers({ limit: 3, after: first.next });
      expect([...first.items, ...second.items].map(({ jobId }) => jobId)).toEqual(
        [0, 2, 3, 4].map((index) => offers[index]!.jobId),
      );
      expect(second.items).toEqual([offers[4]]);
      expect(await database.jobs.openOffer(offers[3]!.deviceId)).toEqual(offers[3]);
      expect(await database.jobs.openOffer(offers[1]!.deviceId)).toBeUndefined();
    });
  });

  describe('saving decisions', () => {
    it('stores what was decided for a whole batch, and records what ended', async () => {
      const campaign = await aRunningCampaign(database, releaseId);
      await claim(campaign.id, 30);
      expect(await database.jobs.save(await decide(database, ids, accepted), NOW)).toHaveLength(30);
      const steps = await decide(
        database,
        ids,
        (job) => (job % 3 === 0 ? stalled(job, 'odd \0 \ud800') : succeeded(job)),
        NOW + 5,
      );
      expect(await database.jobs.save(steps, NOW + 5)).toHaveLength(30);
      expect(await countsOf(campaign.id)).toMatchObject({ jobs: jobCounts({ succeeded: 20, backoff: 10 }), due: 0 });
      for (const { job } of steps)
        expect(await database.jobs.find(job.id)).toEqual(
          job.detail === undefined ? job : { ...job, detail: 'odd \ufffd \ufffd' },
        );
      const events = (await database.events.list({ campaignId: campaign.id }, { limit: 100 })).items.slice(3);
      expect(events.map(({ kind }) => kind).sort()).toEqual([
        ...Array<string>(10).fill('attempt_failed'),
        ...Array<string>(20).fill('job_succeeded'),
      ]);
      expect(events.find(({ kind }) => kind === 'attempt_failed')).toMatchObject({
        atMs: NOW + 5,
        jobId: expect.any(Number),
        deviceId: expect.any(String),
        data: {
          reason: expect.stringContaining('download_stalled'),
          attempts: 1,
          stage: 'failed',
          fault: 'download_stalled',
        },
      });
    });

    it('stores the figures that came with a result', async () => {
      const campaign = await aRunningCampaign(database, releaseId);
      const [offer] = await claim(campaign.id, 1);
      const swap = { slotStartUs: 1, slotLengthUs: 2.5, swapUs: 3, addedLatencyUs: 4, deadlinesMissed: 0 };
      const steps = await decide(database, ids, (job) => {
        const event = succeeded(job);
        return event.type === 'report' && event.report.type === 'result'
          ? { ...event, report: { ...event.report, swap } }
          : event;
      });
      await database.jobs.save(steps, NOW);
      expect(await database.jobs.find(offer!.jobId)).toMatchObject({ state: 'succeeded', swap, endedAtMs: NOW });
    });

    it('drops a decision on a job that has changed since it was read', async () => {
      const campaign = await aRunningCampaign(database, releaseId);
      const [offer] = await claim(campaign.id, 1);
      const late = await decide(database, ids, stalled);
      await database.jobs.save(await decide(database, ids, succeeded), NOW);
      expect(await database.jobs.save(late, NOW)).toEqual([]);
      expect(await database.jobs.find(offer!.jobId)).toMatchObject({ state: 'succeeded' });
    });

    it('drops a decision on an attempt before the present one', async () => {
      const campaign = await aRunningCampaign(database, releaseId);
      const [offer] = await claim(campaign.id, 1);
      const late = await decide(database, ids, succeeded);
      await database.jobs.save(await decide(database, ids, stalled), NOW);
      await claim(campaign.id, 1, NOW + 1000);
      expect(await database.jobs.save(late, NOW)).toEqual([]);
      expect(await database.jobs.find(offer!.jobId)).toMatchObject({ state: 'offered', attempts: 2 });
    });

    it('drops a stage behind the one that another server has written, and loses no figures', async () => {
      const campaign = await aRunningCampaign(database, releaseId);
      const [offer] = await claim(campaign.id, 1);
      await database.jobs.save(await decide(database, ids, accepted), NOW);
      const swap = { slotStartUs: 1, slotLengthUs: 2, swapUs: 3, addedLatencyUs: 4, deadlinesMissed: 0 };
      const at = (stage: Stage) => (job: number) => ({
        type: 'report' as const,
        report: { type: 'stage' as const, seq: 3, job, stage, ...(stage === 'swapped' && { swap }) },
      });
      const [late, news, then] = [
        await decide(database, ids, at('checked')),
        await decide(database, ids, at('swapped')),
        await decide(database, ids, at('confirmed')),
      ];
      expect(await database.jobs.save(news, NOW)).toEqual([offer!.jobId]);
      expect(await database.jobs.save(late, NOW)).toEqual([]);
      expect(await database.jobs.save(then, NOW)).toEqual([offer!.jobId]);
      expect(await database.jobs.find(offer!.jobId)).toMatchObject({ state: 'running', stage: 'confirmed', swap });
    });

    it('keeps the time at which any server first heard of a stage', async () => {
      const campaign = await aRunningCampaign(database, releaseId);
      const [offer] = await claim(campaign.id, 1);
      const heard = (stage: Stage, acceptedAtMs: number, more = {}) =>
        ({
          ...{ from: 'offered', attempts: 1, reason: 'heard' },
          job: { ...known, state: 'running', stage, stageTimes: { acceptedAtMs, ...more } },
        }) as never;
      const known = (await database.jobs.find(offer!.jobId))!;
      await database.jobs.save([heard('accepted', NOW)], NOW);
      const later = heard('confirmed', NOW + 1, { checkedAtMs: NOW + 2, swappedAtMs: NOW + 3, confirmedAtMs: NOW + 4 });
      await database.jobs.save([{ ...(later as object), from: 'running' } as never], NOW);
      expect((await database.jobs.find(offer!.jobId))?.stageTimes).toEqual({
        ...{ acceptedAtMs: NOW, checkedAtMs: NOW + 2, swappedAtMs: NOW + 3, confirmedAtMs: NOW + 4 },
      });
    });

    it('accepts the last of several decisions on one job', async () => {
      const campaign = await aRunningCampaign(database, releaseId);
      const [offer] = await claim(campaign.id, 1);
      const [first] = await decide(database, ids, accepted);
      const then = {
        from: 'running',
        attempts: 1,
        reason: 'done',
        job: { ...first!.job, state: 'succeeded', endedAtMs: NOW, deadlineAtMs: undefined },
      } as never;
      expect(await database.jobs.save([first!, then], NOW)).toEqual([offer!.jobId]);
      expect(await database.jobs.find(offer!.jobId)).toMatchObject({ state: 'succeeded' });
      expect(await database.jobs.save([], NOW)).toEqual([]);
    });
  });

  it('are overdue once their deadline has passed, longest first', async () => {
    const campaign = await aRunningCampaign(database, releaseId);
    const [first] = await claim(campaign.id, 1);
    const [second] = await claim(campaign.id, 1, NOW + 1);
    const deadline = first!.deadlineAtMs;
    expect(await database.jobs.overdue(deadline - 1, 10)).toEqual([]);
    expect((await database.jobs.overdue(deadline + 1, 10)).map(({ job }) => job.id)).toEqual([
      first!.jobId,
      second!.jobId,
    ]);
    expect(await database.jobs.overdue(deadline + 1, 1)).toHaveLength(1);
  });

  it('are overdue only if the database’s own clock says so, too: a server with a wrong clock cannot end them alone', async () => {
    const campaign = await aRunningCampaign(database, releaseId);
    const nowMs = Date.now();
    const [offer] = await claim(campaign.id, 1, nowMs);
    expect(await database.jobs.overdue(offer!.deadlineAtMs + 1, 10)).toEqual([]);
  });

  it('keep their remaining time when the clock is put forward, however many servers report it', async () => {
    const campaign = await aRunningCampaign(database, releaseId);
    const [offer] = await claim(campaign.id, 1);
    const step = { beforeMs: NOW + 1000, nowMs: NOW + 1000 + 2 * DAY_MS };
    expect(await database.jobs.heedClockStep(step)).toBe(1);
    expect(await database.jobs.heedClockStep(step)).toBe(0);
    expect((await database.jobs.find(offer!.jobId))!.deadlineAtMs).toBe(offer!.deadlineAtMs + 2 * DAY_MS);
    expect(await database.jobs.overdue(step.nowMs, 10)).toEqual([]);
    expect(await database.jobs.heedClockStep({ beforeMs: NOW, nowMs: NOW + 1000 })).toBe(0);
  });

  it('keep the time that a step of the clock gave them, whatever was decided before it', async () => {
    const campaign = await aRunningCampaign(database, releaseId);
    const [offer] = await claim(campaign.id, 1);
    const decided = await decide(database, ids, accepted);
    expect(await database.jobs.heedClockStep({ beforeMs: NOW + 1000, nowMs: NOW + 1000 + 2 * DAY_MS })).toBe(1);
    expect(await database.jobs.save(decided, NOW)).toEqual([]);
    expect((await database.jobs.find(offer!.jobId))!.deadlineAtMs).toBe(offer!.deadlineAtMs + 2 * DAY_MS);
    expect(await database.jobs.save(await decide(database, ids, accepted), NOW)).toEqual([offer!.jobId]);
  });

  it('have no more time than their rules give when the clock is put back, and their next attempt does not wait for a day', async () => {
    const campaign = await aRunningCampaign(database, releaseId);
    const [waits, fails] = await claim(campaign.id, 2);
    await database.jobs.save(await decide(database, [fails!.deviceId], stalled), NOW);
    const step = { beforeMs: NOW + 1000, nowMs: NOW - DAY_MS };
    expect(await database.jobs.heedClockStep(step)).toBe(2);
    expect(await database.jobs.heedClockStep(step)).toBe(0);
    expect((await database.jobs.find(waits!.jobId))!.deadlineAtMs).toBe(step.nowMs + campaign.config.timeouts.offerMs);
    expect((await database.jobs.find(fails!.jobId))!.nextAttemptAtMs).toBe(
      step.nowMs + 2 * campaign.config.retry.maxDelayMs,
    );
  });

  it('change by a report only while nothing newer is known of the device', async () => {
    const campaign = await aRunningCampaign(database, releaseId);
    const [offer] = await claim(campaign.id, 1);
    const deviceId = offer!.deviceId;
    const place = { start: 5, seq: 3, atMs: NOW };
    await database.devices.advance([{ deviceId, place: { ...place, seq: 4 } }]);
    const [step] = await decide(database, [deviceId], accepted);
    expect(await database.jobs.save([{ ...step!, place }], NOW)).toEqual([]);
    expect(await database.jobs.save([{ ...step!, place: { ...place, seq: 4 } }], NOW)).toEqual([offer!.jobId]);
  });

  it('are judged by the release and the rules of their campaign', async () => {
    const campaign = await aRunningCampaign(database, releaseId);
    await claim(campaign.id, 1);
    const [open] = await database.jobs.openOf(ids);
    expect(open!.rules).toEqual({
      expected: NEW,
      policy: 'mirror',
      retry: campaign.config.retry,
      timeouts: campaign.config.timeouts,
      stopping: false,
    });
    await database.campaigns.save(campaign, stepCampaign(campaign, { type: 'stop', by: COMMAND.by }, NOW), NOW);
    expect((await database.jobs.openOf(ids))[0]!.rules.stopping).toBe(true);
  });

  it('are cancelled if no device works on them, and the devices that had a ticket are returned', async () => {
    const campaign = await aRunningCampaign(database, releaseId);
    const offers = await claim(campaign.id, 3);
    await database.jobs.save(await decide(database, [offers[0]!.deviceId], accepted), NOW);
    await database.jobs.save(await decide(database, [offers[1]!.deviceId], stalled), NOW);
    const { withdrawn, more } = await database.jobs.cancelIdle(campaign.id, { nowMs: NOW, limit: 500 });
    expect([withdrawn, more]).toEqual([[{ deviceId: offers[2]!.deviceId, transfer: offers[2]!.transfer }], false]);
    expect(await countsOf(campaign.id)).toMatchObject({ jobs: jobCounts({ cancelled: 29, running: 1 }), due: 0 });
    expect((await database.jobs.runningOf(campaign.id, { limit: 10 })).items.map(({ job }) => job.deviceId)).toEqual([
      offers[0]!.deviceId,
    ]);
    expect(await database.jobs.cancelIdle(campaign.id, { nowMs: NOW, limit: 500 })).toEqual({
      withdrawn: [],
      more: false,
    });
  });

  it('are found by transfer, and open only in their current attempt', async () => {
    const campaign = await aRunningCampaign(database, releaseId);
    const [first] = await claim(campaign.id, 1);
    const transfer = {
      transfer: first!.transfer,
      jobId: first!.jobId,
      deviceId: first!.deviceId,
      keyEpoch: 1,
      keyGeneration: 0,
      product: 'pump',
      releaseId,
      cipher: 'A256CTR',
    };
    expect(await database.jobs.findTransfer(first!.transfer)).toEqual({ ...transfer, open: true });
    await database.jobs.save(await decide(database, ids, stalled), NOW);
    expect(await database.jobs.findTransfer(first!.transfer)).toEqual({ ...transfer, open: false });
    const [second] = await claim(campaign.id, 1, NOW + 1000);
    expect(await database.jobs.findTransfers([first!.transfer, second!.transfer, 12_345, 0xffffffff])).toEqual(
      expect.arrayContaining([
        { ...transfer, open: false },
        { ...transfer, transfer: second!.transfer, open: true },
      ]),
    );
    expect(await database.jobs.findTransfer(0xffffffff)).toBeUndefined();
  });

  it('are listed by campaign and state, and by device', async () => {
    const campaign = await aRunningCampaign(database, releaseId);
    await claim(campaign.id, 4);
    const offered = await listed(database, CAMPAIGN_JOB_LIST, { campaign: campaign.id, state: 'offered' });
    expect(offered).toHaveLength(4);
    expect(await listed(database, DEVICE_JOB_LIST, { device: idOf(3) })).toEqual([
      expect.objectContaining({ deviceId: idOf(3), campaignId: campaign.id }),
    ]);
  });

  it('cost a known number of rows: six for an update that reports three times', async () => {
    const campaign = await aRunningCampaign(database, releaseId);
    const before = database.rowsWritten;
    await claim(campaign.id, 30);
    await database.jobs.save(await decide(database, ids, accepted), NOW);
    await database.jobs.save(await decide(database, ids, succeeded), NOW);
    expect((database.rowsWritten - before) / 30).toBe(6);
  });
});
