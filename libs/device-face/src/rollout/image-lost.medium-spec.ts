import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { StoredImages } from '@twinbank/stored-releases';

import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';
import { until } from '@twinbank/testkit/until';
import { RolloutRunner } from './rollout-runner.js';

describe('A campaign whose stored image is lost', () => {
  let face: DeviceFaceUnderTest;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  it('pauses before a ticket goes out, and accepts the image again once it is back', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    const stored = await face.aRelease('3.0.0');
    face.blobs.lose(stored.release.blobKey);
    const { id } = await face.aCampaign(stored, [identity]);
    face.get(RolloutRunner).wake(id);
    await until(async () => (await face.database.campaigns.get(id)).state === 'paused', 'the campaign to be paused');
    expect(await face.database.campaigns.get(id)).toMatchObject({ pauseReason: 'image_unreadable' });
    expect(device.tickets.filter(({ type }) => type === 'order')).toEqual([]);
    const { items } = await face.database.events.list({ campaignId: id }, { limit: 10 });
    expect(items.find(({ kind }) => kind === 'campaign_paused')?.data).toMatchObject({
      reason: expect.stringContaining('is missing'),
    });
    expect(face.get(StoredImages).someLost).toBe(true);
    await face.blobs.put([stored.stream], { maxBytes: stored.stream.length });
    face.get(StoredImages).suspect(stored.release.id);
    expect(await face.get(StoredImages).problemOf(stored.release.id)).toBeUndefined();
  }, 40_000);

  it('ends the running downloads with the fault', async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    const stored = await face.aRelease('3.1.0');
    const { id } = await face.aCampaign(stored, [identity]);
    face.get(RolloutRunner).wake(id);
    await until(() => device.tickets.at(-1)?.type === 'order', 'a ticket');
    const { job } = await device.order();
    await device.report({ type: 'stage', job, stage: 'downloading', done: 0, total: 10 });
    await until(async () => (await face.database.jobs.find(job))?.state === 'running', 'the job to be running');
    face.blobs.lose(stored.release.blobKey);
    face.get(StoredImages).suspect(stored.release.id);
    face.get(RolloutRunner).wake(id);
    await until(async () => (await face.database.jobs.find(job))?.state === 'backoff', 'the job to be backoff');
    expect(await face.database.jobs.find(job)).toMatchObject({ fault: 'image_unreadable' });
    expect(await face.database.campaigns.get(id)).toMatchObject({ state: 'paused', pauseReason: 'image_unreadable' });
  }, 40_000);
});
