import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { CampaignConfig, Exclusion, ImageId, JobEvent } from '@twinbank/campaign';
import type { Offer } from '@twinbank/rollout';

import type { Database } from '../database.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import {
  accepted,
  aFleet,
  aRelease,
  aRunningCampaign,
  COMMAND,
  createRelease,
  decide,
  idOf,
  mirroredStatus,
  NEW,
  NOW,
  OLD,
} from '../testing/test-fleet.js';

const BETWEEN = { version: '1.0.5', digest: 'e'.repeat(64) };
const MANIFEST = { between: '1'.repeat(64), last: 'c'.repeat(64) };
const [DEVICE, NEAR] = [idOf(0), idOf(1)];

describe.each(TEST_DATABASES)('a job over a release in between on %s', (_kind, open) => {
  let test: TestDatabase;
  let database: Database;
  let campaignId: number;
  let last: number;
  let between: number;
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.empty();
    ({ releaseId: last } = await aFleet(database, 2));
    const stone = { version: BETWEEN.version, codeDigest: BETWEEN.digest, manifestDigest: MANIFEST.between };
    ({ id: between } = await createRelease(database, aRelease({ ...stone, blobKey: '2'.repeat(64) })));
    await runs(NEAR, BETWEEN);
    ({ id: campaignId } = await aRunningCampaign(database, last, { hops: 'path' }));
  });

  const runs = (deviceId: string, image: ImageId): Promise<unknown> =>
    database.devices.applyStatuses([{ deviceId, status: mirroredStatus(image), seenAtMs: NOW }]);
  /** Devices on the first version go over the release in between. */
  const claim = async (exclusion?: Exclusion): Promise<readonly Offer[]> => {
    const { offers } = await database.jobs.claimOffers({
      ...{ campaignId, wave: 0, count: 9, nowMs: NOW },
      exclusionOf: () => exclusion,
      hopOf: ({ digest }) => (digest === OLD.digest ? between : undefined),
    });
    return offers;
  };
  const brought =
    (image: ImageId, transfer?: number) =>
    (job: number): JobEvent => {
      const result = { type: 'result', seq: 2, job, stage: 'done', status: mirroredStatus(image) } as const;
      return { type: 'report', report: { ...result, ...(transfer !== undefined && { transfer }) } };
    };
  const happens = async (event: (job: number) => JobEvent): Promise<readonly number[]> =>
    database.jobs.save(await decide(database, [DEVICE], event), NOW);
  const job = async () => (await database.jobs.findOf(campaignId, DEVICE))!;
  const offerOf = (offers: readonly Offer[], id: string): Offer => offers.find(({ deviceId }) => deviceId === id)!;
  /** The device has confirmed the release in between. */
  const halfway = async (): Promise<Offer> => {
    const offer = offerOf(await claim(), DEVICE);
    await happens(accepted);
    await happens(brought(BETWEEN));
    await runs(DEVICE, BETWEEN);
    return offer;
  };

  it('brings each device what it needs next: everything that reads the release of an attempt takes it from there', async () => {
    const offers = await claim();
    const [far, near] = [offerOf(offers, DEVICE), offerOf(offers, NEAR)];
    expect([far.releaseId, near.releaseId]).toEqual([between, last]);
    for (const offer of offers) {
      expect(await database.jobs.openOffer(offer.deviceId)).toEqual(offer);
      expect(await database.jobs.findTransfer(offer.transfer)).toMatchObject({
        releaseId: offer.releaseId,
        open: true,
      });
    }
    const receipts = await database.receipts.attempts([far.transfer, near.transfer]);
    expect([receipts.get(far.transfer), receipts.get(near.transfer)]).toMatchObject([
      { release: MANIFEST.between },
      { release: MANIFEST.last },
    ]);
    const open = await database.jobs.openOf([DEVICE, NEAR]);
    const rulesOf = new Map(open.map(({ job: { deviceId }, rules }) => [deviceId, rules]));
    expect(rulesOf.get(DEVICE)).toMatchObject({ expected: BETWEEN, onward: true });
    expect(rulesOf.get(NEAR)).toMatchObject({ expected: NEW });
    expect(rulesOf.get(NEAR)).not.toHaveProperty('onward');
  });

  it('goes on with its next attempt when that is confirmed, and succeeds once, with the last', async () => {
    const first = await halfway();
    expect(await job()).toMatchObject({
      ...{ state: 'held', hold: 'hop', attempts: 1, hopsDone: 1, hopTransfer: first.transfer, previous: BETWEEN },
    });
    expect((await database.campaigns.counts(campaignId, NOW))[0]).toMatchObject({
      jobs: { succeeded: 0, held: 1 },
      due: 1,
    });
    const second = offerOf(await claim(), DEVICE);
    expect(second).toMatchObject({ jobId: first.jobId, releaseId: last });
    expect((await database.jobs.findTransfer(first.transfer))?.releaseId).toBe(between);
    await happens(accepted);
    await happens(brought(NEW));
    expect(await job()).toMatchObject({ state: 'succeeded', attempts: 2, hopsDone: 1 });
    expect((await database.campaigns.counts(campaignId, NOW))[0]).toMatchObject({ jobs: { succeeded: 1 } });
    const { items } = await database.events.list({ campaignId }, { limit: 99 });
    expect(items.filter(({ kind }) => kind === 'job_succeeded')).toHaveLength(1);
  });

  it('counts it once: told again, by two servers at once, or late when the next one is out', async () => {
    const first = offerOf(await claim(), DEVICE);
    await happens(accepted);
    const steps = await decide(database, [DEVICE], brought(BETWEEN));
    await Promise.all([database.jobs.save(steps, NOW), database.jobs.save(steps, NOW)]);
    expect(await happens(brought(BETWEEN))).toEqual([]);
    expect(await job()).toMatchObject({ state: 'held', hopsDone: 1 });
    await runs(DEVICE, BETWEEN);
    await claim();
    expect(await happens(brought(BETWEEN, first.transfer))).toEqual([]);
    expect(await job()).toMatchObject({ state: 'offered', attempts: 2, hopsDone: 1 });
  });

  it('looks for the way anew from what the device runs: one that is back where it was gets that release again', async () => {
    const first = await halfway();
    await runs(DEVICE, OLD);
    const again = offerOf(await claim(), DEVICE);
    expect([again.releaseId, again.transfer > first.transfer]).toEqual([between, true]);
    await happens(accepted);
    await happens(brought(BETWEEN));
    expect(await job()).toMatchObject({ state: 'held', hold: 'hop', hopsDone: 2, hopTransfer: again.transfer });
  });

  it('fails by name when no way leads on', async () => {
    await halfway();
    expect(await claim({ reason: 'version_too_old', detail: 'it is too old' })).toEqual([]);
    expect(await job()).toMatchObject({
      ...{ state: 'rejected', fault: 'path_lost', detail: 'version_too_old, after 1 of its updates: it is too old' },
    });
  });

  describe('that goes on', () => {
    const THIRD = idOf(2);
    const inSpread = { by: 'site', percent: 1 };
    /** One device at a time, and the first one paused, so that the second one begins. */
    const secondHalfway = async (given: Partial<CampaignConfig> = {}): Promise<{ first: number; second: string }> => {
      await test.empty();
      ({ releaseId: last } = await aFleet(database, 3));
      const stone = { version: BETWEEN.version, codeDigest: BETWEEN.digest, manifestDigest: MANIFEST.between };
      ({ id: between } = await createRelease(database, aRelease({ ...stone, blobKey: '2'.repeat(64) })));
      ({ id: campaignId } = await aRunningCampaign(database, last, { hops: 'path', concurrency: 1, ...given }));
      const jobs = await Promise.all([DEVICE, NEAR, THIRD].map((id) => database.jobs.findOf(campaignId, id)));
      const first = [...jobs].sort((a, b) => a!.ordinal - b!.ordinal)[0]!.id;
      await database.jobs.order(first, 'pause', COMMAND);
      const [offer, ...others] = await claim();
      expect(others).toEqual([]);
      const second = offer!.deviceId;
      for (const event of [accepted, brought(BETWEEN)])
        await database.jobs.save(await decide(database, [second], event), NOW);
      await runs(second, BETWEEN);
      return { first, second };
    };

    it('goes before those that have not begun, in the counts and in the claim, whatever their order', async () => {
      const { first, second } = await secondHalfway();
      await database.jobs.order(first, 'resume', COMMAND);
      expect((await database.campaigns.counts(campaignId, NOW))[0]).toMatchObject({ due: 3, onward: 1 });
      expect((await claim()).map(({ deviceId }) => deviceId)).toEqual([second]);
      expect((await database.campaigns.counts(campaignId, NOW))[0]).not.toHaveProperty('onward');
    });

    it('also where an attempt on its way has failed, and where it waits for room at its place', async () => {
      const { first, second } = await secondHalfway({ spread: inSpread, concurrency: 9 });
      const { id } = (await database.jobs.findOf(campaignId, second))!;
      await database.jobs.order(id, 'pause', COMMAND);
      const call = () => database.plans.places.call(campaignId, inSpread, NOW);
      await call();
      const [third] = await claim();
      expect(third!.deviceId).not.toBe(second);
      for (const job of [first, id]) await database.jobs.order(job, 'resume', COMMAND);
      expect(await claim()).toEqual([]);
      expect((await database.jobs.find(id))!.hold).toBe('place');
      expect((await database.jobs.find(first))!.hold).toBe('place');
      await database.jobs.order(third!.jobId, 'cancel', COMMAND);
      expect(await call()).toBe(1);
      expect((await claim()).map(({ deviceId }) => deviceId)).toEqual([second]);
    });

    it('is not taken over by another campaign: its device has begun', async () => {
      const { second } = await secondHalfway();
      const asked = { product: 'pump', selection: { deviceIds: [second] }, atMs: NOW, takesOverAt: 100 };
      const { groups } = await database.plans.groups(asked, { limit: 9 });
      expect(groups.map(({ facts }) => facts.openCampaign)).toEqual([campaignId]);
    });
  });

  it('keeps the hop through a pause, and through a stop that ends it between two of them', async () => {
    await halfway();
    const { id } = await job();
    await database.jobs.order(id, 'pause', COMMAND);
    expect(await happens(brought(BETWEEN))).toEqual([]);
    await database.jobs.order(id, 'resume', COMMAND);
    expect(await happens(brought(BETWEEN))).toEqual([]);
    expect(await job()).toMatchObject({ state: 'backoff', hopsDone: 1 });
    await database.jobs.cancelIdle(campaignId, { nowMs: NOW, limit: 9 });
    expect(await job()).toMatchObject({ state: 'cancelled', hopsDone: 1 });
  });
});
