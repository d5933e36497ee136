import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import type { ControlRule } from '@twinbank/campaign';
import type { DeviceStatus } from '@twinbank/protocol';
import type { DeviceIdentity, ScriptedDevice } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest, type StoredRelease } from '../testing/device-face-under-test.js';

const HOUR = 3_600_000;
const DEVICES = 11;
const RULE: ControlRule = { name: 'watchdogs', measure: 'watchdogResets', minimum: 5, alpha: 0.02, action: 'pause' };

/** Devices that are held back, and those that get the release beside them. */
describe('a campaign with a control group', () => {
  let face: DeviceFaceUnderTest;
  let minor = 0;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  const status = (active: StoredRelease, other?: StoredRelease): DeviceStatus => {
    const bank = (number: 1 | 2, stored: StoredRelease | undefined) =>
      stored === undefined
        ? { bank: number, state: 'empty' as const }
        : { bank: number, state: 'valid' as const, version: stored.release.version, digest: stored.release.codeDigest };
    return { ...face.statusRunning(active), active: 1, banks: [bank(1, active), bank(2, other)] };
  };
  const fares = async (device: ScriptedDevice, { release }: StoredRelease, watchdogResets: number): Promise<void> => {
    const { version, codeDigest: digest } = release;
    await device.report({
      type: 'health',
      health: { version, digest, countedMs: HOUR, boots: {}, watchdogResets, numbers: {} },
    });
  };
  /** As if a minute had gone by since the last look. */
  const lookAgain = async (id: number): Promise<void> => {
    const client = new pg.Client(face.connection);
    await client.connect();
    try {
      await client.query(
        `UPDATE campaigns SET progress = jsonb_set(progress, '{control,lastAtMs}', to_jsonb((progress #>> '{control,lastAtMs}')::bigint - 60000)) WHERE id = $1 AND progress ? 'control'`,
        [id],
      );
    } finally {
      await client.end();
    }
  };

  /** Five of eleven devices are held back; all run the same, and told how they fare with it. */
  const begin = async (rule: ControlRule, controlResets: readonly number[]) => {
    minor++;
    const [old, next] = [await face.aRelease(`7.${minor}.0`), await face.aRelease(`7.${minor}.1`)];
    const identities = await Promise.all(Array.from({ length: DEVICES }, () => face.aDevice()));
    const devices = await Promise.all(identities.map((identity) => face.connect(identity)));
    for (const [at, device] of devices.entries()) {
      await device.hello(status(old));
      const resets = controlResets[at % controlResets.length];
      if (resets !== undefined) await fares(device, old, resets);
    }
    const known = async ({ deviceId }: DeviceIdentity): Promise<boolean> =>
      (await face.database.devices.get(deviceId)).running?.version === old.release.version;
    await until(async () => (await Promise.all(identities.map(known))).every(Boolean), 'what they run');
    const { id } = await face.aCampaign(next, identities, {
      mode: 'reset',
      control: { percent: 41, rules: [rule] },
      soak: { durationMs: HOUR },
    });
    const has = ({ tickets }: ScriptedDevice): boolean => tickets.at(-1)?.type === 'order';
    await until(() => devices.filter(has).length === 6, 'six tickets');
    const treated = devices.filter(has);
    for (const device of treated) {
      const { job } = await device.order();
      await device.report({ type: 'result', job, stage: 'done', status: status(next, old) });
    }
    return { id, old, next, treated, held: devices.filter((device) => !treated.includes(device)) };
  };

  it('holds its share back, and pauses when the others fare worse', async () => {
    const { id, old, next, treated, held } = await begin(RULE, [0, 1]);
    expect([treated.length, held.length]).toEqual([6, 5]);
    for (const { deviceId } of held)
      expect(await face.database.jobs.findOf(id, deviceId)).toMatchObject({
        ...{ state: 'excluded', fault: 'control_group', detail: 'it is held back as control' },
        previous: { version: old.release.version },
      });
    for (const [at, device] of treated.entries()) await fares(device, next, 5 + (at % 2));
    await until(async () => {
      await lookAgain(id);
      return (await face.database.campaigns.get(id)).state === 'paused';
    }, 'the pause');
    expect((await face.database.campaigns.get(id)).pauseReason).toBe('rule_broken');
    expect(held.flatMap(({ tickets }) => tickets).filter(({ type }) => type === 'order')).toEqual([]);
  }, 40_000);

  it('goes on while they fare alike', async () => {
    const { id, next, treated } = await begin(RULE, [0, 1]);
    for (const [at, device] of treated.entries()) await fares(device, next, at % 2);
    await until(async () => {
      await lookAgain(id);
      return ((await face.database.campaigns.get(id)).progress?.control?.looks ?? 0) >= 2;
    }, 'two looks');
    expect((await face.database.campaigns.get(id)).state).toBe('running');
  }, 40_000);

  it('pauses when nobody of its control group tells anything', async () => {
    const { id, next, treated } = await begin({ ...RULE, action: 'stop' }, []);
    for (const device of treated) await fares(device, next, 0);
    await until(async () => {
      await lookAgain(id);
      return (await face.database.campaigns.get(id)).state === 'paused';
    }, 'the pause');
    expect((await face.database.campaigns.get(id)).pauseReason).toBe('rule_unreadable');
  }, 40_000);

  it('does not take for control who runs something else by now', async () => {
    const { id, next, treated, held } = await begin(RULE, [0, 1]);
    const other = await face.aRelease(`7.${minor}.2`);
    for (const device of held) await device.hello(status(other));
    for (const [at, device] of treated.entries()) await fares(device, next, at % 2);
    await until(async () => {
      await lookAgain(id);
      return (await face.database.campaigns.get(id)).pauseReason === 'rule_unreadable';
    }, 'the pause');
  }, 40_000);
});
