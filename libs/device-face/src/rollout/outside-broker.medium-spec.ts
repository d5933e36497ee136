import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { aCommand } from '@twinbank/database/testing/test-database';
import { Admission } from '@twinbank/ports';
import { encodeTicketMessage, topicOf, type TicketMessage } from '@twinbank/protocol';
import type { ScriptedDevice } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';

const outside = process.env['TEST_MQTT_URL'];
/** What comes after everything that the broker has retained; no job has this number. */
const LAST_JOB = 0x7fffffff;
const LAST: TicketMessage = { type: 'cancel', job: LAST_JOB };

/** What an outside broker keeps for a device after the server has no more use for it; it cannot be told to drop a connection. */
(outside === undefined ? describe.skip : describe)('On a broker outside', () => {
  let face: DeviceFaceUnderTest;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start(outside);
  }, 60_000);
  afterAll(() => face.stop());

  /** What lies retained on the device's ticket topic: a broker sends it again at each subscription. */
  async function retained({ client, deviceId, tickets }: ScriptedDevice): Promise<TicketMessage[]> {
    const before = tickets.length;
    const topic = topicOf(deviceId, 'ticket');
    await client.subscribeAsync(topic, { qos: 1 });
    await client.publishAsync(topic, Buffer.from(encodeTicketMessage(LAST)), { qos: 1 });
    await until(
      () => tickets.slice(before).some((one) => one.type === 'cancel' && one.job === LAST_JOB),
      'the last message',
    );
    return tickets.slice(before, -1);
  }
  const shownOnline = async ({ deviceId }: ScriptedDevice): Promise<boolean> =>
    (await face.database.devices.get(deviceId)).online;

  it('a device that is deactivated in the middle of a campaign is offline at once and stays so, though it goes on', async () => {
    const [identity, other] = [await face.aDevice(), await face.aDevice()];
    const [device, witness] = [await face.connect(identity), await face.connect(other)];
    await face.aCampaign(await face.aRelease('3.0.0'), [identity]);
    const { job, transfer } = await device.order();
    await device.report({ type: 'stage', job, stage: 'accepted' });
    await until(async () => (await face.database.jobs.find(job))?.state === 'running', 'the job to be running');
    await until(() => shownOnline(device), 'the device to be shown online');

    await face.database.devices.deactivate(identity.deviceId, aCommand());
    await face.get(Admission).evict([identity.deviceId]);
    expect(await shownOnline(device)).toBe(false);
    expect((await face.database.jobs.find(job))?.state).toBe('cancelled');
    await until(async () => (await retained(device)).length === 0, 'the ticket to be taken away');

    // It may say what it will: presence of a device that came later is written after its own.
    await device.publish('presence', 'online');
    await device.report({ type: 'stage', job, stage: 'downloading' });
    await witness.publish('presence', 'offline');
    await until(async () => !(await shownOnline(witness)), 'the other device to be shown offline');
    expect(await shownOnline(device)).toBe(false);
    const refusal = { type: 'refused', transfer, reason: 'job_closed' };
    await until(async () => {
      await device.want(transfer, [0]);
      return device.messages.some((one) => JSON.stringify(one) === JSON.stringify(refusal));
    }, 'no more blocks');
    expect(await retained(device)).toEqual([]);
  }, 40_000);

  it('a request to stop does not stay on its topic once the device has stopped', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    const { id } = await face.aCampaign(await face.aRelease('3.0.1'), [identity]);
    const { job } = await device.order();
    await device.report({ type: 'stage', job, stage: 'accepted' });
    await until(async () => (await face.database.jobs.find(job))?.state === 'running', 'the job to be running');
    await face.order(id, 'stop');
    await until(() => device.tickets.at(-1)?.type === 'cancel', 'the request to stop');
    expect(await retained(device)).toEqual([{ type: 'cancel', job }]);
    await device.report({ type: 'result', job, stage: 'cancelled', status: face.statusRunning() });
    await until(async () => (await face.database.campaigns.get(id)).state === 'stopped', 'the stop');
    await until(async () => (await retained(device)).length === 0, 'the request to be taken away');
  }, 40_000);
});
