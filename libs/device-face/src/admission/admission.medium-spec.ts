import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Device } from '@twinbank/database';
import { deriveAuthKey, signDeviceToken } from '@twinbank/keys';
import { Admission, DeviceFaults } from '@twinbank/ports';
import { topicOf } from '@twinbank/protocol';

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
