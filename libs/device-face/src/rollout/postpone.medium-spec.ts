import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { CampaignConfig } from '@twinbank/campaign';
import { decodeTicket } from '@twinbank/image';
import { TICKET_SKILLS } from '@twinbank/protocol';
import type { DeviceIdentity, ScriptedDevice } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest, type StoredRelease } from '../testing/device-face-under-test.js';

const HOUR = 3_600_000;

/** Devices whose applications put their swaps off. */
describe('a campaign whose swaps may be put off', () => {
  let face: DeviceFaceUnderTest;
  let [old, next]: StoredRelease[] = [];
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
    [old, next] = [await face.aRelease('9.0.0'), await face.aRelease('9.1.0')];
  }, 60_000);
  afterAll(() => face.stop());

  const ticketOf = (device: ScriptedDevice) => {
    const last = device.tickets.at(-1)!;
    if (last.type !== 'order') throw new Error('no order');
    const payload = Buffer.from(last.ticket.split('.')[1]!, 'base64url').toString();
    return decodeTicket(JSON.parse(payload) as Record<string, unknown>);
  };
  const status = (skilled: boolean) => face.statusRunning(old, skilled ? { understands: TICKET_SKILLS } : {});
  const known = async ({ deviceId }: DeviceIdentity): Promise<boolean> =>
    (await face.database.devices.get(deviceId)).running?.version === '9.0.0';

  const begin = async (identity: DeviceIdentity, given: Partial<CampaignConfig>, skilled = true) => {
    const device = await face.connect(identity);
    await device.hello(status(skilled));
    await until(() => known(identity), 'what it runs');
    const { id } = await face.aCampaign(next!, [identity], {
      mode: 'reset',
      timeouts: { offerMs: HOUR, runMs: HOUR },
      retry: { attempts: 3, firstDelayMs: 1, factor: 1, maxDelayMs: 1, jitter: 0 },
      ...given,
    });
    return { id, device, job: () => face.database.jobs.findOf(id, identity.deviceId) };
  };

  it('tells the device until when, gives it the time, and shows what its application says', async () => {
    const { device, job } = await begin(await face.aDevice(), { postpone: { forMs: 5 * HOUR } });
    const order = await device.order();
    const { postponableUntil = 0, issuedAtMs, expiresAtMs } = ticketOf(device);
    expect([postponableUntil - issuedAtMs, expiresAtMs]).toEqual([5 * HOUR, postponableUntil]);
    await device.report({ type: 'stage', job: order.job, stage: 'waiting', postponedUntil: postponableUntil - HOUR });
    await until(async () => (await job())?.postponedUntilMs !== undefined, 'what it says');
    expect(await job()).toMatchObject({
      ...{ state: 'running', stage: 'waiting', deadlineAtMs: postponableUntil + HOUR },
      postponedUntilMs: postponableUntil - HOUR,
    });
    await device.report({ type: 'stage', job: order.job, stage: 'waiting', postponedUntil: postponableUntil + HOUR });
    await until(async () => (await job())?.postponedUntilMs === postponableUntil, 'the most that it may');
    await device.report({ type: 'stage', job: order.job, stage: 'swapped' });
    await until(async () => (await job())?.stage === 'swapped', 'the swap');
    expect((await job())!.postponedUntilMs).toBeUndefined();
  }, 40_000);

  it('gives a further attempt no more time than the first one had', async () => {
    const { device, job } = await begin(await face.aDevice(), { postpone: { forMs: 5 * HOUR } });
    const first = await device.order();
    const { postponableUntil } = ticketOf(device);
    await device.report({
      type: 'result',
      job: first.job,
      stage: 'failed',
      fault: 'window_missed',
      status: status(true),
    });
    await until(async () => (await job())?.attempts === 2, 'another attempt');
    await until(
      () => device.tickets.at(-1)?.type === 'order' && ticketOf(device).transfer !== first.transfer,
      'its ticket',
    );
    expect(ticketOf(device).postponableUntil).toBe(postponableUntil);
  }, 40_000);

  it('is one of forced updates once its time has come', async () => {
    const untilMs = Date.now() - HOUR;
    const { device } = await begin(await face.aDevice(), { postpone: { untilMs } });
    await device.order();
    expect(ticketOf(device).postponableUntil).toBe(untilMs);
  }, 40_000);

  it('has no ticket for an agent that does not say that it understands it', async () => {
    const { id, device, job } = await begin(await face.aDevice(), { postpone: { forMs: HOUR } }, false);
    await until(async () => (await face.database.campaigns.get(id)).state === 'finished', 'the end');
    expect(await job()).toMatchObject({ state: 'excluded', fault: 'kind_unsupported' });
    expect(device.tickets.filter(({ type }) => type === 'order')).toEqual([]);
  }, 40_000);
});
