import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';

import type { Reach } from '@twinbank/access';

import { revisionOf } from '../revision.js';
import { aCommand, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import type { Device } from '../devices/device.js';

const HOUR_MS = 3_600_000;
/** What `known` says of the keys of a device. */
const keysOf = ({ keyEpoch, keyGeneration, otherKey, oldKeyUntilMs }: Device) => ({
  inUse: [keyEpoch, keyGeneration],
  ...(otherKey && { other: [otherKey.epoch, otherKey.generation] }),
  ...(oldKeyUntilMs !== undefined && { untilMs: oldKeyUntilMs }),
});

describe.each(TEST_DATABASES)('the keys of a device, in %s', (_name, open) => {
  let opened: TestDatabase;
  let number = 0;
  let id: string;
  beforeAll(async () => {
    opened = await open();
    await opened.database.products.create(
      { name: 'pump', part: 'STM32G484', hardware: ['A'], finishPolicy: 'mirror', allowUnencrypted: true },
      aCommand(),
    );
  }, 60_000);
  afterAll(() => opened.dispose());

  const NOW = Date.now();
  const devices = () => opened.database.devices;
  const aDevice = async (key?: string): Promise<string> => {
    id = `d-${number++}`;
    await devices().provision([{ id, product: 'pump', hardware: 'A', keyEpoch: 1 }], aCommand(NOW), key);
    return id;
  };
  const rekey = (oldUntilMs: number, epoch = 1, nowMs = NOW) =>
    devices().rekey(id, { epoch, oldUntilMs, activeIn: 'everywhere' }, aCommand(nowMs));
  const keys = async () => keysOf(await devices().get(id));
  const events = async () =>
    (await opened.database.events.list({ deviceId: id }, { limit: 100 })).items.map(({ kind, data }) => [kind, data]);

  it('are one; re-keyed, they are two, the new one of the epoch that is named', async () => {
    await aDevice();
    expect(await keys()).toEqual({ inUse: [1, 0] });
    expect(await rekey(NOW + HOUR_MS, 2)).toEqual({ epoch: 2, generation: 1, oldUntilMs: NOW + HOUR_MS });
    expect(await keys()).toEqual({ inUse: [1, 0], other: [2, 1], untilMs: NOW + HOUR_MS });
    const data = { epoch: 2, generation: 1, oldUntil: new Date(NOW + HOUR_MS).toISOString() };
    expect(await events()).toEqual([['device_rekeyed', data]]);
  });

  it('change places when the device signs in with the new one, at one server of many', async () => {
    await aDevice();
    await rekey(NOW + HOUR_MS, 2);
    const tries = [1, 2, 3].map(() => devices().takeKey(id, { epoch: 2, generation: 1 }, NOW));
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    expect(await keys()).toEqual({ inUse: [2, 1], other: [1, 0] });
    expect((await events()).at(-1)).toEqual(['device_key_taken', { epoch: 2, generation: 1, cause: 'sign-in' }]);
    expect(await devices().takeKey(id, { epoch: 1, generation: 0 }, NOW)).toBe(false);
  });

  it('never have a generation twice, and a key that waited in vain is good for nothing', async () => {
    await aDevice();
    await rekey(NOW + HOUR_MS);
    expect(await rekey(NOW + HOUR_MS)).toMatchObject({ generation: 2 });
    expect(await devices().takeKey(id, { epoch: 1, generation: 1 }, NOW)).toBe(false);
    expect(await devices().takeKey(id, { epoch: 1, generation: 2 }, NOW)).toBe(true);
    expect(await rekey(NOW + HOUR_MS)).toMatchObject({ generation: 3 });
    expect(await keys()).toEqual({ inUse: [1, 2], other: [1, 3], untilMs: NOW + HOUR_MS });
  });

  it('of before are never good for longer than was said, and never again', async () => {
    await aDevice();
    await rekey(NOW + HOUR_MS);
    expect(await rekey(NOW + 2 * HOUR_MS)).toMatchObject({ oldUntilMs: NOW + HOUR_MS });
    expect(await rekey(NOW + 1000)).toMatchObject({ generation: 3, oldUntilMs: NOW + 1000 });
    // Nobody has looked since, but the time has come: the third key is in use, and the first one stays out.
    expect(await rekey(NOW + 2 * HOUR_MS, 1, NOW + 1000)).toMatchObject({
      generation: 4,
      oldUntilMs: NOW + 2 * HOUR_MS,
    });
    expect(await keys()).toEqual({ inUse: [1, 3], other: [1, 4], untilMs: NOW + 2 * HOUR_MS });
  });

  it('end by time, once by every clock, and no others', async () => {
    const [past, later] = [await aDevice(), await aDevice()];
    id = past;
    await rekey(NOW - HOUR_MS);
    expect((await keys()).untilMs).toBe(NOW);
    id = later;
    await rekey(Date.now() + HOUR_MS);
    // The clock of this server is a day ahead.
    const ended: string[] = [];
    for (let some = ['']; some.length > 0; ended.push(...some))
      some = [...(await devices().endKeys(Date.now() + 24 * HOUR_MS))];
    expect([ended.includes(past), ended.includes(later)]).toEqual([true, false]);
    expect(await keys()).toMatchObject({ inUse: [1, 0] });
    id = past;
    expect(await keys()).toEqual({ inUse: [1, 1], other: [1, 0] });
    expect((await events()).at(-1)).toEqual(['device_key_taken', { epoch: 1, generation: 1, cause: 'time' }]);
    expect(await devices().endKeys(Date.now())).toEqual([]);
  });

  it('are changed only at the revision that is named', async () => {
    await aDevice();
    const onlyAt = [revisionOf(await devices().get(id))];
    const order = { epoch: 1, oldUntilMs: NOW, activeIn: 'everywhere' as const };
    await devices().rekey(id, order, { ...aCommand(NOW), onlyAt });
    await expect(devices().rekey(id, order, { ...aCommand(NOW), onlyAt })).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    await expect(devices().rekey('nobody', order, aCommand(NOW))).rejects.toMatchObject({ code: 'device_unknown' });
  });

  it('of a device that is active change only where that is allowed, and those of a deactivated one anywhere', async () => {
    await aDevice();
    const order = (activeIn: Reach) => ({ epoch: 1, oldUntilMs: NOW, activeIn });
    for (const activeIn of [[], ['motors']])
      await expect(devices().rekey(id, order(activeIn), aCommand(NOW))).rejects.toMatchObject({
        ...{ code: 'forbidden', facts: { action: 'device.rekey.active' } },
      });
    expect(await keys()).toEqual({ inUse: [1, 0] });
    expect(await devices().rekey(id, order(['default']), aCommand(NOW))).toMatchObject({ generation: 1 });
    await devices().deactivate(id, aCommand(NOW));
    expect(await devices().rekey(id, order([]), aCommand(NOW))).toMatchObject({ generation: 2 });
  });

  it('of before are not shown again to the request that provisioned the device', async () => {
    const draft = { id: await aDevice('key'), product: 'pump', hardware: 'A', keyEpoch: 1 };
    expect((await devices().provision([draft], aCommand(NOW), 'key')).again.get(id)).toBe(1);
    await rekey(NOW + HOUR_MS);
    expect((await devices().provision([draft], aCommand(NOW), 'key')).again.has(id)).toBe(false);
  });

  it.each([
    ['a generation below none', 'key_generation = -1', 'devices_key_generation_counted'],
    ['half a key', 'other_key_epoch = 1', 'devices_other_key_whole'],
    [
      'a key that waits without an end of the other',
      'other_key_epoch = 1, other_key_generation = 1',
      'devices_waiting_key_is_newer',
    ],
    ['an end without a key that waits', 'old_key_until = now()', 'devices_waiting_key_is_newer'],
  ])('are never %s', async (_what, set, constraint) => {
    await aDevice();
    const client = new Client(opened.connection);
    await client.connect();
    try {
      await expect(client.query(`UPDATE devices SET ${set} WHERE id = $1`, [id])).rejects.toMatchObject({ constraint });
    } finally {
      await client.end();
    }
  });

  it('are counted by their master keys as they change, the new ones that wait too, and however often that is added up', async () => {
    const { deviceKeyCounts } = opened.database;
    const since = async () => {
      const rows = await deviceKeyCounts.all();
      return (epoch: number, nextEpoch: number | null): number =>
        rows.find((row) => row.epoch === epoch && row.nextEpoch === nextEpoch)?.devices ?? 0;
    };
    const before = await since();
    const changes = async (): Promise<number[]> => {
      const now = await since();
      return [now(1, null) - before(1, null), now(1, 9) - before(1, 9), now(9, null) - before(9, null)];
    };
    await aDevice();
    expect(await changes()).toEqual([1, 0, 0]);
    const { generation } = await rekey(NOW + HOUR_MS, 9);
    expect(await changes()).toEqual([0, 1, 0]);
    await devices().takeKey(id, { epoch: 9, generation }, NOW);
    expect(await changes()).toEqual([0, 0, 1]);
    // Far more changes than devices: they are added up, and the counts stay as they are.
    const many = Array.from({ length: 300 }, () => `d-${number++}`);
    for (const one of many)
      await devices().provision([{ id: one, product: 'pump', hardware: 'A', keyEpoch: 9 }], aCommand(NOW));
    await Promise.all([deviceKeyCounts.gather(), deviceKeyCounts.gather()]);
    expect(await changes()).toEqual([0, 0, 301]);
    const client = new Client(opened.connection);
    await client.connect();
    const { rows } = await client.query('SELECT count(*)::int AS rows FROM device_key_counts');
    await client.end();
    expect(rows[0].rows).toBeLessThan(50);
  });
});
