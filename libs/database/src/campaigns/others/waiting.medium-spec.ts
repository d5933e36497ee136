import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { EMPTY_TALLY, stepCampaign, tallied, type CampaignConfig } from '@twinbank/campaign';

import type { Database } from '../../database.js';
import { CAMPAIGN_JOB_LIST } from '../../lists/campaign-list.js';
import { listed } from '../../testing/listed.js';
import { lockAwaited } from '../../testing/lock-waits.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../../testing/test-database.js';
import {
  aConfig,
  aFleet,
  anOrder,
  aRunningCampaign,
  claimed,
  COMMAND,
  decide,
  idOf,
  mirroredStatus,
  NEW,
  NOW,
  OLD,
  succeeded,
} from '../../testing/test-fleet.js';

const DEVICES = 6;

describe.each(TEST_DATABASES)('campaigns that wait for one another on %s', (name, open) => {
  let test: TestDatabase;
  let database: Database;
  let sql: pg.Client;
  let releaseId: number;
  let startedAtMs: number;
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.empty();
    startedAtMs = NOW;
    ({ releaseId } = await aFleet(database, DEVICES));
  });

  /** A campaign that waits for others, begun a second after the one before. */
  const starting = async (given: Partial<CampaignConfig> = {}, priority = 0): Promise<number> => {
    startedAtMs += 1000;
    const config = aConfig({ otherCampaigns: { policy: 'wait', priority }, ...given });
    const { id } = await database.campaigns.create({ name: 'later', product: 'pump', releaseId, config }, COMMAND);
    await database.campaigns.start(id, startedAtMs, (one) =>
      stepCampaign(one, { type: 'start', by: COMMAND.by }, startedAtMs),
    );
    return id;
  };
  const finish = async (id: number, limit = 4, order = anOrder()): Promise<void> => {
    for (let left = 50; left > 0; left--)
      if ((await database.plans.goOn(id, order, { limit, nowMs: NOW }))?.state !== 'starting') return;
  };
  const waiting = async (given: Partial<CampaignConfig> = {}, priority = 0): Promise<number> => {
    const id = await starting(given, priority);
    await finish(id);
    return id;
  };
  const states = async (campaign: number): Promise<readonly string[]> =>
    (await listed(database, CAMPAIGN_JOB_LIST, { campaign })).map(
      ({ state, hold, fault }) =>
        `${state}${hold === undefined ? '' : ` ${hold}`}${fault === undefined ? '' : ` ${fault}`}`,
    );
  const all = (state: string) => Array.from({ length: DEVICES }, () => state);
  const stateOf = async (campaign: number, number: number) =>
    (await database.jobs.findOf(campaign, idOf(number)))?.state;
  const claim = (campaignId: number) => claimed(database, { campaignId, wave: 0, count: DEVICES, nowMs: NOW });
  const succeed = async (campaignId: number): Promise<void> => {
    const ids = (await claim(campaignId)).map(({ deviceId }) => deviceId);
    await database.jobs.save(await decide(database, ids, succeeded), NOW);
  };
  const cancelled = (campaignId: number) => database.jobs.cancelIdle(campaignId, { nowMs: NOW, limit: 99 });

  it('have jobs for all devices that are open, have a place, and are not due', async () => {
    await aRunningCampaign(database, releaseId);
    const id = await waiting({ waves: [{ percent: 50 }, { percent: 100 }] });
    expect(await states(id)).toEqual(all('held campaign'));
    const counts = await database.campaigns.counts(id, NOW + 1e9);
    expect(counts.map(({ wave, jobs, due }) => [wave, jobs.held, due])).toEqual([
      [0, 3, 0],
      [1, 3, 0],
    ]);
    expect(await claim(id)).toEqual([]);
    expect(await database.campaigns.get(id)).toMatchObject({ state: 'running' });
    expect(await database.campaigns.hasOpenJobs(await database.campaigns.get(id))).toBe(true);
  });

  it('have jobs also for devices that another one got while this one waited for its turn to be planned', async () => {
    if (name !== 'PostgreSQL') return;
    const id = await starting();
    const client = new pg.Client(test.connection);
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SELECT FROM campaigns WHERE id = ${id} FOR NO KEY UPDATE`);
      const going = finish(id);
      await lockAwaited(test.connection);
      await aRunningCampaign(database, releaseId);
      await client.query('COMMIT');
      await going;
    } finally {
      await client.end();
    }
    expect(await states(id)).toEqual(all('held campaign'));
  });

  it('have a job also for a device that another one took after it was looked at', async () => {
    if (name !== 'PostgreSQL') return;
    const other = await aRunningCampaign(database, releaseId, { selection: { deviceIds: [idOf(1)] } });
    const id = await starting();
    const client = new pg.Client(test.connection);
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SELECT FROM devices WHERE id = '${idOf(0)}' FOR NO KEY UPDATE`);
      const going = finish(id);
      await lockAwaited(test.connection);
      await client.query(
        `INSERT INTO jobs (campaign_id, device_id, wave, ordinal, state) VALUES (${other.id}, '${idOf(0)}', 0, 99, 'waiting')`,
      );
      await client.query('COMMIT');
      await going;
    } finally {
      await client.end();
    }
    expect((await database.jobs.findOf(id, idOf(0)))!).toMatchObject({ state: 'held', hold: 'campaign' });
    expect((await states(id)).filter((state) => state.startsWith('excluded'))).toEqual([]);
  });

  it('get each device when the job before has ended, one campaign after the other, in the order in which they began', async () => {
    const first = (await aRunningCampaign(database, releaseId)).id;
    const [second, third] = [await waiting(), await waiting()];
    await succeed(first);
    expect([await states(first), await states(second), await states(third)]).toEqual([
      ...[all('succeeded'), all('waiting'), all('held campaign')],
    ]);
    await cancelled(second);
    expect(await states(third)).toEqual(all('waiting'));
    await succeed(third);
    expect(await states(third)).toEqual(all('succeeded'));
  });

  it('get it by priority first', async () => {
    const first = (await aRunningCampaign(database, releaseId)).id;
    const [low, high, middle] = [await waiting({}, -1), await waiting({}, 5), await waiting()];
    const order: number[] = [];
    for (let now = first; order.length < 4;) {
      order.push(now);
      await cancelled(now);
      for (const next of [low, high, middle])
        if (!order.includes(next) && (await states(next)).every((state) => state === 'waiting')) now = next;
    }
    expect(order).toEqual([first, high, middle, low]);
  });

  it('get it however the job before ends, and leave a device alone that was deactivated', async () => {
    const first = (await aRunningCampaign(database, releaseId)).id;
    const second = await waiting();
    const exclude = (id: string) =>
      database.jobs.claimOffers({
        ...{ campaignId: first, wave: 0, count: 1, nowMs: NOW },
        exclusionOf: () => ({ reason: 'no_room', detail: id }),
      });
    await exclude('too large');
    expect((await states(second)).filter((state) => state === 'waiting')).toHaveLength(1);
    await database.devices.deactivate(idOf(3), COMMAND);
    expect(
      [await stateOf(first, 3), await stateOf(second, 3)].filter((state) => state === 'cancelled').length,
    ).toBeGreaterThan(0);
    expect(await stateOf(second, 3)).toBe('cancelled');
    const job = (await listed(database, CAMPAIGN_JOB_LIST, { campaign: first })).find(
      ({ state }) => state === 'waiting',
    )!;
    await database.jobs.order(job.id, 'force-quit', COMMAND);
    expect((await database.jobs.findOf(second, job.deviceId))?.state).toBe('waiting');
    const { items } = await database.events.list({ deviceId: idOf(3) }, { limit: 99 });
    const ends = items.filter(({ kind }) => kind === 'job_cancelled').map(({ campaignId }) => campaignId);
    expect(ends).toContain(second);
  });

  it('pass the device on if they stop while they wait, or when they have it', async () => {
    const first = (await aRunningCampaign(database, releaseId)).id;
    const [second, third] = [await waiting(), await waiting()];
    await cancelled(second);
    expect(await states(third)).toEqual(all('held campaign'));
    await cancelled(first);
    expect(await states(third)).toEqual(all('waiting'));
  });

  it('are never forgotten, whatever happens at the same moment: planning, ends and stops', async () => {
    for (let round = 0; round < 12; round++) {
      await test.empty();
      startedAtMs = NOW;
      ({ releaseId } = await aFleet(database, DEVICES));
      const first = (await aRunningCampaign(database, releaseId)).id;
      const second = await waiting();
      const third = await starting();
      await Promise.all([
        finish(third, 1 + (round % 3)),
        round % 2 === 0 ? succeed(first) : cancelled(first),
        ...(round > 2 ? [cancelled(second)] : []),
      ]);
      // A job that was locked at that moment was not handed out, and still has its device.
      await cancelled(first);
      await cancelled(second);
      const left = await states(third);
      expect(left.filter((state) => state === 'held campaign')).toEqual([]);
      expect(left.every((state) => state === 'waiting' || state === 'excluded device_in_campaign')).toBe(true);
    }
  });

  it('leave out at once who can never take the release, and judge by images when the turn comes', async () => {
    await database.devices.applyStatuses([
      { deviceId: idOf(0), status: mirroredStatus(NEW), seenAtMs: NOW + 1 },
      { deviceId: idOf(1), status: mirroredStatus(OLD, { hardware: 'Z' }), seenAtMs: NOW + 1 },
    ]);
    const first = (await aRunningCampaign(database, releaseId, { selection: {} })).id;
    await database.devices.applyStatuses([{ deviceId: idOf(2), status: mirroredStatus(NEW), seenAtMs: NOW + 2 }]);
    const id = await waiting();
    expect(await stateOf(first, 0)).toBe('excluded');
    expect((await database.jobs.findOf(id, idOf(0)))?.fault).toBe('already_installed');
    expect((await database.jobs.findOf(id, idOf(1)))?.fault).toBe('hardware_mismatch');
    expect(await stateOf(id, 2)).toBe('held');
  });

  it('know what ran before by what runs when the turn comes', async () => {
    const first = (await aRunningCampaign(database, releaseId)).id;
    const id = await waiting();
    expect((await database.jobs.findOf(id, idOf(4)))?.previous).toEqual(OLD);
    await database.devices.applyStatuses([{ deviceId: idOf(4), status: mirroredStatus(NEW), seenAtMs: NOW + 2 }]);
    await cancelled(first);
    expect((await database.jobs.findOf(id, idOf(4)))?.previous).toEqual(NEW);
    expect((await database.jobs.findOf(id, idOf(5)))?.previous).toEqual(OLD);
  });

  it('leave out who is beyond the last wave, and count as eligible in a draft', async () => {
    await aRunningCampaign(database, releaseId);
    const id = await waiting({ waves: [{ percent: 50 }] });
    expect([...(await states(id))].sort()).toEqual([
      ...Array.from({ length: 3 }, () => 'excluded beyond_last_wave'),
      ...Array.from({ length: 3 }, () => 'held campaign'),
    ]);
    const { groups } = await database.plans.groups({ product: 'pump', selection: {}, atMs: NOW }, { limit: 99 });
    expect(tallied(EMPTY_TALLY, groups, anOrder()).eligible).toBe(0);
    expect(tallied(EMPTY_TALLY, groups, { ...anOrder(), waits: true }).eligible).toBe(DEVICES);
  });

  it('cannot be paused job by job before their turn, and can be cancelled', async () => {
    await aRunningCampaign(database, releaseId);
    const id = await waiting();
    const job = (await database.jobs.findOf(id, idOf(0)))!;
    await expect(database.jobs.order(job.id, 'pause', COMMAND)).rejects.toMatchObject({ code: 'job_transition' });
    await database.jobs.order(job.id, 'resume', COMMAND);
    expect(await stateOf(id, 0)).toBe('held');
    await database.jobs.order(job.id, 'cancel', COMMAND);
    expect(await stateOf(id, 0)).toBe('cancelled');
    expect(await database.jobs.campaignWith(idOf(0))).not.toBe(id);
  });

  it('are taken over together with the job before them, or not at all', async () => {
    const first = (await aRunningCampaign(database, releaseId)).id;
    const second = await waiting({}, 7);
    const modest = await starting({ otherCampaigns: { policy: 'supersede', priority: 6 } });
    await finish(modest);
    expect([await states(first), await states(modest)]).toEqual([all('waiting'), all('excluded device_in_campaign')]);
    const urgent = await starting({ otherCampaigns: { policy: 'supersede', priority: 7 } });
    await finish(urgent);
    expect([await states(first), await states(second), await states(urgent)]).toEqual([
      ...[all('cancelled superseded'), all('cancelled superseded'), all('waiting')],
    ]);
  });

  it('are counted as they are, whoever gives the device on', async () => {
    const first = (await aRunningCampaign(database, releaseId)).id;
    const second = await waiting();
    await succeed(first);
    const [counts] = await database.campaigns.counts(second, NOW);
    expect(counts).toMatchObject({ wave: 0, due: DEVICES, jobs: { waiting: DEVICES, held: 0 } });
    sql = new pg.Client(test.connection);
    await sql.connect();
    const { rows } = await sql.query(
      'SELECT device_id FROM jobs WHERE ended_at IS NULL GROUP BY device_id HAVING count(*) > 1',
    );
    await sql.end();
    expect(rows).toEqual([]);
  });
});
