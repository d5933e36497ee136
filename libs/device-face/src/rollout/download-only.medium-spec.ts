import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { decodeTicket } from '@twinbank/image';
import { TICKET_SKILLS, type DeviceStatus } from '@twinbank/protocol';
import type { DeviceIdentity, ScriptedDevice } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest, type StoredRelease } from '../testing/device-face-under-test.js';

/** Devices that keep a release in their other bank, and swap to it for a later campaign. */
describe('a campaign for the download only', () => {
  let face: DeviceFaceUnderTest;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  const status = (active: StoredRelease, other?: StoredRelease, given: Partial<DeviceStatus> = {}): DeviceStatus => {
    const bank = (number: 1 | 2, stored: StoredRelease | undefined) =>
      stored === undefined
        ? { bank: number, state: 'empty' as const }
        : { bank: number, state: 'valid' as const, version: stored.release.version, digest: stored.release.codeDigest };
    return { ...face.statusRunning(active), active: 1, banks: [bank(1, active), bank(2, other)], ...given };
  };
  const kindOf = (device: ScriptedDevice) => {
    const last = device.tickets.at(-1)!;
    if (last.type !== 'order') throw new Error('no order');
    const payload = Buffer.from(last.ticket.split('.')[1]!, 'base64url').toString();
    return decodeTicket(JSON.parse(payload) as Record<string, unknown>).kind;
  };
  const has = ({ tickets }: ScriptedDevice): boolean => tickets.at(-1)?.type === 'order';
  const ended = async (campaignId: number, identities: readonly DeviceIdentity[]): Promise<string[]> => {
    await until(async () => (await face.database.campaigns.get(campaignId)).state === 'finished', 'the end');
    const jobs = await Promise.all(identities.map(({ deviceId }) => face.database.jobs.findOf(campaignId, deviceId)));
    return jobs.map((job) => `${job?.state}${job?.fault === undefined ? '' : ` ${job.fault}`}`).sort();
  };

  it('reaches the agents that understand it, and a later one has them swap to what they hold', async () => {
    const [old, next] = [await face.aRelease('8.0.0'), await face.aRelease('8.1.0')];
    const identities = await Promise.all(Array.from({ length: 3 }, () => face.aDevice()));
    const [knows, ignorant] = await Promise.all(identities.slice(0, 2).map((identity) => face.connect(identity)));
    await knows!.hello(status(old, undefined, { understands: TICKET_SKILLS }));
    await ignorant!.hello(status(old));
    const known = async (): Promise<boolean> =>
      (await Promise.all(identities.slice(0, 2).map(({ deviceId }) => face.database.devices.get(deviceId)))).every(
        ({ running }) => running?.version === '8.0.0',
      );
    await until(known, 'what the devices run');
    const first = await face.aCampaign(next, identities, { mode: 'reset', kind: 'download-only' });
    await until(() => has(knows!), 'a ticket');
    expect(kindOf(knows!)).toBe('download-only');
    const { job } = await knows!.order();
    await knows!.report({ type: 'stage', job, stage: 'checked' });
    await knows!.report({
      type: 'result',
      job,
      stage: 'done',
      status: status(old, next, { understands: TICKET_SKILLS }),
    });
    expect(await ended(first.id, identities)).toEqual([
      'excluded kind_unsupported',
      'excluded kind_unsupported',
      'succeeded',
    ]);
    expect(ignorant!.tickets.filter(({ type }) => type === 'order')).toEqual([]);

    const second = await face.aCampaign(next, identities, { mode: 'reset', kind: 'revert' });
    await until(() => has(knows!) && kindOf(knows!) === 'revert', 'a ticket to swap');
    const swap = await knows!.order();
    await knows!.report({ type: 'result', job: swap.job, stage: 'done', status: status(next, old) });
    expect(await ended(second.id, identities)).toEqual([
      'excluded revert_image_missing',
      'excluded revert_image_missing',
      'succeeded',
    ]);
  }, 40_000);

  it('leaves the swap to devices, and knows which of them have chosen the release', async () => {
    const [old, next] = [await face.aRelease('8.4.0'), await face.aRelease('8.5.0')];
    const understands = ['device-choice'] as const;
    const identities = await Promise.all(Array.from({ length: 3 }, () => face.aDevice()));
    const devices = await Promise.all(identities.map((identity) => face.connect(identity)));
    for (const [at, device] of devices.entries())
      await device.hello(status(old, undefined, at < 2 ? { understands } : { understands: ['postpone'] }));
    const known = async (): Promise<boolean> =>
      (await Promise.all(identities.map(({ deviceId }) => face.database.devices.get(deviceId)))).every(
        ({ running }) => running?.version === '8.4.0',
      );
    await until(known, 'what the devices run');
    const postpone = { forMs: 3_600_000 };
    const { id } = await face.aCampaign(next, identities, { mode: 'reset', kind: 'device-choice', postpone });
    const [chooses, keeps] = devices;
    for (const device of [chooses!, keeps!]) {
      await until(() => has(device), 'a ticket');
      expect(kindOf(device)).toBe('device-choice');
      const { job } = await device.order();
      await device.report({ type: 'stage', job, stage: 'waiting' });
      // With the release in its other bank it may still choose.
      await device.hello(status(old, next, { understands }));
    }
    const orders = await Promise.all([chooses!.order(), keeps!.order()]);
    await chooses!.report({ type: 'result', job: orders[0].job, stage: 'done', status: status(next, old) });
    await keeps!.report({ type: 'result', job: orders[1].job, stage: 'done', status: status(old, next) });
    expect(await ended(id, identities)).toEqual(['excluded kind_unsupported', 'succeeded', 'succeeded']);
    const confirmed = await Promise.all(
      identities.slice(0, 2).map(async ({ deviceId }) => (await face.database.jobs.findOf(id, deviceId))?.stageTimes),
    );
    expect(confirmed.map((times) => times?.confirmedAtMs !== undefined)).toEqual([true, false]);
  }, 40_000);

  it('takes no ticket to a device whose agent forgot it before its wave began', async () => {
    const [old, next] = [await face.aRelease('8.2.0'), await face.aRelease('8.3.0')];
    const identities = await Promise.all([face.aDevice(), face.aDevice()]);
    const devices = await Promise.all(identities.map((identity) => face.connect(identity)));
    for (const device of devices) await device.hello(status(old, undefined, { understands: TICKET_SKILLS }));
    const known = async (): Promise<boolean> =>
      (await Promise.all(identities.map(({ deviceId }) => face.database.devices.get(deviceId)))).every(
        ({ running }) => running?.version === '8.2.0',
      );
    await until(known, 'what the devices run');
    const { id } = await face.aCampaign(next, identities, {
      ...{ mode: 'reset', kind: 'download-only' },
      waves: [{ count: 1 }, { percent: 100 }],
      thresholds: { successPercent: 100, errorPercent: 100, errorMinimum: 100 },
    });
    await until(() => devices.some(has), 'the first ticket');
    const [first, other] = has(devices[0]!) ? devices : [devices[1], devices[0]];
    await other!.hello(status(old));
    const forgotten = async (): Promise<boolean> =>
      (await face.database.devices.get(other!.deviceId)).status?.understands === undefined;
    await until(forgotten, 'what the agent says now');
    const { job } = await first!.order();
    await first!.report({ type: 'result', job, stage: 'done', status: status(old, next) });
    expect(await ended(id, identities)).toEqual(['excluded kind_unsupported', 'succeeded']);
    expect(other!.tickets.filter(({ type }) => type === 'order')).toEqual([]);
  }, 40_000);
});
