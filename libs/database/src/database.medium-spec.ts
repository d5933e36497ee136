import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { stepCampaign, type DeviceFacts } from '@twinbank/campaign';
import { until } from '@twinbank/testkit/until';
import pg from 'pg';

import type { Database } from './database.js';
import { openDatabase, openOn } from './database.js';
import { startEmbedded } from './connection/embedded.js';
import { CAMPAIGN_LIST, DEVICE_JOB_LIST } from './lists/campaign-list.js';
import { listed } from './testing/listed.js';
import { lockAwaited } from './testing/lock-waits.js';
import { KeptLog, OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from './testing/test-database.js';
import {
  aConfig,
  accepted,
  aFleet,
  anOrder,
  aRelease,
  aRunningCampaign,
  claimed,
  decide,
  idOf,
  mirroredStatus,
  NEW,
  NOW,
  OLD,
  startCampaign,
  succeeded,
  COMMAND,
  createRelease,
} from './testing/test-fleet.js';

const POSTGRES = TEST_DATABASES.filter(([name]) => name === 'PostgreSQL');

it('a database that cannot be reached is an error at start', async () => {
  await expect(openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/nothing', log: new KeptLog() })).rejects.toThrow(
    'ECONNREFUSED',
  );
});

it(
  'a database that is lost is a fault that says when to try again, whatever was asked of it',
  async () => {
    const { connection, close } = await startEmbedded(undefined);
    const database = await openOn({ kind: 'embedded', pool: { ...connection, max: 1 }, log: new KeptLog() });
    await close();
    const fault = { code: 'overloaded', detail: 'the database does not answer', facts: { retryAfterMs: 1000 } };
    for (let tries = 0; tries < 2; tries++) {
      await expect(database.devices.find(idOf(1))).rejects.toMatchObject(fault);
      await expect(database.jobs.openOf([idOf(1)])).rejects.toMatchObject(fault);
      await expect(database.devices.deactivate(idOf(1), COMMAND)).rejects.toMatchObject(fault);
    }
    await database.close();
  },
  OPEN_TIMEOUT_MS,
);

/** What two servers on one database must never do to one another. Only tested where two servers are possible. */
(POSTGRES.length > 0 ? describe : describe.skip)('two servers on one PostgreSQL', () => {
  let test: TestDatabase;
  let servers: [Database, Database];
  beforeAll(async () => {
    test = await POSTGRES[0]![1]();
    servers = [test.database, await test.another()];
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(() => test.empty());

  it('bring it up to date once, however many start together', async () => {
    const more = await Promise.all([test.another(), test.another(), test.another()]);
    await Promise.all(more.map((database) => database.ping()));
  });

  it('never hand one job to two devices or one job twice, and stay within concurrency together', async () => {
    const { releaseId } = await aFleet(servers[0], 300);
    const { id: campaignId } = await aRunningCampaign(servers[0], releaseId, { concurrency: 250 });
    const claims = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        claimed(servers[index % 2]!, { campaignId, wave: 0, count: 10, nowMs: NOW }),
      ),
    );
    const offers = claims.flat();
    expect(offers).toHaveLength(250);
    expect(new Set(offers.map(({ jobId }) => jobId)).size).toBe(250);
    expect(new Set(offers.map(({ transfer }) => transfer)).size).toBe(250);
    expect(offers.every(({ sequence }) => sequence === 1)).toBe(true);
  });

  it.each<[string, string, object, (nowMs: number) => object]>([
    [
      'for its key set',
      'UPDATE devices SET key_set = 2 WHERE id = $1',
      { awaitedKeys: ({ keySet = 0 }: DeviceFacts) => (keySet < 2 ? 'it lacks a key' : undefined) },
      () => ({}),
    ],
    [
      'for its night',
      `UPDATE devices SET reported = '{"timeZone": "Etc/GMT-6"}' WHERE id = $1`,
      {},
      // Closed where clocks show UTC, and open where they are six hours ahead.
      (nowMs) => {
        const start = new Date(nowMs + 5.5 * 3_600_000).toISOString().slice(11, 16);
        return { windows: { zone: 'UTC', download: [{ start, durationMinutes: 120 }] } };
      },
    ],
  ])('hold no job %s over what its device says in the same moment', async (_what, says, given, config) => {
    const { releaseId } = await aFleet(servers[0], 1);
    const { id: campaignId } = await aRunningCampaign(servers[0], releaseId, config(Date.now()));
    const claim = (server: Database) =>
      server.jobs.claimOffers({
        ...{ campaignId, wave: 0, count: 9, exclusionOf: () => undefined, nowMs: Date.now(), ...given },
      });
    const report = new pg.Client(test.connection);
    await report.connect();
    try {
      await report.query('UPDATE devices SET key_set = 1');
      await report.query('BEGIN');
      await report.query(says, [idOf(0)]);
      const holding = claim(servers[0]);
      await Promise.race([lockAwaited(test.connection), holding]);
      await report.query('COMMIT');
      expect(await holding).toMatchObject({ offers: [], held: 1 });
    } finally {
      await report.end();
    }
    const claimed = await until(async () => {
      const { offers } = await claim(servers[1]);
      return offers.length > 0 && offers;
    }, 'the job to be handed out');
    expect(claimed[0]!.deviceId).toBe(idOf(0));
  });

  it('take the same reports in any order without a deadlock, and record each end once', async () => {
    const { releaseId, ids } = await aFleet(servers[0], 400);
    const { id: campaignId } = await aRunningCampaign(servers[0], releaseId);
    await claimed(servers[0], { campaignId, wave: 0, count: 400, nowMs: NOW });
    await servers[0].jobs.save(await decide(servers[0], ids, accepted), NOW);
    const steps = await decide(servers[0], ids, succeeded);
    const batches = Array.from({ length: 8 }, (_, index) => (index % 2 ? [...steps].reverse() : steps));
    const saved = await Promise.all(batches.map((batch, index) => servers[index % 2]!.jobs.save(batch, NOW)));
    expect(saved.flat()).toHaveLength(400);
    const events = (await servers[1].events.list({ campaignId }, { limit: 1000 })).items.filter(
      ({ kind }) => kind === 'job_succeeded',
    );
    expect(events).toHaveLength(400);
  });

  it('end a roll-back once, however exactly they do it together', async () => {
    const { releaseId, ids } = await aFleet(servers[0], 4);
    const before = aRelease({ ...{ version: OLD.version, codeDigest: OLD.digest, manifestDigest: 'e'.repeat(64) } });
    await createRelease(servers[0], { ...before, blobKey: 'e'.repeat(64) });
    const { id } = await aRunningCampaign(servers[0], releaseId);
    await claimed(servers[0], { campaignId: id, wave: 0, count: 4, nowMs: NOW });
    await servers[0].jobs.save(await decide(servers[0], ids, succeeded), NOW);
    const updated = ids.map((deviceId) => ({ deviceId, status: mirroredStatus(NEW), seenAtMs: NOW }));
    await servers[0].devices.applyStatuses(updated);
    const running = await servers[0].campaigns.get(id);
    await servers[0].campaigns.save(running, stepCampaign(running, { type: 'roll-back', by: COMMAND.by }, NOW), NOW);
    const end = async (server: Database): Promise<unknown> => {
      const campaign = await server.campaigns.get(id);
      const counts = await server.campaigns.counted(id, NOW);
      return server.campaigns.save(campaign, stepCampaign(campaign, { type: 'observe', ...counts }, NOW), NOW);
    };
    const holder = new pg.Client(test.connection);
    await holder.connect();
    await holder.query(`BEGIN; SELECT FROM campaigns WHERE id = ${id} FOR UPDATE`);
    const ends = Promise.allSettled(servers.map(end));
    await lockAwaited(test.connection, 2);
    await holder.query('COMMIT');
    await holder.end();
    const outcomes = await ends;
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
    // Whoever was late looks again, as servers do, and finds that it is done.
    await Promise.all(servers.map(end));
    const made = (await listed(servers[1], CAMPAIGN_LIST)).filter(({ origin }) => origin?.campaign === id);
    expect(made).toMatchObject([{ state: 'starting', name: `roll back campaign ${id} to ${OLD.version}` }]);
  });

  describe('while one starts a campaign and the other deactivates a device', () => {
    let holder: pg.Client;
    let campaignId: number;
    beforeEach(async () => {
      const { releaseId } = await aFleet(servers[0], 3);
      ({ id: campaignId } = await servers[0].campaigns.create(
        { name: 'spring', product: 'pump', releaseId, config: aConfig() },
        COMMAND,
      ));
      holder = new pg.Client(test.connection);
      await holder.connect();
      await holder.query('BEGIN');
    });
    afterEach(() => holder.end());

    const held = (count: number): Promise<void> => lockAwaited(test.connection, count);
    const jobsOf = async (id: string) =>
      (await listed(servers[0], DEVICE_JOB_LIST, { device: id })).map(({ state }) => state);

    it('the deactivation cancels the job that was just planned', async () => {
      await servers[0].campaigns.start(campaignId, NOW, (draft) =>
        stepCampaign(draft, { type: 'start', by: COMMAND.by }, NOW),
      );
      // The slice has created its jobs and locked their devices, but cannot yet write its progress.
      await holder.query('LOCK TABLE campaigns IN SHARE MODE');
      const planned = servers[0].plans.goOn(campaignId, anOrder(), { limit: 50, nowMs: NOW });
      await held(1);
      const deactivated = servers[1].devices.deactivate(idOf(1), COMMAND);
      await held(2);
      await holder.query('COMMIT');
      await Promise.all([planned, deactivated]);
      expect([await jobsOf(idOf(0)), await jobsOf(idOf(1))]).toEqual([['waiting'], ['cancelled']]);
    });

    it('the campaign leaves out the device that was just deactivated, and records it', async () => {
      await holder.query(`UPDATE devices SET state = 'inactive' WHERE id = '${idOf(1)}'`);
      const started = startCampaign(servers[0], campaignId);
      await held(1);
      await holder.query('COMMIT');
      await started;
      expect([await jobsOf(idOf(0)), await jobsOf(idOf(1))]).toEqual([['waiting'], ['excluded']]);
    });
  });

  it('take the same statuses in any order without a deadlock', async () => {
    const { ids } = await aFleet(servers[0], 400);
    const presence = ids.map((deviceId) => ({ deviceId, online: true, seenAtMs: NOW }));
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        servers[index % 2]!.devices.applyPresence(index % 2 ? [...presence].reverse() : presence),
      ),
    );
    expect(await servers[0].devices.count({ online: true })).toBe(400);
  });
});
