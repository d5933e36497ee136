import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { meterKey, type Budgets, type Meter } from '@twinbank/campaign';
import { aCommand } from '@twinbank/database/testing/test-database';
import type { DeviceIdentity, ScriptedDevice } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';
import { ByteBudgets } from './byte-budgets.js';

const BLOCK_BYTES = 4096;
/** More than a budget brings in the time that a want may wait, for all devices together. */
const WANTED_BLOCKS = 22;
const outside = process.env['TEST_MQTT_URL'];
const grounds: [string, string | undefined][] = [
  ['one server with the broker inside', undefined],
  ...(outside === undefined ? [] : [['two servers at a broker outside', outside] as [string, string]]),
];

/** Bytes that a server sent under a budget, by the clock that all servers of this process have. */
interface Sent {
  readonly server: number;
  readonly key: string;
  readonly atMs: number;
  readonly bytes: number;
}

describe.each(grounds)('Byte budgets of %s', (_name, mqttUrl) => {
  let face: DeviceFaceUnderTest;
  const sent: Sent[] = [];
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start(mqttUrl);
    const budgets = [face.get(ByteBudgets)];
    if (mqttUrl !== undefined) budgets.push((await face.another()).get(ByteBudgets, { strict: false }));
    for (const [server, of] of budgets.entries()) note(server, of);
  }, 60_000);
  afterAll(() => face.stop());

  /** Writes down what a server sends. */
  const note = (server: number, budgets: ByteBudgets): void => {
    const spent = budgets.spent.bind(budgets);
    budgets.spent = (meters: readonly Meter[], bytes: number) => {
      const atMs = performance.now();
      for (const meter of meters) sent.push({ server, key: meterKey(meter), atMs, bytes });
      spent(meters, bytes);
    };
  };

  const aDeviceAt = async (site: string, at = 0): Promise<DeviceIdentity> => {
    const identity = await face.aDevice();
    const gateway = at < 2 ? 'g-1' : null;
    await face.database.devices.change(identity.deviceId, { attributes: { site, gateway } }, aCommand());
    return identity;
  };

  /** Downloads as a device does: asks for what it lacks, and comes back when it is told to. Returns how often it was told. */
  const download = async (device: ScriptedDevice, transfer: number, blocks: number): Promise<number> => {
    const got = new Set<number>();
    let [read, laters] = [0, 0];
    while (got.size < blocks) {
      const missing = Array.from({ length: blocks }, (_, block) => block).filter((block) => !got.has(block));
      await device.want(transfer, missing.slice(0, WANTED_BLOCKS));
      const wanted = new Set(missing.slice(0, WANTED_BLOCKS));
      const retryAfterMs = await until(() => {
        for (; read < device.messages.length; read++) {
          const message = device.messages[read]!;
          if (message.type === 'later') return (read++, message.retryAfterMs);
          if (message.type !== 'block') continue;
          got.add(message.block);
          wanted.delete(message.block);
        }
        return wanted.size === 0 && 1;
      }, `blocks of ${device.deviceId}`);
      if (retryAfterMs === 1) continue;
      laters++;
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
    }
    return laters;
  };

  it('hold for all devices together, for each site and for each gateway, in every stretch of time, and all of them are updated', async () => {
    const budgets: Required<Budgets> = {
      total: { bytesPerSecond: 150_000, burstSeconds: 1 },
      each: { by: 'site', bytesPerSecond: 130_000, burstSeconds: 1 },
      andEach: { by: 'gateway', bytesPerSecond: 60_000, burstSeconds: 1 },
    };
    const identities = await Promise.all(['hamburg', 'hamburg', 'hamburg', 'lyon', 'lyon', 'lyon'].map(aDeviceAt));
    const devices = await Promise.all(identities.map((identity) => face.connect(identity)));
    const stored = await face.aRelease('6.1.0', { bytes: 180_000, blockSize: BLOCK_BYTES });
    const { id } = await face.aCampaign(stored, identities, { budgets });
    const blocks = Math.ceil(stored.stream.length / BLOCK_BYTES);
    const told = await Promise.all(
      devices.map(async (device) => download(device, (await device.order()).transfer, blocks)),
    );
    if (mqttUrl === undefined) expect(told.reduce((sum, laters) => sum + laters, 0)).toBeGreaterThan(0);

    const servers = new Set(sent.map(({ server }) => server));
    expect(servers.size).toBe(mqttUrl === undefined ? 1 : 2);
    const perKey = new Map(
      ['total ', 'each hamburg', 'each lyon', 'andEach g-1']
        .map((named) => `${id} ${named}`)
        .map((key) => [key, sent.filter((one) => one.key === key).sort((a, b) => a.atMs - b.atMs)]),
    );
    for (const [key, list] of perKey) {
      const scope = key.split(' ')[1] as keyof Budgets;
      const { bytesPerSecond, burstSeconds } = budgets[scope];
      expect(list.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThanOrEqual(
        blocks * BLOCK_BYTES * { total: 6, each: 3, andEach: 2 }[scope],
      );
      // Leases hold from when their answer came, so what the database takes to answer comes on top; and each server may send a block too much.
      const slack = bytesPerSecond * 0.5 + servers.size * BLOCK_BYTES;
      for (const [from, first] of list.entries()) {
        let bytes = 0;
        for (const one of list.slice(from)) {
          bytes += one.bytes;
          const own = ((one.atMs - first.atMs) * bytesPerSecond) / 1000;
          expect(bytes).toBeLessThanOrEqual(own + bytesPerSecond * burstSeconds + slack);
        }
      }
    }
    for (const [at, device] of devices.entries())
      await device.report({
        type: 'result',
        job: (await face.database.jobs.findOf(id, identities[at]!.deviceId))!.id,
        stage: 'confirmed',
        status: face.statusRunning(stored),
      });
    await until(async () => (await face.database.campaigns.get(id)).state === 'finished', 'the end');
  }, 60_000);

  it('are no matter of a campaign without any', async () => {
    const identity = await aDeviceAt('hamburg');
    const device = await face.connect(identity);
    const before = sent.length;
    await face.aCampaign(await face.aRelease('6.2.0'), [identity]);
    const { transfer } = await device.order();
    expect(await download(device, transfer, 9)).toBe(0);
    expect(sent).toHaveLength(before);
  });
});
