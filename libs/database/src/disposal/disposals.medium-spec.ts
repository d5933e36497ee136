import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { EMPTY_TALLY, tallied } from '@twinbank/campaign';

import type { Database } from '../database.js';
import { DEVICE_JOB_LIST } from '../lists/campaign-list.js';
import { listed } from '../testing/listed.js';
import {
  OPEN_TIMEOUT_MS,
  openBehindCutter,
  TEST_DATABASE_KINDS,
  TEST_DATABASES,
  type TestDatabase,
} from '../testing/test-database.js';
import { aFleet, anOrder, aRunningCampaign, COMMAND, idOf, mirroredStatus, NOW } from '../testing/test-fleet.js';
import type { KeptDisposalReceipt } from './disposal.js';

const RECEIPT: KeptDisposalReceipt = {
  said: new Uint8Array(40).fill(7),
  atMs: NOW + 2,
  key: { epoch: 1, generation: 0 },
  acknowledgement: 'e30.e30.AA',
  acknowledgedAtMs: NOW + 2,
};
const kindsOf = async ({ events }: Database, deviceId: string): Promise<string[]> =>
  (await events.list({ deviceId }, { limit: 20 })).items.map(({ kind }) => kind);

describe.each(TEST_DATABASES)('a device whose end was ordered, on %s', (name, open) => {
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

  const ended = (index: number) => database.disposals.order(idOf(index), { reason: 'scrapped' }, COMMAND);

  it('is counted with no master key from then on, also where its key changes after that', async () => {
    const { deviceKeyCounts, devices } = database;
    await devices.rekey(idOf(1), { epoch: 2, oldUntilMs: Date.now() + 60_000, activeIn: 'everywhere' }, COMMAND);
    expect(await deviceKeyCounts.all()).toEqual([
      { epoch: 1, nextEpoch: 2, devices: 1 },
      { epoch: 1, nextEpoch: null, devices: 3 },
    ]);
    await devices.deactivate(idOf(3), COMMAND);
    await Promise.all([ended(0), ended(1)]);
    const left = [{ epoch: 1, nextEpoch: null, devices: 2 }];
    expect(await deviceKeyCounts.all()).toEqual(left);
    // It comes from a drawer with the key that waited for it.
    expect(await devices.takeKey(idOf(1), { epoch: 2, generation: 1 }, NOW)).toBe(true);
    await database.disposals.confirm(idOf(0), 1, RECEIPT);
    expect(await deviceKeyCounts.all()).toEqual(left);
    await deviceKeyCounts.gather();
    expect(await deviceKeyCounts.all()).toEqual(left);
  });

  it('ends the open job of its device, which says why', async () => {
    const campaign = await aRunningCampaign(database, releaseId, { selection: { deviceIds: [idOf(0)] } });
    await ended(0);
    expect(await listed(database, DEVICE_JOB_LIST, { device: idOf(0) })).toEqual([
      expect.objectContaining({
        ...{ campaignId: campaign.id, state: 'cancelled', fault: 'job_cancelled', detail: 'the device is disposed of' },
      }),
    ]);
  });

  it('is in no plan, forecast or count of a campaign: it is not left out, it is not there', async () => {
    const inPlan = async () => {
      const { groups } = await database.plans.groups({ product: 'pump', selection: {}, atMs: NOW }, { limit: 100 });
      return tallied(EMPTY_TALLY, groups, anOrder());
    };
    await database.devices.deactivate(idOf(3), COMMAND);
    const excluded = [{ reason: 'device_inactive', devices: 1, sample: [idOf(3)] }];
    expect(await inPlan()).toEqual({ eligible: 3, excluded });
    await ended(0);
    expect(await inPlan()).toEqual({ eligible: 2, excluded });
    const { id } = await aRunningCampaign(database, releaseId, { selection: { deviceIds: [0, 1].map(idOf) } });
    expect(await kindsOf(database, idOf(0))).toEqual(['device_disposal_ordered']);
    expect(await database.campaigns.get(id)).toMatchObject({ state: 'running' });
    const client = new pg.Client(test.connection);
    await client.connect();
    const { rows } = await client.query('SELECT device_id AS id FROM jobs WHERE campaign_id = $1', [id]);
    await client.end();
    expect(rows).toEqual([{ id: idOf(1) }]);
  });

  it('neither holds a key set nor lags behind one', async () => {
    const status = (keySet: number) => mirroredStatus(undefined, { understands: ['key-sets'], keySet });
    const said = [0, 1, 2, 3].map((index) => ({
      deviceId: idOf(index),
      status: status(1 + (index % 2)),
      seenAtMs: NOW + 1,
    }));
    await database.devices.applyStatuses(said);
    const spread = async () =>
      (await database.keySets.spread([{ product: 'pump', set: { version: 2 } } as never])).get('pump');
    expect(await spread()).toEqual({ holding: 2, behind: 2, isExact: true });
    await Promise.all([ended(0), ended(1)]);
    expect(await spread()).toEqual({ holding: 1, behind: 1, isExact: true });
  });

  it('has no refused connection written down once it was disposed of: it is somebody else’s', async () => {
    const refusal = { code: 'token_invalid', address: '203.0.113.9', atMs: NOW + 1 };
    const trouble = { deviceId: idOf(0), refusal, contestedAtMs: NOW + 1 };
    await ended(0);
    await database.devices.noteTroubles([trouble]);
    expect((await database.devices.get(idOf(0))).lastRefusal).toMatchObject({ code: 'token_invalid' });
    await database.disposals.confirm(idOf(0), 1, RECEIPT);
    await database.devices.noteTroubles([trouble]);
    const { lastRefusal, identityContestedAtMs } = await database.devices.get(idOf(0));
    expect([lastRefusal, identityContestedAtMs]).toEqual([undefined, undefined]);
  });

  it('was ordered once, whoever gave the order at the same moment, and has one receipt', async () => {
    const other = name === 'PostgreSQL' ? await test.another() : database;
    const both = [database, other];
    const ordered = await Promise.all(
      both.map(({ disposals }, index) => disposals.order(idOf(0), { reason: `reason ${index}` }, COMMAND)),
    );
    expect([...ordered].sort()).toEqual([false, true]);
    expect((await database.disposals.find(idOf(0)))!.reason).toBe(`reason ${ordered.indexOf(true)}`);
    const orders = await Promise.all(
      both.map(({ disposals }, index) => disposals.keepOrder(idOf(0), 1, `o.${index}.s`)),
    );
    expect(new Set(orders).size).toBe(1);
    const kept = await Promise.all(
      both.map(({ disposals }, index) =>
        disposals.confirm(idOf(0), 1, { ...RECEIPT, acknowledgement: `a.${index}.s` }),
      ),
    );
    expect([...kept].sort()).toEqual([false, true]);
    expect((await other.disposals.find(idOf(0)))!.receipt!.acknowledgement).toBe(`a.${kept.indexOf(true)}.s`);
    expect(await kindsOf(database, idOf(0))).toEqual(['device_disposal_ordered', 'device_disposed']);
  });

  it('takes no device that is not meant into an order about many, whatever it was when it was selected', async () => {
    const also = ['never-seen', 'in-campaign'] as const;
    const order = (index: number) => database.disposals.order(idOf(index), { reason: 'x', also }, COMMAND);
    await expect(order(0)).rejects.toMatchObject({ code: 'disposal_unsupported' });
    expect((await database.devices.get(idOf(0))).state).toBe('active');
    const status = mirroredStatus(undefined, { understands: ['disposal'] });
    await database.devices.applyStatuses([{ deviceId: idOf(0), status, seenAtMs: NOW + 1 }]);
    expect([await order(0), await order(0)]).toEqual([true, false]);
  });
});

describe.each(TEST_DATABASE_KINDS)('a database of the kind %s that goes away between COMMIT and its answer', (kind) => {
  let test: Awaited<ReturnType<typeof openBehindCutter>>;
  beforeAll(async () => {
    test = await openBehindCutter(kind);
    await aFleet(test.database, 2);
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());

  it('has the order and the receipt of a disposal once, and says so when asked again', async () => {
    const { database, cutter } = test;
    const order = (reason: string) => database.disposals.order(idOf(0), { reason }, COMMAND);
    const confirm = (acknowledgement: string) =>
      database.disposals.confirm(idOf(0), 1, { ...RECEIPT, acknowledgement });
    cutter.cutAfter(/COMMIT/);
    await expect(order('first')).rejects.toMatchObject({ code: 'overloaded' });
    expect(await order('second')).toBe(false);
    await database.disposals.keepOrder(idOf(0), 1, 'o.1.s');
    cutter.cutAfter(/COMMIT/);
    await expect(confirm('first')).rejects.toMatchObject({ code: 'overloaded' });
    expect(await confirm('second')).toBe(false);
    expect(cutter.cuts).toBe(2);
    expect(await database.disposals.find(idOf(0))).toMatchObject({
      reason: 'first',
      receipt: { acknowledgement: 'first' },
    });
    expect(await kindsOf(database, idOf(0))).toEqual(['device_disposal_ordered', 'device_disposed']);
  });
});
