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

  it('goes from one campaign to the next in a row, also if the server ends in between', async () => {
    const identity = await face.aDevice();
    const first = await face.connect(identity);
    await first.hello(face.statusRunning());
    const releases = [await face.aRelease('9.1.0'), await face.aRelease('9.2.0'), await face.aRelease('9.3.0')];
    const ids: number[] = [];
    for (const release of releases)
      ids.push((await face.aCampaign(release, [identity], { mode: 'reset', otherCampaigns: { policy: 'wait' } })).id);
    const jobIn = async (campaign: number) => (await face.database.jobs.findOf(campaign, identity.deviceId))!;
    await until(async () => (await jobIn(ids[2]!))?.wave === 0, 'the plan of the last one');
    const brought: string[] = [];
    let device = first;
    for (const [at, release] of releases.entries()) {
      await until(async () => (await jobIn(ids[at]!)).state === 'offered', `the ticket of ${at}`);
      const open = await Promise.all(ids.map(async (id) => (await jobIn(id)).state));
      expect(open.filter((state) => state === 'offered')).toHaveLength(1);
      await face.halt();
      await face.boot();
      device = await face.connect(identity);
      const { job } = await device.order();
      await device.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(release) });
      await until(async () => (await jobIn(ids[at]!)).state === 'succeeded', `the end of ${at}`);
      brought.push(release.release.version);
      expect((await jobIn(ids[at]!)).previous?.version).toBe(at === 0 ? '1.0.0' : brought[at - 1]);
    }
    for (const id of ids)
      await until(async () => (await face.database.campaigns.get(id)).state === 'finished', `${id}`);
  }, 60_000);
});
