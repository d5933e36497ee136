import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { jobCounts, stepCampaign, type Selection } from '@twinbank/campaign';
import { faultOf } from '@twinbank/protocol';

import type { Database } from '../database.js';
import { CAMPAIGN_LIST, CAMPAIGN_JOB_LIST } from '../lists/campaign-list.js';
import { listed } from '../testing/listed.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import {
  aConfig,
  aFleet,
  aRunningCampaign,
  mirroredStatus,
  idOf,
  NEW,
  NOW,
  startCampaign,
  COMMAND,
} from '../testing/test-fleet.js';

describe.each(TEST_DATABASES)('campaigns on %s', (_name, open) => {
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
    ({ releaseId } = await aFleet(database, 20));
  });

  const aDraft = (selection: Selection = {}) =>
    database.campaigns.create({ name: 'spring', product: 'pump', releaseId, config: aConfig({ selection }) }, COMMAND);
  const plannedIds = async (campaignId: number): Promise<string[]> =>
    (await listed(database, CAMPAIGN_JOB_LIST, { campaign: campaignId, state: 'waiting' })).map(
      ({ deviceId }) => deviceId,
    );

  it('come back as they were written down', async () => {
    const draft = await aDraft({ hardware: ['A'] });
    expect(draft).toEqual({
      id: draft.id,
      createdBy: COMMAND.by,
      authors: ['token:build-server'],
      name: 'spring',
      product: 'pump',
      releaseId,
      state: 'draft',
      config: aConfig({ selection: { hardware: ['A'] } }),
      currentWave: 0,
      acknowledged: { failed: 0, ended: 0, wave: -1 },
      version: 1,
      createdAtMs: NOW,
    });
    expect(await database.campaigns.get(draft.id)).toEqual(draft);
  });

  it('bring releases that exist, of their product', async () => {
    const draft = { name: 'x', product: 'pump', releaseId: 999, config: aConfig() };
    await expect(database.campaigns.create(draft, COMMAND)).rejects.toMatchObject({ code: 'release_unknown' });
    await expect(database.campaigns.create({ ...draft, releaseId, product: 'valve' }, COMMAND)).rejects.toMatchObject({
      code: 'release_unknown',
    });
    await expect(database.campaigns.get(999)).rejects.toMatchObject({ code: 'campaign_unknown' });
  });

  it('are listed newest first, by state', async () => {
    const first = await aDraft();
    const second = await aRunningCampaign(database, releaseId);
    expect((await listed(database, CAMPAIGN_LIST)).map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(await listed(database, CAMPAIGN_LIST, { product: 'pump', state: 'draft' })).toEqual([first]);
    expect(await database.campaigns.underWay()).toEqual([second.id]);
  });

  describe('starting one', () => {
    it('plans a job for each device, in waves, with what runs on it, and records the start', async () => {
      const campaign = await aRunningCampaign(database, releaseId, { waves: [{ percent: 10 }, { percent: 100 }] });
      expect(campaign).toMatchObject({ state: 'running', version: 3, startedAtMs: NOW });
      expect(await database.campaigns.get(campaign.id)).toEqual(campaign);
      expect(await database.campaigns.counts(campaign.id, NOW)).toEqual([
        { wave: 0, jobs: jobCounts({ waiting: 2 }), due: 2 },
        { wave: 1, jobs: jobCounts({ waiting: 18 }), due: 18 },
      ]);
      const items = await listed(database, CAMPAIGN_JOB_LIST, { campaign: campaign.id });
      const ordinals = items.map(({ ordinal }) => ordinal);
      expect(ordinals).toEqual([...ordinals].sort((a, b) => a - b));
      expect(items.map(({ wave }) => wave)).toEqual(items.map((_, index) => (index < 2 ? 0 : 1)));
      expect(items[0]).toMatchObject({
        state: 'waiting',
        attempts: 0,
        previous: { version: '1.0.0', digest: 'a'.repeat(64) },
      });
      const events = await database.events.list({ campaignId: campaign.id }, { limit: 9 });
      expect(events.items.map(({ kind }) => kind)).toEqual([
        'campaign_created',
        'campaign_starting',
        'campaign_started',
      ]);
      expect(events.items[2]?.data).toEqual({
        reason: 'every device was looked at: 20 have a job, 0 are excluded',
        jobs: 20,
        excluded: 0,
        waves: 2,
      });
    });

    it('takes the devices that the selection names, and of them those that can take the release', async () => {
      await database.devices.provision(
        [{ id: 'other-hardware', product: 'pump', hardware: 'Z', keyEpoch: 1 }],
        COMMAND,
      );
      await database.devices.deactivate(idOf(1), COMMAND);
      await database.devices.applyStatuses([{ deviceId: idOf(2), status: mirroredStatus(NEW), seenAtMs: NOW }]);
      const draft = await aDraft({ deviceIds: [1, 2, 3, 4].map(idOf), hardware: ['A', 'Z'], versions: ['1.0.0'] });
      await startCampaign(database, draft.id);
      expect((await plannedIds(draft.id)).sort()).toEqual([3, 4].map(idOf));
      expect(await database.jobs.excluded(draft.id)).toEqual([
        { reason: 'device_inactive', devices: 1, sample: [idOf(1)] },
      ]);
    });

    it('leaves alone the devices that another campaign has', async () => {
      const first = await aDraft({ deviceIds: [1, 2, 3].map(idOf) });
      const second = await aDraft({ deviceIds: [3, 4].map(idOf) });
      await startCampaign(database, first.id);
      await startCampaign(database, second.id);
      expect(await plannedIds(second.id)).toEqual([idOf(4)]);
    });

    it('is finished at once if no device is eligible by then', async () => {
      const draft = await aDraft({ deviceIds: ['nobody'] });
      expect(await startCampaign(database, draft.id)).toMatchObject({ state: 'finished' });
      expect(await listed(database, CAMPAIGN_JOB_LIST, { campaign: draft.id })).toEqual([]);
    });

    it('undoes everything if the decision throws', async () => {
      const draft = await aDraft();
      const refuse = (): never => {
        throw faultOf('conflict');
      };
      await expect(database.campaigns.start(draft.id, NOW, refuse)).rejects.toMatchObject({ code: 'conflict' });
      expect(await database.campaigns.get(draft.id)).toEqual(draft);
    });

    it('happens once', async () => {
      const running = await aRunningCampaign(database, releaseId);
      const before = database.rowsWritten;
      expect(await startCampaign(database, running.id)).toEqual(running);
      expect(database.rowsWritten).toBe(before);
      await expect(startCampaign(database, 999)).rejects.toMatchObject({ code: 'campaign_unknown' });
    });

    it('of two that want the same devices gives each device to one of them', async () => {
      const drafts = [await aDraft(), await aDraft()];
      const started = await Promise.allSettled(drafts.map(({ id }) => startCampaign(database, id)));
      expect(started.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
      const planned = (await Promise.all(drafts.map(({ id }) => plannedIds(id)))).flat();
      expect(planned.sort()).toEqual(Array.from({ length: 20 }, (_, number) => idOf(number)));
    });
  });

  it('say whether a job is open without counting them, whatever its state and wave', async () => {
    const running = await aRunningCampaign(database, releaseId, { waves: [{ percent: 10 }, { percent: 100 }] });
    const client = new pg.Client(test.connection);
    await client.connect();
    const last = 'id = (SELECT max(id) FROM jobs WHERE wave IS DISTINCT FROM 0)';
    const looks: [string, boolean][] = [];
    const look = async (what: string, sql: string): Promise<void> => {
      await client.query(sql);
      looks.push([what, await database.campaigns.hasOpenJobs(running)]);
    };
    await look('only the last', `UPDATE jobs SET state = 'succeeded', ended_at = now() WHERE NOT (${last})`);
    const held = 'transfer = 1, attempts = 1, deadline_at = now(), next_attempt_at = NULL';
    const free = 'deadline_at = NULL, next_attempt_at = ';
    for (const [state, fields] of [
      ['offered', held],
      ['running', held],
      ['backoff', `${free} now()`],
      ['held', `hold = 'operator', ${free} NULL`],
      ['waiting', `hold = NULL, ${free} NULL`],
    ] as const)
      await look(state, `UPDATE jobs SET state = '${state}', ${fields} WHERE ${last}`);
    await look('without a place', `UPDATE jobs SET wave = NULL WHERE ${last}`);
    expect(looks).toEqual(looks.map(([what]) => [what, true]));
    await look('none', `UPDATE jobs SET state = 'cancelled', ended_at = now() WHERE ${last}`);
    expect(looks.at(-1)).toEqual(['none', false]);
    await client.end();
  });

  describe('saving a step', () => {
    it('stores the campaign and records why', async () => {
      const running = await aRunningCampaign(database, releaseId);
      const paused = await database.campaigns.save(
        running,
        stepCampaign(running, { type: 'pause', by: COMMAND.by }, NOW),
        NOW,
      );
      expect(paused).toEqual({ ...running, state: 'paused', movedBy: COMMAND.by, pauseReason: 'operator', version: 4 });
      expect(await database.campaigns.get(running.id)).toEqual(paused);
      const resumed = await database.campaigns.save(
        paused,
        stepCampaign(paused, { type: 'resume', by: COMMAND.by, cells: [], waves: [] }, NOW),
        NOW,
      );
      expect(await database.campaigns.get(running.id)).toEqual(resumed);
      expect(resumed).not.toHaveProperty('pauseReason');
      const events = await database.events.list({ campaignId: running.id }, { limit: 9 });
      expect(events.items.map(({ kind }) => kind)).toEqual([
        'campaign_created',
        'campaign_starting',
        'campaign_started',
        'campaign_paused',
        'campaign_resumed',
      ]);
    });

    it('is refused for a writer who has read an older version, and leaves no event', async () => {
      const running = await aRunningCampaign(database, releaseId);
      const pause = stepCampaign(running, { type: 'pause', by: COMMAND.by }, NOW);
      await database.campaigns.save(running, pause, NOW);
      await expect(database.campaigns.save(running, pause, NOW)).rejects.toMatchObject({ code: 'conflict' });
      expect((await database.events.list({ campaignId: running.id }, { limit: 9 })).items).toHaveLength(4);
    });
  });
});
