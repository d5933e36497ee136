import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { JobOrder } from '@twinbank/campaign';

import type { Database } from '../database.js';
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

/** An order and what the device says may come at the same moment: whichever is written first, the other one is judged by it. */
describe.each(TEST_DATABASES)('an order about a job that its device reports on, on %s', (_name, open) => {
  let test: TestDatabase;
  let database: Database;
  let campaignId: number;
  let device: string;
  let id: number;
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.empty();
    const { releaseId, ids } = await aFleet(database, 1);
    [device] = ids as [string];
    campaignId = (await aRunningCampaign(database, releaseId)).id;
    const [offer] = await claimed(database, { campaignId, wave: 0, count: 1, nowMs: NOW });
    id = offer!.jobId;
    await save(await judged(accepted));
  });

  const judged = (event: Parameters<typeof decide>[2]) => decide(database, [device], event);
  const save = (steps: Awaited<ReturnType<typeof decide>>) => database.jobs.save(steps, NOW + 1);
  const job = () => database.jobs.find(id);
  const order = (what: JobOrder) => database.jobs.order(id, what, COMMAND);

  it('leaves no further attempt if the failure was judged before it was cancelled, and is written after', async () => {
    const before = await judged((one) => stalled(one));
    expect(before).toMatchObject([{ job: { state: 'backoff' } }]);
    await order('cancel');
    expect(await save(before)).toEqual([]);
    expect(await job()).toMatchObject({ state: 'running', cancelAskedAtMs: NOW });
    expect(await save(await judged((one) => stalled(one)))).toEqual([id]);
    expect(await job()).toMatchObject({ state: 'failed', fault: 'download_stalled' });
  });

  it('cancels at once what has gone into back-off before it', async () => {
    await save(await judged((one) => stalled(one)));
    await order('cancel');
    expect(await job()).toMatchObject({ state: 'cancelled', fault: 'job_cancelled' });
    expect(await claimed(database, { campaignId, wave: 0, count: 9, nowMs: NOW + 1e7 })).toEqual([]);
  });

  it('stores all that a pause says: an offer that is taken back uses up no attempt, and of the one before only its stage is left', async () => {
    await save(await judged((one) => stalled(one)));
    expect(await job()).toMatchObject({ state: 'backoff', attempts: 1, stage: 'failed' });
    expect(await order('pause')).toEqual({ job: await job() });
    expect(await job()).toMatchObject({ stage: 'failed' });
    expect(await job()).not.toHaveProperty('nextAttemptAtMs');
    await order('resume');
    const nowMs = Date.now() + 1000;
    expect(await claimed(database, { campaignId, wave: 0, count: 1, nowMs })).toHaveLength(1);
    const paused = await order('pause');
    expect(paused!.job).toEqual(await job());
    expect(await job()).toMatchObject({ state: 'held', attempts: 2, missedOffers: 1 });
  });

  it('lets a device that finished all the same succeed, after a cancel, but not after it was given up', async () => {
    await order('cancel');
    await save(await judged(succeeded));
    expect(await job()).toMatchObject({ state: 'succeeded' });
  });

  it('ends it for good when it is given up: nothing that was judged before, or comes later, changes it', async () => {
    const before = [...(await judged(succeeded)), ...(await judged((one) => stalled(one)))];
    await order('force-quit');
    const given = await job();
    expect(given).toMatchObject({ state: 'cancelled', fault: 'job_force_quit' });
    for (const step of before) expect(await save([step])).toEqual([]);
    expect(await judged(succeeded)).toEqual([]);
    expect(await job()).toEqual(given);
  });

  it('is recorded once, however many give it at the same moment', async () => {
    await Promise.all([order('cancel'), order('cancel'), order('cancel')]);
    await Promise.all([order('force-quit'), order('force-quit')]);
    const { items } = await database.events.list({ deviceId: device }, { limit: 99 });
    const kinds = items.filter(({ actor }) => actor?.kind === 'operator').map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith('job_'))).toEqual(['job_ordered', 'job_cancelled']);
  });
});
