import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import pg from 'pg';

import type { CampaignConfig, DeviceWindows } from '@twinbank/campaign';
import { aCommand } from '@twinbank/database/testing/test-database';
import { decodeTicket } from '@twinbank/image';
import type { DeviceIdentity } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A window of an hour that opened ten minutes ago in UTC, and so many hours away from that. */
const nearNow = (hours = 0): NonNullable<DeviceWindows['swap']>[number] & { start: string } => {
  const opensAt = new Date(Date.now() + hours * HOUR - 10 * MINUTE).toISOString();
  return { start: opensAt.slice(11, 16), durationMinutes: 60 };
};

describe('a campaign with maintenance windows', () => {
  let face: DeviceFaceUnderTest;
  let version = 1;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  const aDeviceIn = async (timeZone: string): Promise<DeviceIdentity> => {
    const identity = await face.aDevice();
    await inZone(identity, timeZone);
    return identity;
  };
  const inZone = ({ deviceId }: DeviceIdentity, timeZone: string) =>
    face.database.devices.change(deviceId, { attributes: { timeZone } }, aCommand());
  /** Changes rows behind the server's back, as if time had passed. */
  const alter = async (sql: string): Promise<void> => {
    const client = new pg.Client(face.connection);
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  const begin = async (identities: readonly DeviceIdentity[], windows: CampaignConfig['windows']) => {
    const release = await face.aRelease(`6.0.${version++}`);
    const { id } = await face.aCampaign(release, identities, {
      ...(windows && { windows }),
      timeouts: { offerMs: HOUR, runMs: HOUR },
    });
    return { id, release, jobOf: ({ deviceId }: DeviceIdentity) => face.database.jobs.findOf(id, deviceId) };
  };

  it('gives a ticket to the device whose night it is, and to the other one once its zone says so, too', async () => {
    const identities = [await aDeviceIn('Etc/UTC'), await aDeviceIn('Asia/Tokyo')] as const;
    const [awake, asleep] = [await face.connect(identities[0]), await face.connect(identities[1])];
    const { jobOf } = await begin(identities, { download: [nearNow()] });
    await awake.order();
    await until(async () => (await jobOf(identities[1]))?.state === 'held', 'the other one to be held');
    expect(asleep.tickets.filter(({ type }) => type === 'order')).toEqual([]);
    expect((await jobOf(identities[1]))!.nextAttemptAtMs! - Date.now()).toBeGreaterThan(10 * HOUR);
    await inZone(identities[1], 'Etc/UTC');
    await asleep.order();
  }, 30_000);

  it('takes a ticket back from the broker that nobody accepted before the window closed', async () => {
    const identity = await aDeviceIn('Etc/UTC');
    const device = await face.connect(identity);
    const { jobOf, id } = await begin([identity], { download: [nearNow()] });
    await device.order();
    const { id: job, transfer } = (await jobOf(identity))!;
    await alter(
      `SET session_replication_role = replica; UPDATE attempts SET window_closes_at = now() WHERE id = ${transfer}; SET session_replication_role = DEFAULT; UPDATE jobs SET deadline_at = now() WHERE id = ${job};
       UPDATE campaigns SET rules = jsonb_set(rules, '{windows,download,0,start}', '"${nearNow(12).start}"') WHERE id = ${id}`,
    );
    await until(() => device.tickets.at(-1)?.type === 'none', 'the ticket to be cleared');
    expect(await jobOf(identity)).toMatchObject({ state: 'held', hold: 'window', attempts: 1, missedOffers: 1 });
    expect((await jobOf(identity))!.fault).toBeUndefined();
  }, 30_000);

  it('lets a device download at once and tells it when to swap, the same each time', async () => {
    const identity = await aDeviceIn('Etc/UTC');
    const device = await face.connect(identity);
    const opensMs = Math.floor((Date.now() + 2 * HOUR - 10 * MINUTE) / MINUTE) * MINUTE;
    const window = { start: new Date(opensMs).toISOString().slice(11, 16), durationMinutes: 60 };
    const { jobOf } = await begin([identity], { swap: [window] });
    const order = await device.order();
    const read = (jws: string) =>
      decodeTicket(JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>);
    const { swapNotBefore, swapNotAfter } = read(order.ticket);
    expect(swapNotBefore).toBe(opensMs);
    expect(swapNotAfter).toBe(swapNotBefore! + HOUR);
    await device.report({ type: 'stage', job: order.job, stage: 'waiting' });
    await until(async () => (await jobOf(identity))?.state === 'running', 'the job to run');
    expect((await jobOf(identity))!.deadlineAtMs).toBe(swapNotAfter! + HOUR);
    await face.halt();
    await face.boot();
    const again = await face.connect(identity);
    expect(read((await again.order()).ticket)).toEqual(read(order.ticket));
  }, 60_000);

  it('tries a device again in its next window that has missed one', async () => {
    const identity = await aDeviceIn('Etc/UTC');
    const device = await face.connect(identity);
    const { jobOf } = await begin([identity], { swap: [nearNow()] });
    const { job } = await device.order();
    const status = face.statusRunning();
    await device.report({ type: 'result', job, stage: 'failed', fault: 'window_missed', status });
    await until(async () => (await jobOf(identity))?.state === 'backoff', 'another attempt');
    expect(await jobOf(identity)).toMatchObject({ fault: 'window_missed' });
  }, 30_000);
});
