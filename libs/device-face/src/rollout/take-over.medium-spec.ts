import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';

describe('a device whose job another campaign takes over', () => {
  let face: DeviceFaceUnderTest;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  it('gets the ticket of the other campaign in its place, and what it says of the first one changes nothing', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    await device.hello(face.statusRunning());
    const first = await face.aCampaign(await face.aRelease('7.1.0'), [identity]);
    const { job } = await device.order();
    const release = await face.aRelease('7.2.0');
    const second = await face.aCampaign(release, [identity], { otherCampaigns: { policy: 'supersede' } });
    await until(
      () => device.tickets.some((ticket) => ticket.type === 'order' && ticket.job !== job),
      'the other ticket',
    );
    await until(async () => (await face.database.campaigns.get(first.id)).state === 'finished', 'the end of the first');
    expect(device.tickets.map(({ type }) => type)).toContain('none');
    await device.report({ type: 'stage', job, stage: 'accepted' });
    const { job: next } = await device.order();
    await device.report({ type: 'result', job: next, stage: 'confirmed', status: face.statusRunning(release) });
    await until(
      async () => (await face.database.campaigns.get(second.id)).state === 'finished',
      'the end of the second',
    );
    expect(await face.database.jobs.find(job)).toMatchObject({ state: 'cancelled', fault: 'superseded' });
    expect(await face.database.jobs.find(next)).toMatchObject({ state: 'succeeded', attempts: 1 });
  }, 40_000);

  it('keeps its job if it has begun; the other campaign leaves it out, or waits for somebody if it refuses to share', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    await device.hello(face.statusRunning());
    await face.aCampaign(await face.aRelease('8.1.0'), [identity]);
    const { job } = await device.order();
    await device.report({ type: 'stage', job, stage: 'downloading' });
    await until(async () => (await face.database.jobs.find(job))?.state === 'running', 'the download');
    const release = await face.aRelease('8.2.0');
    const other = await face.aCampaign(release, [identity], { otherCampaigns: { policy: 'supersede' } });
    await until(
      async () => (await face.database.campaigns.get(other.id)).state === 'finished',
      'the end of the second',
    );
    expect(await face.database.jobs.findOf(other.id, identity.deviceId)).toMatchObject({ fault: 'device_in_campaign' });
    expect(await face.database.jobs.find(job)).toMatchObject({ state: 'running' });
    const refusing = await face.aCampaign(release, [identity], { otherCampaigns: { policy: 'refuse' } });
    await until(async () => (await face.database.campaigns.get(refusing.id)).state === 'paused', 'the pause');
    expect(await face.database.campaigns.get(refusing.id)).toMatchObject({ pauseReason: 'devices_in_campaigns' });
  }, 40_000);
});
