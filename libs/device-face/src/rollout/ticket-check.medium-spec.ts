import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import type { Job } from '@twinbank/campaign';
import { Jobs } from '@twinbank/database';
import { aCommand } from '@twinbank/database/testing/test-database';
import { Admission } from '@twinbank/ports';
import type { Offer } from '@twinbank/rollout';

import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';
import { type ScriptedDevice } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';
import { JobAttempts } from './job-attempts.js';

/** A check comes two seconds after what it is about, in the next round. */
const AFTER_A_CHECK_MS = 5000;

const outside = process.env['TEST_MQTT_URL'];
const brokers: [string, string | undefined][] = [
  ['the broker inside', undefined],
  ...(outside === undefined ? [] : [['a broker outside', outside] as [string, string]]),
];

describe.each(brokers)('what is retained for a device by %s', (_name, mqttUrl) => {
  let face: DeviceFaceUnderTest;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start(mqttUrl);
  }, 60_000);
  afterAll(() => face.stop());

  const jobOf = async ({ jobId }: Offer): Promise<Job> => (await face.database.jobs.find(jobId))!;
  const isNow = (device: ScriptedDevice, type: 'order' | 'none' | 'cancel' | 'disposal'): Promise<unknown> =>
    until(() => device.tickets.at(-1)?.type === type, `${type} for ${device.deviceId}`);

  /** A device with a ticket, its offer to publish again, and a function that ends its job. */
  async function anOffer(version: string): Promise<{ device: ScriptedDevice; offer: Offer; end: () => Promise<void> }> {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    const stored = await face.aRelease(version);
    await face.aCampaign(stored, [identity]);
    const { job } = await device.order();
    const offer = (await face.database.jobs.openOffer(identity.deviceId))!;
    const end = (): Promise<void> =>
      device.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(stored) });
    return { device, offer, end };
  }

  /** The same, whose device has accepted. */
  async function anAccepted(version: string): ReturnType<typeof anOffer> {
    const made = await anOffer(version);
    await made.device.report({ type: 'stage', job: made.offer.jobId, stage: 'accepted' });
    await until(async () => (await jobOf(made.offer)).state === 'running', 'the job to run');
    return made;
  }

  it('is no ticket of a job that ended while it was published again', async () => {
    const { device, offer, end } = await anOffer('3.0.0');
    await end();
    await isNow(device, 'none');
    await face.get(JobAttempts).begin([offer], performance.now());
    await isNow(device, 'order');
    await isNow(device, 'none');
  });

  it('is no ticket of an offer that was taken back while its server stood still', async () => {
    const { device, offer, end } = await anOffer('3.0.5');
    await end();
    await isNow(device, 'none');
    const before = device.tickets.length;
    await face.get(JobAttempts).begin([offer], performance.now() - 60_000);
    // What comes after it on the same topic.
    face.get(JobAttempts).clear(offer.deviceId);
    await until(() => device.tickets.length > before, 'the next message');
    expect(device.tickets.slice(before).map(({ type }) => type)).toEqual(['none']);
  });

  it('is the ticket of an offer that is out still when its server goes on', async () => {
    const { device, offer } = await anOffer('3.0.6');
    const before = device.tickets.length;
    await face.get(JobAttempts).begin([offer], performance.now() - 60_000);
    await until(() => device.tickets.length > before, 'the ticket');
    expect(device.tickets.at(-1)).toMatchObject({ type: 'order', job: offer.jobId });
  });

  it('is the ticket of a job that its device has accepted, however long publishing it again took', async () => {
    const { device, offer } = await anAccepted('3.0.7');
    const before = device.tickets.length;
    expect(await face.get(JobAttempts).begin([offer], performance.now() - 60_000)).toBe(1);
    await until(() => device.tickets.length > before, 'the ticket');
    expect(device.tickets.at(-1)).toMatchObject({ type: 'order', job: offer.jobId });
  });

  it('is no ticket of a job whose device was asked to stop while its server stood still', async () => {
    const { offer } = await anAccepted('3.0.8');
    await face.database.jobs.order(offer.jobId, 'cancel', aCommand());
    expect(await face.get(JobAttempts).begin([offer], performance.now() - 60_000)).toBe(0);
  });

  it('is no ticket of a job whose campaign has its devices stop', async () => {
    const { device, offer } = await anAccepted('3.0.11');
    await face.order(offer.campaignId, 'stop');
    await isNow(device, 'cancel');
    expect(await face.get(JobAttempts).begin([offer], performance.now() - 60_000)).toBe(0);
    expect(device.tickets.at(-1)).toMatchObject({ type: 'cancel' });
  });

  it('is the ticket of an offer that was not published because the database was slow, as soon as it answers again', async () => {
    const { device, offer } = await anOffer('3.0.9');
    const before = device.tickets.length;
    const jobs = face.get(Jobs);
    const slow = jest.spyOn(jobs, 'stillOut').mockImplementation(async () => {
      await sleep(1100);
      return new Set([offer.transfer]);
    });
    try {
      expect(await face.get(JobAttempts).begin([offer], performance.now() - 60_000)).toBe(0);
      expect(slow).toHaveBeenCalledTimes(3);
      expect(device.tickets.length).toBe(before);
    } finally {
      slow.mockRestore();
    }
    await until(() => device.tickets.length > before, 'the ticket');
    expect(device.tickets.at(-1)).toMatchObject({ type: 'order', job: offer.jobId });
  });

  it('is the order to forget its keys, even if a ticket went out right before it', async () => {
    const { device, offer } = await anOffer('3.0.10');
    const status = face.statusRunning(undefined, { understands: ['disposal'] });
    await face.database.devices.applyStatuses([{ deviceId: offer.deviceId, status, seenAtMs: Date.now() }]);
    await face.get(JobAttempts).begin([offer], performance.now());
    await face.database.disposals.order(offer.deviceId, { reason: 'scrapped' }, aCommand());
    await face.get(Admission).ending(offer.deviceId);
    await isNow(device, 'disposal');
    await sleep(AFTER_A_CHECK_MS);
    expect(device.tickets.at(-1)).toMatchObject({ type: 'disposal' });
  });

  it('is the present ticket, even if the end of another job wiped it', async () => {
    const { device, offer } = await anOffer('3.1.0');
    face.get(JobAttempts).clear(offer.deviceId);
    await isNow(device, 'none');
    await isNow(device, 'order');
  });

  it('asks no device to stop a job that has succeeded', async () => {
    const { device, offer, end } = await anOffer('3.2.0');
    const job = { deviceId: offer.deviceId, id: offer.jobId };
    await end();
    await isNow(device, 'none');
    await face.get(JobAttempts).recall(job);
    face.get(JobAttempts).cancel(job);
    await isNow(device, 'cancel');
    await isNow(device, 'none');
    expect(device.tickets.filter(({ type }) => type === 'cancel')).toHaveLength(1);
  });
});
