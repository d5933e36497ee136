import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import type { JobState } from '@twinbank/campaign';

import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';
import { type ScriptedDevice } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';
import { JobAttempts } from './job-attempts.js';
import { RolloutRunner } from './rollout-runner.js';

/** What a ticket says, as anyone can read it. */
const sequenceOf = ({ ticket }: Awaited<ReturnType<ScriptedDevice['order']>>): unknown =>
  (JSON.parse(Buffer.from(ticket.split('.')[1]!, 'base64url').toString()) as { sequence: unknown }).sequence;

const outside = process.env['TEST_MQTT_URL'];
const brokers: [string, string | undefined][] = [
  ['the broker inside', undefined],
  ...(outside === undefined ? [] : [['a broker outside', outside] as [string, string]]),
];

describe.each(brokers)('Rollout over %s', (_name, mqttUrl) => {
  let face: DeviceFaceUnderTest;
  let version = 1;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start(mqttUrl);
  }, 60_000);
  afterAll(() => face.stop());

  const jobIs = (job: number, state: JobState): Promise<unknown> =>
    until(async () => (await face.database.jobs.find(job))?.state === state, `job ${job} to be ${state}`);
  const aFleet = async (
    count: number,
  ): Promise<{ devices: ScriptedDevice[]; identities: Awaited<ReturnType<typeof face.aDevice>>[] }> => {
    const identities = await Promise.all(Array.from({ length: count }, () => face.aDevice()));
    return { identities, devices: await Promise.all(identities.map((identity) => face.connect(identity))) };
  };
  const nextVersion = (): string => `2.0.${version++}`;
  const withTicket = (devices: readonly ScriptedDevice[]): ScriptedDevice[] =>
    devices.filter(({ tickets }) => tickets.at(-1)?.type === 'order');

  it('hands out no more tickets than the concurrency allows, and advances wave by wave to the end', async () => {
    const { devices, identities } = await aFleet(10);
    const stored = await face.aRelease(nextVersion());
    const { id } = await face.aCampaign(stored, identities, {
      waves: [{ percent: 30 }, { percent: 100 }],
      concurrency: 2,
    });
    let most = 0;
    let served = 0;
    while (served < 10) {
      await until(() => withTicket(devices).length > 0, 'a ticket');
      await new Promise((resolve) => setTimeout(resolve, 60));
      const now = withTicket(devices);
      most = Math.max(most, now.length);
      for (const device of now) {
        const { job } = await device.order();
        await device.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(stored) });
        await until(() => device.tickets.at(-1)?.type === 'none', 'the ticket to be cleared');
        served++;
      }
    }
    await until(async () => (await face.database.campaigns.get(id)).state === 'finished', 'the end');
    expect(most).toBe(2);
    const kinds = (await face.database.events.list({ campaignId: id }, { limit: 100 })).items.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith('campaign') || kind.startsWith('wave'))).toEqual([
      'campaign_created',
      'campaign_starting',
      'campaign_started',
      'wave_advanced',
      'campaign_finished',
    ]);
  }, 40_000);

  it('publishes, once, the tickets that a server claimed but did not publish before it ended', async () => {
    const { devices, identities } = await aFleet(1);
    const { id } = await face.aCampaign(await face.aRelease(nextVersion()), identities, { concurrency: 1 });
    const { job, transfer } = await devices[0]!.order();
    await devices[0]!.report({
      type: 'result',
      job,
      stage: 'failed',
      fault: 'flash_error',
      status: face.statusRunning(),
    });
    await until(() => devices[0]!.tickets.at(-1)?.type === 'none', 'the ticket to be cleared');
    // Another server makes the next claim: this one is stopped, and the back-off is over.
    await face.get(RolloutRunner).stop();
    const client = new pg.Client(face.connection);
    await client.connect();
    await client.query('UPDATE jobs SET next_attempt_at = now() WHERE id = $1', [job]);
    await client.end();
    const nextMs = Date.now();
    const request = { campaignId: id, wave: 0, count: 1, nowMs: nextMs, exclusionOf: () => undefined };
    const {
      offers: [offer],
    } = await face.database.jobs.claimOffers(request);
    const attempts = face.get(JobAttempts);
    expect(await attempts.adopt(nextMs)).toBe(0);
    expect(await attempts.adopt(nextMs + 31_000)).toBe(1);
    const order = await devices[0]!.order();
    expect([order.job, order.transfer]).toEqual([job, offer!.transfer]);
    expect(order.transfer).toBeGreaterThan(transfer);
    expect(await attempts.adopt(nextMs + 62_000)).toBe(0);
    face.get(RolloutRunner).start();
  });

  it('tries again after a failure, with a new transfer and a higher sequence number', async () => {
    const { devices, identities } = await aFleet(1);
    const stored = await face.aRelease(nextVersion());
    await face.aCampaign(stored, identities, {
      retry: { attempts: 2, firstDelayMs: 10, factor: 1, maxDelayMs: 10, jitter: 0 },
    });
    const first = await devices[0]!.order();
    await devices[0]!.report({
      type: 'result',
      job: first.job,
      stage: 'failed',
      fault: 'download_stalled',
      status: face.statusRunning(),
    });
    await until(() => devices[0]!.tickets.length >= 3, 'a second ticket');
    const second = await devices[0]!.order();
    expect([second.job, second.transfer > first.transfer]).toEqual([first.job, true]);
    expect(sequenceOf(second)).toBe(Number(sequenceOf(first)) + 1);
    await devices[0]!.report({
      type: 'result',
      job: first.job,
      stage: 'failed',
      fault: 'download_stalled',
      status: face.statusRunning(),
    });
    await jobIs(first.job, 'failed');
  }, 20_000);

  it('continues its ticket numbers from the device’s, if the database knows a lower one, for example after a restore', async () => {
    const { devices, identities } = await aFleet(1);
    const stored = await face.aRelease(nextVersion());
    await face.aCampaign(stored, identities, {
      retry: { attempts: 2, firstDelayMs: 10, factor: 1, maxDelayMs: 10, jitter: 0 },
    });
    const [device] = devices as [ScriptedDevice];
    const refused = await device.order();
    await device.report({
      type: 'result',
      job: refused.job,
      stage: 'rejected',
      fault: 'ticket_replayed',
      status: face.statusRunning(undefined, { ticketSequence: 4711 }),
    });
    await until(() => device.tickets.length >= 3, 'a second ticket');
    const taken = await device.order();
    expect([taken.job, sequenceOf(taken)]).toEqual([refused.job, 4712]);
    await device.report({ type: 'result', job: taken.job, stage: 'confirmed', status: face.statusRunning(stored) });
    await jobIs(taken.job, 'succeeded');
  }, 20_000);

  it('ends an attempt that takes too long: an offer that was not accepted is withdrawn, a working device is asked to stop', async () => {
    const { devices, identities } = await aFleet(2);
    const retry = { attempts: 1, firstDelayMs: 0, factor: 1, maxDelayMs: 0, jitter: 0 };
    await face.aCampaign(await face.aRelease(nextVersion()), identities, {
      retry,
      timeouts: { offerMs: 1500, runMs: 1500 },
    });
    const [idle, busy] = [await devices[0]!.order(), await devices[1]!.order()];
    await devices[1]!.report({ type: 'stage', job: busy.job, stage: 'accepted' });
    await jobIs(idle.job, 'timed_out');
    await jobIs(busy.job, 'timed_out');
    await until(() => devices[0]!.tickets.at(-1)?.type === 'none', 'the withdrawal');
    await until(() => devices[1]!.tickets.at(-1)?.type === 'cancel', 'the request to stop');
  }, 20_000);

  it('asks a device again to stop if it works on a job which is over', async () => {
    const { devices } = await aFleet(1);
    await devices[0]!.report({ type: 'stage', job: 2_000_000_000, stage: 'downloading' });
    const cancel = { type: 'cancel', job: 2_000_000_000 };
    expect(
      await until(() => devices[0]!.tickets.find(({ type }) => type === 'cancel'), 'the request to stop'),
    ).toMatchObject(cancel);
  });

  it('hands out nothing while paused', async () => {
    const { devices, identities } = await aFleet(2);
    const stored = await face.aRelease(nextVersion());
    const { id } = await face.aCampaign(stored, identities, { concurrency: 1 });
    await until(() => withTicket(devices).length === 1, 'the first ticket');
    await face.order(id, 'pause');
    const [first] = withTicket(devices);
    const { job } = await first!.order();
    await first!.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(stored) });
    await jobIs(job, 'succeeded');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(withTicket(devices).length).toBe(0);
    await face.order(id, 'stop');
    await until(async () => (await face.database.campaigns.get(id)).state === 'stopped', 'the stop');
  }, 20_000);

  it('stops: idle devices lose their ticket, working devices are asked to stop, and it is stopped when they have', async () => {
    const { devices, identities } = await aFleet(2);
    const { id } = await face.aCampaign(await face.aRelease(nextVersion()), identities);
    const [idle, busy] = [await devices[0]!.order(), await devices[1]!.order()];
    await devices[0]!.fetch(idle.transfer, [0]);
    await devices[1]!.report({ type: 'stage', job: busy.job, stage: 'accepted' });
    await jobIs(busy.job, 'running');
    await face.order(id, 'stop');
    await until(() => devices[0]!.tickets.at(-1)?.type === 'none', 'the withdrawal');
    await devices[0]!.want(idle.transfer, [1]);
    const refused = await until(() => devices[0]!.messages.find(({ type }) => type !== 'block'), 'an answer');
    expect(refused).toEqual({ type: 'refused', transfer: idle.transfer, reason: 'job_closed' });
    expect(
      await until(
        () => devices[1]!.tickets.at(-1)?.type === 'cancel' && devices[1]!.tickets.at(-1),
        'the request to stop',
      ),
    ).toEqual({ type: 'cancel', job: busy.job });
    await devices[1]!.report({ type: 'result', job: busy.job, stage: 'cancelled', status: face.statusRunning() });
    await until(async () => (await face.database.campaigns.get(id)).state === 'stopped', 'the stop');
    expect((await face.database.jobs.find(busy.job))?.state).toBe('cancelled');
  }, 20_000);

  it('continues by itself after a restart: tickets are out again and blocks are sent, though this server never saw the transfer', async () => {
    const identity = await face.aDevice();
    const stored = await face.aRelease(nextVersion());
    const { id } = await face.aCampaign(stored, [identity]);
    const before = await face.connect(identity);
    const order = await before.order();
    const { transfer, job } = order;
    await before.report({ type: 'stage', job, stage: 'accepted' });
    await jobIs(job, 'running');
    const [first] = await before.fetch(transfer, [0]);
    await before.disconnect();
    await face.halt();
    await face.boot();
    const after = await face.connect(identity);
    // Byte for byte the same ticket: by that the device knows that it already has it.
    expect(await after.order()).toEqual(order);
    const [again] = await after.fetch(transfer, [0]);
    expect(Buffer.from(again!).equals(Buffer.from(first!))).toBe(true);
    await after.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(stored) });
    await until(async () => (await face.database.campaigns.get(id)).state === 'finished', 'the end');
  }, 30_000);
});
