import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { JOINED_ORDINAL, placeOf, type CampaignConfig } from '@twinbank/campaign';

import type { Database } from '../../database.js';
import { CAMPAIGN_JOB_LIST } from '../../lists/campaign-list.js';
import { listed } from '../../testing/listed.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../../testing/test-database.js';
import {
  aFleet,
  anOrder,
  aRunningCampaign,
  claimed,
  COMMAND,
  idOf,
  NEW,
  NOW,
  mirroredStatus,
} from '../../testing/test-fleet.js';

describe.each(TEST_DATABASES)('dynamic campaigns on %s', (_name, open) => {
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

  const FILTER = 'tags==pilot';
  const begun = async (given: Partial<CampaignConfig> = {}): Promise<number> =>
    (await aRunningCampaign(database, releaseId, { dynamic: true, selection: { filter: FILTER }, ...given })).id;
  const tag = (id: string, ...tags: string[]) => database.devices.change(id, { tags }, COMMAND);
  const takeIn = (id: number, limit = 100) =>
    database.plans.joiners
      .takeIn(id, anOrder(), { limit, nowMs: NOW })
      .then(({ looked, joined }) => ({ looked, joined }));
  const jobs = async (campaign: number) =>
    (await listed(database, CAMPAIGN_JOB_LIST, { campaign })).map(({ deviceId, wave, ordinal, state }) => [
      deviceId,
      wave,
      ordinal,
      state,
    ]);

  it('begin without a device, and take in those that begin to match, each once', async () => {
    const id = await begun();
    expect((await database.campaigns.get(id)).state).toBe('running');
    expect(await takeIn(id)).toEqual({ looked: 0, joined: 0 });
    await tag(idOf(2), 'pilot');
    await tag(idOf(1), 'other');
    expect(await takeIn(id)).toEqual({ looked: 2, joined: 1 });
    expect(await jobs(id)).toEqual([[idOf(2), 0, JOINED_ORDINAL, 'waiting']]);
    await tag(idOf(2), 'pilot', 'more');
    expect(await takeIn(id)).toEqual({ looked: 0, joined: 0 });
    const { items } = await database.events.list({ campaignId: id }, { limit: 99 });
    expect(items.at(-1)).toMatchObject({ kind: 'campaign_joined', data: { devices: 1, sample: [idOf(2)] } });
    expect((await claimed(database, { campaignId: id, wave: 0, count: 9, nowMs: NOW })).length).toBe(1);
  });

  it('are held back as control by their hash, once somebody has the release, and stay so', async () => {
    const id = await begun({ control: { percent: 50 }, waves: [{ percent: 100 }] });
    const isLow = (device: string): boolean => placeOf(String(id), device) < 2 ** 28;
    // Devices are named so that half of them are held back, whatever number the campaign has.
    const names = Array.from({ length: 100 }, (_, nth) => `late-${nth}`);
    const held = names.filter(isLow).slice(0, 2);
    const [first, ...free] = names.filter((name) => !isLow(name)).slice(0, 2);
    expect([held.length, free.length]).toEqual([2, 1]);
    const ids = [first!, ...free, ...held];
    await database.devices.provision(
      ids.map((name) => ({ id: name, product: 'pump', hardware: 'A', keyEpoch: 1 })),
      COMMAND,
    );
    await database.devices.applyStatuses(
      ids.map((deviceId) => ({ deviceId, status: mirroredStatus(), seenAtMs: NOW })),
    );
    expect(await takeIn(id)).toMatchObject({ joined: 0 });
    await tag(first!, 'pilot');
    expect(await takeIn(id)).toEqual({ looked: 1, joined: 1 });
    for (const device of [...free, ...held]) await tag(device, 'pilot');
    expect(await takeIn(id)).toEqual({ looked: 3, joined: 1 });
    expect(await database.jobs.excluded(id)).toMatchObject([{ reason: 'control_group', devices: 2 }]);
    for (const device of held) await tag(device, 'pilot', 'more');
    expect(await takeIn(id)).toEqual({ looked: 0, joined: 0 });
  });

  it('take in new devices once they report something that matches', async () => {
    const id = await begun({ selection: { filter: 'version==1.0.0,attr.site==lyon' } });
    expect(await jobs(id)).toHaveLength(4);
    await database.devices.provision([{ id: 'late', product: 'pump', hardware: 'A', keyEpoch: 1 }], COMMAND);
    expect(await takeIn(id)).toEqual({ looked: 1, joined: 0 });
    await database.devices.applyStatuses([{ deviceId: 'late', status: mirroredStatus(), seenAtMs: NOW }]);
    expect(await takeIn(id)).toEqual({ looked: 1, joined: 1 });
  });

  it('take in who is put into their group', async () => {
    const { id: group } = await database.groups.add(
      { id: 'g-night', name: 'night', project: 'default', description: '' },
      COMMAND,
    );
    const id = await begun({ selection: { filter: 'group==night' } });
    await database.groups.list(group, { add: [idOf(1)] }, COMMAND);
    expect(await takeIn(id)).toEqual({ looked: 1, joined: 1 });
  });

  it('leave out, without a job, who could not take the release, and look again when that changes', async () => {
    const id = await begun();
    await database.devices.applyStatuses([{ deviceId: idOf(0), status: mirroredStatus(NEW), seenAtMs: NOW }]);
    await tag(idOf(0), 'pilot');
    expect(await takeIn(id)).toEqual({ looked: 1, joined: 0 });
    expect(await jobs(id)).toEqual([]);
    await database.devices.applyStatuses([{ deviceId: idOf(0), status: mirroredStatus(), seenAtMs: NOW }]);
    expect(await takeIn(id)).toEqual({ looked: 1, joined: 1 });
  });

  it('take a device whose job in another campaign has ended', async () => {
    const other = await aRunningCampaign(database, releaseId, { selection: { deviceIds: [idOf(3)] } });
    const id = await begun();
    await tag(idOf(3), 'pilot');
    expect(await takeIn(id)).toEqual({ looked: 1, joined: 0 });
    await database.jobs.cancelIdle(other.id, { nowMs: NOW, limit: 9 });
    expect(await takeIn(id)).toEqual({ looked: 1, joined: 1 });
  });

  it('take over jobs that no device has begun with, where they supersede others', async () => {
    const other = await aRunningCampaign(database, releaseId, { selection: { deviceIds: [idOf(3)] } });
    await claimed(database, { campaignId: other.id, wave: 0, count: 1, nowMs: NOW });
    const id = await begun({ otherCampaigns: { policy: 'supersede', priority: 1 } });
    await tag(idOf(3), 'pilot');
    const { joined, withdrawn } = await database.plans.joiners.takeIn(id, anOrder(), { limit: 9, nowMs: NOW });
    expect([joined, withdrawn.map(({ deviceId }) => deviceId)]).toEqual([1, [idOf(3)]]);
    expect(await database.jobs.findOf(other.id, idOf(3))).toMatchObject({ state: 'cancelled', fault: 'superseded' });
  });

  it('keep the shares of their waves, a few at a time', async () => {
    const id = await begun({ waves: [{ count: 1 }, { percent: 50 }, { percent: 100 }] });
    for (const number of [0, 1, 2, 3]) await tag(idOf(number), 'pilot');
    expect(await takeIn(id, 3)).toEqual({ looked: 3, joined: 3 });
    expect(await takeIn(id, 3)).toEqual({ looked: 1, joined: 1 });
    const sizes = [0, 0, 0];
    for (const [, wave] of await jobs(id)) sizes[wave as number]! += 1;
    expect(sizes).toEqual([1, 1, 2]);
    expect((await jobs(id)).map(([, , ordinal]) => ordinal).sort()).toEqual(
      [0, 1, 2, 3].map((nth) => JOINED_ORDINAL + nth),
    );
  });

  it('write down nobody once they are over, or for campaigns that are not dynamic, or of another product', async () => {
    const id = await begun();
    await tag(idOf(0), 'pilot');
    const before = await database.campaigns.get(id);
    await database.campaigns.save(before, { campaign: { ...before, state: 'stopping' }, effects: [] }, NOW);
    const left = async () => (await test.database.plans.joiners.takeIn(id, anOrder(), { limit: 9, nowMs: NOW })).looked;
    expect(await left()).toBe(0);
    const client = await sql();
    await tag(idOf(1), 'pilot');
    const { rows } = await client.query('SELECT count(*)::int AS n FROM campaign_joiners');
    await client.end();
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('lose no change that happens while they look', async () => {
    const id = await begun();
    await tag(idOf(0), 'other');
    const client = await sql();
    await client.query('BEGIN');
    await client.query(`UPDATE devices SET tags = '{pilot}' WHERE id = $1`, [idOf(0)]);
    const looking = takeIn(id);
    await sleep(200);
    await client.query('COMMIT');
    await client.end();
    const first = await looking;
    const second = await takeIn(id);
    expect(first.joined + second.joined).toBe(1);
  });

  async function sql() {
    const client = new pg.Client(test.connection);
    await client.connect();
    return client;
  }
});
