import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Device } from '@twinbank/database';
import { decodeDisposalAcknowledgement, decodeDisposalOrder } from '@twinbank/image';
import { deriveAuthKey, deriveReceiptKey, receiptMac, sha256, signDeviceToken } from '@twinbank/keys';
import { Admission, DeviceFaults } from '@twinbank/ports';
import { toHex, utf8 } from '@twinbank/primitives';
import { encodeDisposalReceipt, encodeReport, joinReceipt, topicOf, type DisposalReceipt } from '@twinbank/protocol';

import { aCommand } from '@twinbank/database/testing/test-database';
import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';
import { ScriptedDevice, type DeviceIdentity } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';
import { DeviceFaultLog } from './device-fault-log.js';

const tokenOf = ({ deviceId, root }: DeviceIdentity, nowMs = Date.now()): Promise<string> =>
  signDeviceToken({ authKey: deriveAuthKey(root), deviceId, nowMs, lifetimeMs: 60_000 });

describe('Admission at the embedded broker', () => {
  let face: DeviceFaceUnderTest;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  it('admits a device by its token, and by its derived password', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    await device.disconnect();
    const again = await face.connect(identity, { password: ScriptedDevice.passwordOf(identity) });
    await again.hello(face.statusRunning());
    const warnings = face.logged.filter((line) => (JSON.parse(line) as { level: number }).level >= 40);
    expect(warnings.filter((line) => line.includes(identity.deviceId))).toEqual([]);
    expect(face.get(DeviceFaultLog).faults).toEqual({});
  });

  it('refuses a bad, expired, foreign or unknown password with a named fault each, and logs no password', async () => {
    const [device, other] = [await face.aDevice(), await face.aDevice()];
    const good = await tokenOf(device);
    const stranger = { deviceId: 'stranger', root: new Uint8Array(32) };
    const attempts: [DeviceIdentity, string][] = [
      [device, `${good.slice(0, -3)}abc`],
      [device, await tokenOf(device, Date.now() - 600_000)],
      [device, await tokenOf(other)],
      [stranger, await tokenOf(stranger)],
    ];
    for (const [identity, password] of attempts)
      await expect(face.connect(identity, { password })).rejects.toThrow(/Not authorized|Bad username or password/);
    expect(face.get(DeviceFaults).faults).toEqual({
      token_invalid: 1,
      token_expired: 1,
      token_foreign: 1,
      device_unknown: 1,
    });
    const log = face.logged.join('');
    for (const [, password] of attempts) expect(log).not.toContain(password);
    expect(log).toContain('token_foreign');
  });

  it('shows for a device why it was refused, and that two devices have its identity', async () => {
    const identity = await face.aDevice();
    const device = (): Promise<Device> => face.database.devices.get(identity.deviceId);
    await expect(face.connect(identity, { password: await tokenOf(identity, Date.now() - 600_000) })).rejects.toThrow();
    while ((await device()).lastRefusal === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await device()).lastRefusal).toMatchObject({ code: 'token_expired', address: '127.0.0.1' });
    expect((await device()).identityContestedAtMs).toBeUndefined();
    for (let turn = 0; turn < 6; turn++) await face.connect(identity);
    while ((await device()).identityContestedAtMs === undefined)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await device()).lastRefusal).toMatchObject({ code: 'token_expired' });
  });

  it('disconnects a deactivated device at once, and refuses it from then on', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    await face.database.devices.deactivate(identity.deviceId, aCommand());
    await face.get(Admission).evict([identity.deviceId]);
    await until(() => device.closed, 'the connection to be closed');
    await expect(face.connect(identity)).rejects.toThrow('Not authorized');
  });

  it.each(['publish', 'subscribe'] as const)(
    'closes the connection of a device that tries to %s outside its topics',
    async (what) => {
      const [identity, other] = [await face.aDevice(), await face.aDevice()];
      const device = await face.connect(identity);
      if (what === 'publish')
        void device.client.publishAsync(topicOf(other.deviceId, 'report'), '{}', { qos: 1 }).catch(() => undefined);
      else void device.client.subscribeAsync(topicOf(other.deviceId, 'ticket')).catch(() => undefined);
      await until(() => device.closed, 'the connection to be closed');
      expect(face.get(DeviceFaultLog).faults.topic_forbidden).toBeGreaterThan(0);
      const row = await until(
        () => face.logged.find((line) => line.includes('topic_forbidden') && line.includes(identity.deviceId)),
        'a line in the log',
      );
      expect(JSON.parse(row)).toMatchObject({ code: 'topic_forbidden', device: identity.deviceId });
    },
  );

  describe('of a device whose end was ordered', () => {
    const TELLABLE = { understands: ['disposal'] as const };
    const payloadOf = (jws: string) =>
      JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
    const stateOf = async (id: string): Promise<string> => (await face.database.devices.get(id)).state;
    /** A device that named the skill, or not, and whose end was ordered while it was connected. */
    const anEnding = async (status: object = TELLABLE) => {
      const identity = await face.aDevice();
      const { deviceId } = identity;
      const device = await face.connect(identity);
      await device.hello(face.statusRunning(undefined, status));
      await until(async () => (await face.database.devices.get(deviceId)).status, 'its hello');
      await face.database.devices.change(deviceId, { name: 'Ann’s pump', tags: ['home'] }, aCommand());
      await face.database.disposals.order(deviceId, { reason: 'scrapped' }, aCommand());
      await face.get(Admission).ending(deviceId);
      return { identity, device };
    };
    const orderTo = (device: ScriptedDevice): Promise<string> =>
      until(() => {
        const last = device.tickets.at(-1);
        return last?.type === 'disposal' && last.order;
      }, 'the order');
    const receiptOf = (
      { deviceId, root }: DeviceIdentity,
      order: string,
      other: Partial<DisposalReceipt> = {},
    ): string => {
      const { sequence } = decodeDisposalOrder(payloadOf(order));
      const time = { kind: 'none' as const };
      const said = {
        device: deviceId,
        sequence,
        order: toHex(sha256(utf8(order))),
        active: 1 as const,
        counter: 1,
        time,
      };
      const bytes = encodeDisposalReceipt({ ...said, ...other });
      return joinReceipt(bytes, receiptMac(deriveReceiptKey(root), bytes));
    };
    let seq = 100;
    const tell = (device: ScriptedDevice, receipt: string): Promise<unknown> =>
      device.publish('report', encodeReport({ type: 'disposal', seq: seq++, receipt }));

    it('is told, believed once its receipt is there, acknowledged, and never a device again', async () => {
      const { identity, device } = await anEnding();
      const { deviceId } = identity;
      const order = await orderTo(device);
      expect(decodeDisposalOrder(payloadOf(order))).toMatchObject({ device: deviceId, sequence: 1 });
      expect(await face.database.devices.get(deviceId)).toMatchObject({ state: 'disposing', tags: [], online: false });
      await tell(device, receiptOf(identity, order));
      const disposed = await until(() => {
        const last = device.tickets.at(-1);
        return last?.type === 'disposed' && last.acknowledgement;
      }, 'the acknowledgement');
      const receipt = toHex(sha256(Buffer.from(receiptOf(identity, order), 'base64url')));
      expect(decodeDisposalAcknowledgement(payloadOf(disposed))).toMatchObject({
        device: deviceId,
        sequence: 1,
        receipt,
      });
      expect(await stateOf(deviceId)).toBe('disposed');
      await device.disconnect();
      const again = await face.connect(identity);
      await until(() => again.tickets.at(-1)?.type === 'disposed', 'what is retained');
      expect(again.tickets).toEqual([{ type: 'disposed', acknowledgement: disposed }]);
      for (const refused of [
        face.database.devices.reactivate(deviceId, aCommand()),
        face.database.devices.deactivate(deviceId, aCommand()),
        face.database.devices.change(deviceId, { name: 'again' }, aCommand()),
        face.database.devices.move(deviceId, { product: 'pump', hardware: 'A', epoch: 1 }, aCommand()),
        face.database.devices.rekey(deviceId, { epoch: 1, oldUntilMs: 0, activeIn: 'everywhere' }, aCommand()),
      ])
        await expect(refused).rejects.toMatchObject({ code: 'device_disposed' });
      const draft = { id: deviceId, product: 'pump', hardware: 'A', keyEpoch: 1 };
      const { beyond } = await face.database.devices.provision([draft], aCommand());
      expect(beyond.get(deviceId)).toMatchObject({ code: 'device_disposed' });
      const { items } = await face.database.events.list({ deviceId }, { limit: 10 });
      expect(items.map(({ kind }) => kind)).toEqual(['device_changed', 'device_disposal_ordered', 'device_disposed']);
    });

    it('believes no receipt of another device, for another order, or by another key', async () => {
      const [{ identity, device }, other] = [await anEnding(), await face.aDevice()];
      const order = await orderTo(device);
      for (const receipt of [
        receiptOf({ ...identity, root: other.root }, order),
        receiptOf(identity, order, { device: other.deviceId }),
      ])
        await tell(device, receipt);
      await until(() => {
        const { receipt_invalid: invalid = 0, receipt_mismatch: mismatch = 0 } = face.get(DeviceFaultLog).faults;
        return invalid > 0 && mismatch > 0;
      }, 'both faults');
      expect(await stateOf(identity.deviceId)).toBe('disposing');
    });

    it('that cannot be told gets no order, and nothing of what it says is kept', async () => {
      const { identity, device } = await anEnding({});
      const { deviceId } = identity;
      await until(() => device.tickets.at(-1)?.type === 'none', 'its ticket to be cleared');
      await device.report({ type: 'hello', status: face.statusRunning(), attributes: { owner: 'Ann' } });
      const [told, row] = [await face.database.disposals.find(deviceId), await face.database.devices.get(deviceId)];
      expect(told).toMatchObject({ tellable: false, reason: 'scrapped' });
      expect([row.name, row.reported, row.attributes]).toEqual([undefined, {}, {}]);
      // It was brought an agent that can be told.
      await until(async () => {
        await device.hello(face.statusRunning(undefined, TELLABLE));
        return device.tickets.at(-1)?.type === 'disposal';
      }, 'the order');
    });
  });

  it('records faults of admitted devices with the device', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    await device.publish('want', 'junk');
    await until(
      () => face.logged.some((line) => line.includes('message_malformed') && line.includes(identity.deviceId)),
      'the fault',
    );
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const { items } = await face.database.events.list({ deviceId: identity.deviceId }, { limit: 10 });
    expect(items).toMatchObject([{ kind: 'device_fault', data: { code: 'message_malformed', detail: 'not a want' } }]);
  });
});
