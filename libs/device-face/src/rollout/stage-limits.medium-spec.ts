import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { StageLimits } from '@twinbank/campaign';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';

describe('a campaign with limits for stages', () => {
  let face: DeviceFaceUnderTest;
  let version = 1;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  const accepted = async (limits: StageLimits) => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    const retry = { attempts: 2, firstDelayMs: 3_600_000, factor: 1, maxDelayMs: 3_600_000, jitter: 0 };
    await face.aCampaign(await face.aRelease(`6.0.${version++}`), [identity], { limits, retry });
    const { job } = await device.order();
    await device.report({ type: 'stage', job, stage: 'accepted' });
    const jobNow = () => face.database.jobs.find(job);
    await until(async () => (await jobNow())?.state === 'running', 'the acceptance');
    return { device, job, jobNow };
  };

  it('gives up an attempt whose device does not begin, and asks the device to stop', async () => {
    const { device, jobNow } = await accepted({ acceptedMs: 1000 });
    await until(async () => (await jobNow())?.state === 'backoff', 'the limit');
    expect(await jobNow()).toMatchObject({ fault: 'stage_accepted' });
    await until(() => device.tickets.at(-1)?.type !== 'order', 'the device to be told');
  }, 30_000);

  it('lets a device go on that gets further, and gives it up when it stands still', async () => {
    const { device, job, jobNow } = await accepted({ progressMs: 2000 });
    await device.report({ type: 'stage', job, stage: 'downloading', done: 1, total: 99 });
    const begun = (await until(async () => (await jobNow())?.progressAtMs, 'progress')) as number;
    for (let done = 2; Date.now() < begun + 8500; done++) {
      await device.report({ type: 'stage', job, stage: 'downloading', done, total: 99 });
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    expect(await jobNow()).toMatchObject({ state: 'running' });
    expect(device.tickets.at(-1)?.type).toBe('order');
    await until(async () => (await jobNow())?.state === 'backoff', 'the limit');
    expect(await jobNow()).toMatchObject({ fault: 'stage_progress' });
  }, 60_000);
});
