import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { Database } from '../database.js';
import { revisionOf } from '../revision.js';
import { aCommand, OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import { aProduct, COMMAND, idOf, mirroredStatus, NOW, OLD } from '../testing/test-fleet.js';

describe.each(TEST_DATABASES)('moving a device to another product, in %s', (_name, open) => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());

  const id = idOf(1);
  beforeEach(async () => {
    await test.empty();
    await database.products.create(aProduct(), COMMAND);
    await database.products.create({ ...aProduct(), name: 'fan', hardware: ['B'] }, COMMAND);
    await database.devices.provision([{ id, product: 'pump', hardware: 'A', keyEpoch: 1 }], COMMAND);
  });

  const move = (to: Partial<{ product: string; hardware: string }> = {}, command = COMMAND): Promise<number> =>
    database.devices.move(id, { product: 'fan', hardware: 'B', epoch: 2, ...to }, command);
  const deactivate = () => database.devices.deactivate(id, COMMAND);
  const refused = (moving: Promise<unknown>, code: string): Promise<void> =>
    expect(moving).rejects.toMatchObject({ code });

  it('gives it a key that it never had, alone, and forgets what it reported', async () => {
    await database.devices.change(id, { tags: ['pilot'], attributes: { site: 'lyon' } }, COMMAND);
    const place = { start: 7, seq: 3, atMs: NOW };
    await database.devices.advance([{ deviceId: id, place }]);
    const status = mirroredStatus(OLD);
    await database.devices.applyStatuses([{ deviceId: id, status, attributes: { rack: 'r1' }, seenAtMs: NOW, place }]);
    const health = { digest: 'ab'.repeat(32), version: '1.0.0', countedMs: 1, boots: {}, watchdogResets: 0 };
    await database.deviceHealths.apply([
      { deviceId: id, health: { ...health, missedDeadlines: 0, numbers: {} }, atMs: NOW },
    ]);
    await database.devices.rekey(id, { epoch: 1, oldUntilMs: NOW + 1000, activeIn: 'everywhere' }, COMMAND);
    await deactivate();
    expect(await database.devices.get(id)).toMatchObject({ running: { version: '1.0.0' }, reported: { rack: 'r1' } });
    expect(await move()).toBe(2);
    const device = await database.devices.get(id);
    for (const forgotten of ['running', 'counter', 'status', 'otherKey', 'oldKeyUntilMs'] as const)
      expect([forgotten, device[forgotten]]).toEqual([forgotten, undefined]);
    expect(device).toMatchObject({ product: 'fan', hardware: 'B', keyEpoch: 2, keyGeneration: 2, state: 'inactive' });
    expect(device).toMatchObject({ tags: ['pilot'], attributes: { site: 'lyon' }, reported: {} });
    expect(await database.deviceHealths.find(id)).toBeUndefined();
    expect((await database.devices.places([id])).size).toBe(0);
    const { items } = await database.events.list({ deviceId: id }, { limit: 100 });
    expect(items.at(-1)).toMatchObject({
      kind: 'device_moved',
      data: { product: 'fan', hardware: 'B', epoch: 2, generation: 2 },
    });
  });

  it('is for a deactivated one alone, and changes nothing of another', async () => {
    await refused(move(), 'device_active');
    expect(await database.devices.get(id)).toMatchObject({ product: 'pump', keyGeneration: 0 });
  });

  it('goes to a revision that the product has, in the same project', async () => {
    await deactivate();
    await refused(move({ hardware: 'A' }), 'hardware_unknown');
    await refused(move({ product: 'nothing' }), 'product_unknown');
    await database.projects.create({ name: 'motors', title: 'Motors' }, aCommand());
    await database.products.create({ ...aProduct(), name: 'motor', project: 'motors' }, COMMAND);
    await refused(move({ product: 'motor', hardware: 'A' }), 'product_foreign');
    await refused(
      database.within(['default']).devices.move(id, { product: 'motor', hardware: 'A', epoch: 1 }, COMMAND),
      'product_unknown',
    );
    await refused(
      database.within(['motors']).devices.move(id, { product: 'motor', hardware: 'A', epoch: 1 }, COMMAND),
      'device_unknown',
    );
    expect(await database.devices.get(id)).toMatchObject({ product: 'pump', keyGeneration: 0 });
  });

  it('once more gives another key, and at the revision that is named alone', async () => {
    await deactivate();
    const onlyAt = [revisionOf(await database.devices.get(id))];
    expect(await move({}, { ...COMMAND, onlyAt })).toBe(1);
    await refused(move({}, { ...COMMAND, onlyAt }), 'precondition_failed');
    expect(await move()).toBe(2);
  });

  it('of two at once lets one win', async () => {
    await deactivate();
    await database.products.create({ ...aProduct(), name: 'valve' }, COMMAND);
    const moves = await Promise.allSettled([move(), move({ product: 'valve', hardware: 'A' }), move()]);
    const generations = moves.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(new Set(generations).size).toBe(generations.length);
    expect((await database.devices.get(id)).keyGeneration).toBe(Math.max(...generations));
    for (const one of moves) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict' });
  });
});
