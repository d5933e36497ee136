import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { DeviceHealth } from '@twinbank/protocol';

import type { Database } from '../database.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import { aProduct, COMMAND, idOf, NOW } from '../testing/test-fleet.js';

const health = (missedDeadlines: number): DeviceHealth => ({
  digest: 'ab'.repeat(32),
  version: '1.1.0',
  countedMs: 60_000,
  boots: { 'power-on': 1, watchdog: 2 },
  watchdogResets: 2,
  missedDeadlines,
  numbers: { temperature: 40.25, __retries: 3 },
});
const at = (
  deviceId: string,
  missed: number,
  atMs = NOW,
): { deviceId: string; health: DeviceHealth; atMs: number } => ({ deviceId, health: health(missed), atMs });

describe.each(TEST_DATABASES)('the health of devices on %s', (_name, open) => {
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
    const drafts = [1, 2, 3].map((number) => ({ id: idOf(number), product: 'pump', hardware: 'A', keyEpoch: 1 }));
    await database.devices.provision(drafts, COMMAND);
  });

  const missedOf = async (number: number): Promise<number | undefined> =>
    (await database.deviceHealths.find(idOf(number)))?.health.missedDeadlines;

  it('is the last of a batch; unknown devices are ignored, and those that never told any are left out', async () => {
    await database.deviceHealths.apply([at(idOf(1), 1), at(idOf(9), 1), at(idOf(1), 2), at(idOf(2), 5)]);
    const known = await database.deviceHealths.byDevices([1, 2, 3, 9].map(idOf));
    expect([...known.keys()].sort()).toEqual([idOf(1), idOf(2)]);
    expect(known.get(idOf(1))).toEqual({ health: health(2), atMs: NOW });
    expect(await database.deviceHealths.find(idOf(3))).toBeUndefined();
  });

  it('is replaced by what is newer, and not by what is older, unless a clock was put back', async () => {
    await database.deviceHealths.apply([at(idOf(1), 1)]);
    await database.deviceHealths.apply([at(idOf(1), 2, NOW - 1000)]);
    expect(await missedOf(1)).toBe(1);
    await database.deviceHealths.apply([at(idOf(1), 3, NOW + 1)]);
    expect(await missedOf(1)).toBe(3);
    await database.deviceHealths.apply([at(idOf(1), 4, NOW - 61_000)]);
    expect(await missedOf(1)).toBe(4);
  });

  it('of a device that tells its place is stored until the device starts anew, whatever else it has said since', async () => {
    const place = { start: 5, seq: 7, atMs: NOW };
    await database.devices.advance([{ deviceId: idOf(1), place }]);
    for (const other of [{ start: 4 }, { start: 6 }, { seq: 8 }])
      await database.deviceHealths.apply([{ ...at(idOf(1), 1), place: { ...place, ...other } }]);
    expect(await missedOf(1)).toBeUndefined();
    await database.deviceHealths.apply([{ ...at(idOf(1), 1), place: { ...place, seq: 6 } }]);
    expect(await missedOf(1)).toBe(1);
    await database.deviceHealths.apply([{ ...at(idOf(1), 2), place }]);
    expect(await missedOf(1)).toBe(2);
  });

  it('of devices of other projects is not there', async () => {
    await database.deviceHealths.apply([at(idOf(1), 1)]);
    const reach = (project: string) => database.within(new Set([project]) as never).deviceHealths;
    expect(await reach('default').find(idOf(1))).toBeDefined();
    expect(await reach('motors').find(idOf(1))).toBeUndefined();
  });
});
