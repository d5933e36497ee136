import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { parseSelection } from '@twinbank/selection';
import type { ReportPlace } from '@twinbank/rollout';

import type { Database } from '../database.js';
import type { DeviceDraft } from './devices.js';
import { DEVICE_JOB_LIST } from '../lists/campaign-list.js';
import { DEVICE_LIST } from '../lists/device-list.js';
import { vocabularyOf } from '../lists/list-definition.js';
import { listed } from '../testing/listed.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import {
  aFleet,
  aProduct,
  aRunningCampaign,
  mirroredStatus,
  idOf,
  NEW,
  NOW,
  OLD,
  COMMAND,
} from '../testing/test-fleet.js';

const aDevice = (number: number, given: Partial<DeviceDraft> = {}): DeviceDraft => ({
  id: idOf(number),
  product: 'pump',
  hardware: 'A',
  keyEpoch: 1,
  ...given,
});

describe.each(TEST_DATABASES)('devices on %s', (_name, open) => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.empty();
    await database.products.create(aProduct(), COMMAND);
  });

  it('are added by thousands, and those that exist are named and left as they are', async () => {
    const drafts = Array.from({ length: 3000 }, (_, number) => aDevice(number));
    expect(await database.devices.provision(drafts, COMMAND)).toEqual({
      created: drafts.map(({ id }) => id),
      existing: [],
      again: new Map(),
      beyond: new Map(),
    });
    const again = await database.devices.provision([aDevice(5, { keyEpoch: 2 }), aDevice(3000)], COMMAND);
    expect(again).toEqual({ created: [idOf(3000)], existing: [idOf(5)], again: new Map(), beyond: new Map() });
    expect(await database.devices.get(idOf(5))).toEqual({
      ...aDevice(5),
      state: 'active',
      ticketSequence: 0,
      online: false,
      createdAtMs: expect.any(Number),
      tags: [],
      keyGeneration: 0,
      attributes: {},
      reported: {},
      version: 1,
    });
    expect(await database.devices.count({})).toBe(3001);
  });

  it('are counted by their products as they come, move and go, and however often that is added up', async () => {
    await database.products.create(aProduct('valve'), COMMAND);
    const client = new pg.Client(test.connection);
    await client.connect();
    const totals = async (): Promise<(number | undefined)[]> => {
      const counts: (number | undefined)[] = [];
      for (const filter of ['product==pump', 'product==valve', 'product==*', 'product==tap']) {
        const selection = parseSelection(filter, vocabularyOf(DEVICE_LIST), NOW);
        counts.push((await database.lists.page(DEVICE_LIST, { selection, limit: 1, total: true })).total?.count);
      }
      return counts;
    };
    expect(await totals()).toEqual([0, 0, 0, 0]);
    // One that exists already is not counted again.
    await database.devices.provision([aDevice(1), aDevice(2), aDevice(3), aDevice(4)], COMMAND);
    await database.devices.provision([aDevice(1), aDevice(5, { product: 'valve' })], COMMAND);
    expect(await totals()).toEqual([4, 1, 5, 0]);
    await client.query(`UPDATE devices SET product = 'valve', hardware = 'B' WHERE id IN ($1, $2)`, [idOf(1), idOf(2)]);
    expect(await totals()).toEqual([2, 3, 5, 0]);
    await client.query('DELETE FROM devices WHERE id IN ($1, $2)', [idOf(2), idOf(3)]);
    expect(await totals()).toEqual([1, 2, 3, 0]);
    const rows = async (): Promise<unknown> =>
      (await client.query('SELECT product, devices FROM device_counts ORDER BY product')).rows;
    await database.deviceCounts.gather();
    expect(await rows()).toHaveLength(8);
    // Far more changes than products: they are added up, and the counts stay as they are.
    for (let number = 10; number < 270; number++) await database.devices.provision([aDevice(number)], COMMAND);
    await Promise.all([database.deviceCounts.gather(), database.deviceCounts.gather()]);
    expect(await totals()).toEqual([261, 2, 263, 0]);
    expect(await rows()).toEqual([
      { product: 'pump', devices: 261 },
      { product: 'valve', devices: 2 },
    ]);
    await client.end();
  });

  it('are added all or none if one names an unknown product', async () => {
    await expect(
      database.devices.provision([aDevice(1), aDevice(2, { product: 'valve' })], COMMAND),
    ).rejects.toMatchObject({ code: 'product_unknown' });
    expect(await database.devices.count({})).toBe(0);
  });

  it('keep the last status of a batch, and statuses of unknown devices are ignored', async () => {
    await database.devices.provision([aDevice(1), aDevice(2)], COMMAND);
    await database.devices.applyStatuses([
      { deviceId: idOf(1), status: mirroredStatus(OLD), seenAtMs: NOW },
      { deviceId: idOf(9), status: mirroredStatus(OLD), seenAtMs: NOW },
      {
        deviceId: idOf(1),
        status: mirroredStatus(NEW, { active: 2, confirmed: false, counter: 0xffffffff }),
        seenAtMs: NOW + 1,
      },
    ]);
    expect(await database.devices.get(idOf(1))).toMatchObject({
      running: { ...NEW, bank: 2, confirmed: false },
      counter: 0xffffffff,
      status: mirroredStatus(NEW, { active: 2, confirmed: false, counter: 0xffffffff }),
      lastSeenAtMs: NOW + 1,
    });
    expect(await database.devices.get(idOf(2))).not.toHaveProperty('running');
    expect(await database.devices.find(idOf(9))).toBeUndefined();
  });

  it('keep what they reported last, even if another server writes an older report later', async () => {
    await database.devices.provision([aDevice(1)], COMMAND);
    const say = (image: typeof OLD, seenAtMs: number): Promise<void> =>
      database.devices.applyStatuses([{ deviceId: idOf(1), status: mirroredStatus(image), seenAtMs }]);
    await database.devices.applyPresence([{ deviceId: idOf(1), online: true, seenAtMs: NOW + 9 }]);
    await say(NEW, NOW + 5);
    await say(OLD, NOW + 4);
    expect(await database.devices.get(idOf(1))).toMatchObject({
      running: NEW,
      status: mirroredStatus(NEW),
      lastSeenAtMs: NOW + 9,
    });
    await say(OLD, NOW + 5);
    expect(await database.devices.get(idOf(1))).toMatchObject({ running: OLD });
  });

  it('keep what they report after the clock was put back', async () => {
    await database.devices.provision([aDevice(1)], COMMAND);
    const say = (image: typeof OLD, seenAtMs: number): Promise<void> =>
      database.devices.applyStatuses([{ deviceId: idOf(1), status: mirroredStatus(image), seenAtMs }]);
    await say(OLD, NOW);
    await say(NEW, NOW - 60_000);
    expect(await database.devices.get(idOf(1))).toMatchObject({ running: OLD });
    await say(NEW, NOW - 86_400_000);
    expect(await database.devices.get(idOf(1))).toMatchObject({ running: NEW, status: mirroredStatus(NEW) });
    await say(OLD, NOW - 86_400_000 + 1);
    expect(await database.devices.get(idOf(1))).toMatchObject({ running: OLD });
  });

  it('were not last seen in the future, once the clock is right again', async () => {
    await database.devices.provision([aDevice(1)], COMMAND);
    await database.devices.applyPresence([{ deviceId: idOf(1), online: true, seenAtMs: NOW + 86_400_000 }]);
    await database.devices.applyPresence([{ deviceId: idOf(1), online: true, seenAtMs: NOW }]);
    expect((await database.devices.get(idOf(1))).lastSeenAtMs).toBe(NOW);
    await database.devices.applyStatuses([
      { deviceId: idOf(1), status: mirroredStatus(OLD), seenAtMs: NOW - 86_400_000 },
    ]);
    expect((await database.devices.get(idOf(1))).lastSeenAtMs).toBe(NOW - 86_400_000);
  });

  it('continue in their own count, only from where they were seen', async () => {
    await database.devices.provision([aDevice(1), aDevice(2)], COMMAND);
    const [first, second] = [1, 2].map((start) => ({ start, seq: 2 ** 31, atMs: NOW + start })) as [
      ReportPlace,
      ReportPlace,
    ];
    const deviceId = idOf(1);
    expect(await database.devices.advance([{ deviceId, place: first }])).toEqual([deviceId]);
    expect(await database.devices.advance([{ deviceId, place: second }])).toEqual([]);
    expect(await database.devices.places([deviceId, idOf(2)])).toEqual(new Map([[deviceId, first]]));
    expect(await database.devices.advance([{ deviceId, place: second, before: first }])).toEqual([deviceId]);
    const say = (image: typeof OLD, place: ReportPlace): Promise<void> =>
      database.devices.applyStatuses([{ deviceId, status: mirroredStatus(image), seenAtMs: NOW + 9, place }]);
    await say(NEW, second);
    await say(OLD, first);
    expect(await database.devices.get(deviceId)).toMatchObject({ running: NEW });
  });

  it('keep the attributes of a hello that another report of the same start overtook, and none of an earlier start', async () => {
    await database.devices.provision([aDevice(1)], COMMAND);
    const deviceId = idOf(1);
    const [hello, stage, next] = [
      { start: 5, seq: 0, atMs: NOW },
      { start: 5, seq: 1, atMs: NOW },
      { start: 6, seq: 0, atMs: NOW },
    ] as const;
    const reported = async () => (await database.devices.get(deviceId)).reported;
    const status = { deviceId, status: mirroredStatus(OLD), seenAtMs: NOW };
    await database.devices.advance([{ deviceId, place: hello }]);
    await database.devices.applyAttributes([{ deviceId, attributes: { line: 1 }, place: stage }]);
    expect(await reported()).toEqual({});
    await database.devices.advance([{ deviceId, place: stage, before: hello }]);
    await database.devices.applyStatuses([{ ...status, place: hello, attributes: { line: 2 } }]);
    expect(await reported()).toEqual({ line: 2 });
    await database.devices.applyAttributes([{ deviceId, attributes: { line: 3 }, place: hello }]);
    expect(await reported()).toEqual({ line: 3 });
    await database.devices.advance([{ deviceId, place: next, before: stage }]);
    await database.devices.applyAttributes([{ deviceId, attributes: { line: 4 }, place: hello }]);
    await database.devices.applyStatuses([{ ...status, place: stage, attributes: { line: 5 } }]);
    expect(await reported()).toEqual({ line: 3 });
  });

  it('have their tickets numbered from where they say they are, but not back, and not to the end of the numbers', async () => {
    await database.devices.provision([aDevice(1)], COMMAND);
    const said = async (ticketSequence: number): Promise<number> => {
      await database.devices.applyStatuses([
        { deviceId: idOf(1), status: mirroredStatus(OLD, { ticketSequence }), seenAtMs: NOW },
      ]);
      return (await database.devices.get(idOf(1))).ticketSequence;
    };
    expect(await said(41)).toBe(41);
    expect(await said(7)).toBe(41);
    expect(await said(0x7fffffff)).toBe(41);
    await database.devices.applyStatuses([{ deviceId: idOf(1), status: mirroredStatus(OLD), seenAtMs: NOW }]);
    expect((await database.devices.get(idOf(1))).ticketSequence).toBe(41);
  });

  it('survive a status with characters that PostgreSQL cannot hold, and so do the others of the batch', async () => {
    await database.devices.provision([aDevice(1), aDevice(2)], COMMAND);
    const odd = { version: '1.0.0\0\ud800', digest: OLD.digest };
    await database.devices.applyStatuses([
      { deviceId: idOf(1), status: mirroredStatus(odd), seenAtMs: NOW },
      { deviceId: idOf(2), status: mirroredStatus(OLD), seenAtMs: NOW },
    ]);
    expect((await database.devices.get(idOf(1))).running?.version).toBe('1.0.0\ufffd\ufffd');
    expect((await database.devices.get(idOf(2))).running?.version).toBe('1.0.0');
  });

  it('are online or not as last reported, and all offline when a broker starts anew', async () => {
    await database.devices.provision([aDevice(1), aDevice(2)], COMMAND);
    await database.devices.applyPresence([
      { deviceId: idOf(1), online: true, seenAtMs: NOW },
      { deviceId: idOf(2), online: true, seenAtMs: NOW },
      { deviceId: idOf(2), online: false, seenAtMs: NOW + 1 },
    ]);
    expect((await database.devices.list({ online: true }, { limit: 9 })).items.map(({ id }) => id)).toEqual([idOf(1)]);
    await database.devices.allOffline();
    expect(await database.devices.count({ online: true })).toBe(0);
  });

  it('are listed by id, page by page, by every filter at once', async () => {
    await database.products.create(aProduct('valve'), COMMAND);
    await database.devices.provision(
      [
        ...Array.from({ length: 7 }, (_, number) => aDevice(number, { hardware: number % 2 ? 'B' : 'A' })),
        aDevice(8, { product: 'valve' }),
      ],
      COMMAND,
    );
    await database.devices.applyStatuses(
      [0, 1, 3].map((number) => ({ deviceId: idOf(number), status: mirroredStatus(OLD), seenAtMs: NOW })),
    );
    await database.devices.deactivate(idOf(3), COMMAND);
    const first = await database.devices.list({ product: 'pump' }, { limit: 4 });
    expect(first.items.map(({ id }) => id)).toEqual([0, 1, 2, 3].map(idOf));
    const second = await database.devices.list({ product: 'pump' }, { limit: 4, after: first.next });
    expect(second.items.map(({ id }) => id)).toEqual([4, 5, 6].map(idOf));
    expect(second.next).toBeUndefined();
    const filter = { product: 'pump', hardware: 'B', state: 'active', version: '1.0.0', online: false } as const;
    expect((await database.devices.list(filter, { limit: 4 })).items.map(({ id }) => id)).toEqual([idOf(1)]);
    expect(await database.devices.count(filter)).toBe(1);
    expect(await database.devices.byIds([idOf(8), 'nobody'])).toEqual([
      expect.objectContaining({ id: idOf(8), product: 'valve' }),
    ]);
  });

  it('are deactivated, and their open job is cancelled with a record of it', async () => {
    await database.devices.provision([aDevice(99)], COMMAND);
    const { releaseId } = await aFleet(database, 2);
    const campaign = await aRunningCampaign(database, releaseId);
    expect(await database.devices.deactivate(idOf(1), COMMAND)).toMatchObject({ state: 'inactive' });
    expect(await database.devices.deactivate(idOf(1), COMMAND)).toMatchObject({ state: 'inactive' });
    expect(await listed(database, DEVICE_JOB_LIST, { device: idOf(1) })).toEqual([
      expect.objectContaining({ state: 'cancelled', fault: 'job_cancelled', endedAtMs: NOW }),
    ]);
    const events = await database.events.list({ deviceId: idOf(1) }, { limit: 9 });
    expect(events.items.map(({ kind, campaignId }) => [kind, campaignId])).toEqual([
      ['device_deactivated', undefined],
      ['job_cancelled', campaign.id],
    ]);
    await expect(database.devices.deactivate('nobody', COMMAND)).rejects.toMatchObject({ code: 'device_unknown' });
  });
});
