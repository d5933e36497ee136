import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';

import type { Reach } from '@twinbank/access';
import { aCommand } from '@twinbank/database/testing/test-database';
import {
  AesCtr,
  currentMaster,
  deriveBrokerPassword,
  deriveDeviceRoot,
  deriveImageKey,
  type KeyRing,
} from '@twinbank/keys';
import { Admission, DeviceFaults, EventBus, KEY_RING } from '@twinbank/ports';
import type { DeviceIdentity } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest, PRODUCT, type StoredRelease } from '../testing/device-face-under-test.js';
import { DeviceAdmission } from './device-admission.js';
import { KeyTurnover } from './key-turnover.js';

const HOUR_MS = 3_600_000;

describe('a device that is re-keyed', () => {
  let face: DeviceFaceUnderTest;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  /** What the operator face does; returns the device as it is after the manufacturing step. */
  async function rekeyed(
    { deviceId }: DeviceIdentity,
    oldForMs = HOUR_MS,
    activeIn: Reach = 'everywhere',
  ): Promise<DeviceIdentity> {
    const { epoch, secret: master } = currentMaster(face.get(KEY_RING as never) as KeyRing);
    const oldUntilMs = Date.now() + oldForMs;
    const { generation } = await face.database.devices.rekey(deviceId, { epoch, oldUntilMs, activeIn }, aCommand());
    await face.get(Admission).rekeyed(deviceId);
    return { deviceId, root: deriveDeviceRoot({ master, product: PRODUCT, deviceId, generation }) };
  }

  /** Decrypts a block as the device does, with its own root key. */
  const opened = (
    { root: deviceRoot }: DeviceIdentity,
    { release, stream, blockSize }: StoredRelease,
    bytes: Uint8Array,
    block: number,
  ) => {
    const { releaseSalt, product, version } = release;
    const inputs = { deviceRoot, releaseSalt, product, version, cipher: 'A256CTR' as const };
    const digest = Buffer.from(digestOf(release), 'hex');
    const cipher = new AesCtr({ cipher: 'A256CTR', ...deriveImageKey({ ...inputs, digest }) });
    const plain = cipher.apply(block * blockSize, bytes);
    return Buffer.from(plain).equals(Buffer.from(stream.subarray(block * blockSize, (block + 1) * blockSize)));
  };
  const digestOf = ({ manifestJws }: StoredRelease['release']): string =>
    JSON.parse(Buffer.from(manifestJws.split('.')[1]!, 'base64url').toString()).streamDigest;

  it('goes on with its download under the new key: the ticket is the same, and what it has is still right', async () => {
    const before = await face.aDevice();
    const first = await face.connect(before);
    const stored = await face.aRelease('2.0.0');
    await face.aCampaign(stored, [before]);
    const order = await first.order();
    const [zero] = await first.fetch(order.transfer, [0]);
    const after = await rekeyed(before);
    // Until it has been through manufacturing, it goes on with the key that it has.
    const [one] = await first.fetch(order.transfer, [1]);
    expect([opened(before, stored, zero!, 0), opened(before, stored, one!, 1)]).toEqual([true, true]);
    const second = await face.connect(after);
    expect(await second.order()).toEqual(order);
    const [two] = await second.fetch(order.transfer, [2]);
    expect([opened(after, stored, two!, 2), opened(before, stored, two!, 2)]).toEqual([true, false]);
    await second.report({ type: 'result', job: order.job, stage: 'confirmed', status: face.statusRunning(stored) });
    await until(() => second.tickets.at(-1)?.type === 'none', 'the ticket to be cleared');
  }, 30_000);

  it('ends the old key by its first sign-in with the new one: whoever still has the old one is put out and refused', async () => {
    const thief = await face.aDevice();
    const owner = await rekeyed(thief);
    const stolen = await face.connect(thief);
    const own = await face.connect(owner);
    await until(() => stolen.closed, 'the connection by the old key to be closed');
    await expect(face.connect(thief)).rejects.toThrow('Not authorized');
    expect([own.closed, face.get(DeviceFaults).faults['key_replaced']]).toEqual([false, 1]);
    expect(face.logged.some((line) => line.includes('key_replaced') && line.includes(thief.deviceId))).toBe(true);
    await until(
      async () => (await face.database.devices.get(thief.deviceId)).lastRefusal?.code === 'key_replaced',
      'the refusal to be shown',
    );
  });

  it('is put out at once if the old key is good no longer, and its ticket waits for it', async () => {
    const before = await face.aDevice();
    const first = await face.connect(before);
    await face.aCampaign(await face.aRelease('2.1.0'), [before]);
    const order = await first.order();
    const after = await rekeyed(before, -1);
    await until(() => first.closed, 'the connection to be closed');
    await expect(face.connect(before)).rejects.toThrow('Not authorized');
    expect(await (await face.connect(after)).order()).toEqual(order);
  });

  it('is put out when the time has come that was given', async () => {
    const before = await face.aDevice();
    const device = await face.connect(before);
    await rekeyed(before);
    const client = new Client(face.connection);
    await client.connect();
    await client.query(`UPDATE devices SET old_key_until = now() WHERE id = $1`, [before.deviceId]);
    await client.end();
    await face.get(KeyTurnover).endKeys(Date.now());
    await until(() => device.closed, 'the connection to be closed');
    await expect(face.connect(before)).rejects.toThrow('Not authorized');
  });

  it('by a factory, while it was thrown out, works with the new key alone once it is let in again', async () => {
    const before = await face.aDevice();
    await face.database.devices.deactivate(before.deviceId, aCommand());
    const after = await rekeyed(before, -1, []);
    await expect(face.connect(after)).rejects.toThrow('Not authorized');
    await face.database.devices.reactivate(before.deviceId, aCommand());
    await face.get(Admission).rekeyed(before.deviceId);
    await expect(face.connect(before)).rejects.toThrow('Not authorized');
    expect((await face.connect(after)).closed).toBe(false);
  });

  it('as one of another product connects with its new key alone, and keeps its id', async () => {
    const before = await face.aDevice();
    const { deviceId } = before;
    const product = 'other';
    const draft = {
      name: product,
      part: 'STM32G484',
      hardware: ['A'],
      finishPolicy: 'mirror',
      allowUnencrypted: true,
    } as const;
    await face.database.products.create(draft, aCommand());
    await face.database.devices.deactivate(deviceId, aCommand());
    const { epoch, secret: master } = currentMaster(face.get(KEY_RING as never) as KeyRing);
    const generation = await face.database.devices.move(deviceId, { product, hardware: 'A', epoch }, aCommand());
    await face.database.devices.reactivate(deviceId, aCommand());
    await face.get(Admission).evict([deviceId]);
    const rootIn = (of: string): Uint8Array => deriveDeviceRoot({ master, product: of, deviceId, generation });
    await expect(face.connect(before)).rejects.toThrow('Bad username or password');
    await expect(face.connect({ deviceId, root: rootIn(PRODUCT) })).rejects.toThrow('Bad username or password');
    expect((await face.connect({ deviceId, root: rootIn(product) })).closed).toBe(false);
  });

  it('wakes the feed of events when it takes its new key', async () => {
    const owner = await rekeyed(await face.aDevice());
    let woken = 0;
    const stop = face.get(EventBus).onRecorded(() => woken++);
    expect(await face.get(DeviceAdmission).authenticate(owner.deviceId, deriveBrokerPassword(owner.root))).toBe(
      undefined,
    );
    stop();
    expect(woken).toBe(1);
  });
});
