import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import type { JobEvent } from '@twinbank/campaign';
import type { Report } from '@twinbank/protocol';
import type { Offer } from '@twinbank/rollout';

import type { Database } from '../database.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import {
  accepted,
  aConfig,
  aFleet,
  aRunningCampaign,
  mirroredStatus,
  claimed,
  COMMAND,
  decide,
  NOW,
} from '../testing/test-fleet.js';

const reported = (report: Report): JobEvent => ({ type: 'report', report });
const downloading =
  (done: number) =>
  (job: number): JobEvent =>
    reported({ type: 'stage', seq: done + 1, job, stage: 'downloading', done, total: 9 });

describe.each(TEST_DATABASES)('a job on %s', (kind, open) => {
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

  const claim = (campaignId: number, count: number, nowMs = NOW): Promise<readonly Offer[]> =>
    claimed(database, { campaignId, wave: 0, count, nowMs });
  const happens = async (offer: Offer, event: (job: number) => JobEvent): Promise<readonly number[]> =>
    database.jobs.save(await decide(database, [offer.deviceId], event), NOW);

  it('that its device has begun counts against the concurrency like an offered one', async () => {
    const { id } = await aRunningCampaign(database, releaseId, { concurrency: 2 });
    const [first, second] = await claim(id, 4);
    await happens(first!, accepted);
    expect((await database.jobs.find(first!.jobId))?.state).toBe('running');
    expect(await claim(id, 4)).toEqual([]);
    await happens(second!, accepted);
    expect(await claim(id, 4)).toEqual([]);
  });

  it('accepts further progress within one stage', async () => {
    const { id } = await aRunningCampaign(database, releaseId);
    const [offer] = await claim(id, 1);
    await happens(offer!, accepted);
    await happens(offer!, downloading(1));
    expect(await happens(offer!, downloading(5))).toEqual([offer!.jobId]);
    expect(await database.jobs.find(offer!.jobId)).toMatchObject({ stage: 'downloading', done: 5, total: 9 });
  });

  it('that is offered again shows nothing measured in the attempt before', async () => {
    const { id } = await aRunningCampaign(database, releaseId);
    const [offer] = await claim(id, 1);
    await happens(offer!, accepted);
    const swap = { slotStartUs: 1, slotLengthUs: 2, swapUs: 3, addedLatencyUs: 4, deadlinesMissed: 0 };
    const measured = { swap, timings: { eraseMs: 5 } };
    await happens(offer!, (job) =>
      reported({
        type: 'result',
        seq: 9,
        job,
        stage: 'failed',
        fault: 'download_stalled',
        status: mirroredStatus(),
        ...measured,
      }),
    );
    expect(await database.jobs.find(offer!.jobId)).toMatchObject({
      ...{ state: 'backoff', stageTimes: { acceptedAtMs: expect.any(Number) } },
      ...measured,
    });
    const again = await claim(id, 9, NOW + 60_000);
    expect(again.map(({ jobId }) => jobId)).toContain(offer!.jobId);
    const job = await database.jobs.find(offer!.jobId);
    expect(job).toMatchObject({ state: 'offered', attempts: 2 });
    for (const field of ['swap', 'timings', 'stage', 'done', 'stageTimes']) expect(job).not.toHaveProperty(field);
  });

  it('that its device has begun is not among the offers that may not have been published', async () => {
    const { id } = await aRunningCampaign(database, releaseId);
    const [first, second] = await claim(id, 2);
    await happens(first!, accepted);
    const { items } = await database.jobs.openOffers({ limit: 9 }, 'offered');
    expect(items.map(({ jobId }) => jobId)).toEqual([second!.jobId]);
  });

  if (kind === 'PostgreSQL')
    it('is not created by a campaign whose release is being withdrawn at the same moment', async () => {
      const client = new pg.Client(test.connection);
      await client.connect();
      await client.query('BEGIN');
      await client.query(`UPDATE releases SET state = 'withdrawn' WHERE id = $1`, [releaseId]);
      const draft = { name: 'late', product: 'pump', releaseId, config: aConfig() };
      const created = database.campaigns.create(draft, COMMAND).then(
        () => 'created',
        (error: { code: string }) => error.code,
      );
      // Committed once the draft waits for it, or was made without waiting.
      for (let looks = 0; looks < 100; looks++) {
        const { rows } = await client.query(`SELECT FROM pg_locks WHERE NOT granted`);
        if (rows.length > 0 || (await Promise.race([created, Promise.resolve('waits')])) !== 'waits') break;
      }
      await client.query('COMMIT');
      await client.end();
      expect(await created).toBe('release_withdrawn');
    });
});
