import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { JobOrder } from '@twinbank/campaign';
import { aCommand } from '@twinbank/database/testing/test-database';
import { CampaignRunner } from '@twinbank/ports';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';

/** What devices hear of orders about their jobs. */
describe('a device whose job gets an order', () => {
  let face: DeviceFaceUnderTest;
  let version = 1;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  const offered = async () => {
    const identity = await face.aDevice();
    const device = await face.connect(identity);
    const release = await face.aRelease(`7.0.${version++}`);
    const { id } = await face.aCampaign(release, [identity], {});
    const { job, transfer } = await device.order();
    const now = () => face.database.jobs.find(job);
    /** What the REST interface does; with `isKilled` the server ends before the device is told. */
    const order = async (what: JobOrder, isKilled = false): Promise<void> => {
      const ordered = (await face.database.jobs.order(job, what, aCommand(Date.now())))!;
      if (ordered.tell && !isKilled) face.get(CampaignRunner).tell(ordered.job, ordered.tell);
      face.get(CampaignRunner).wake(id);
    };
    return { identity, device, job, transfer, id, now, order, last: () => device.tickets.at(-1) };
  };
  const accepted = async () => {
    const all = await offered();
    await all.device.report({ type: 'stage', job: all.job, stage: 'downloading' });
    await until(async () => (await all.now())?.state === 'running', 'the job to run');
    return all;
  };

  it('loses a ticket that it has not accepted, and gets another one when the job is resumed', async () => {
    const { device, order, last, transfer } = await offered();
    await order('pause');
    await until(() => last()?.type === 'none', 'the ticket to be cleared');
    await order('resume');
    expect((await device.order()).transfer).toBeGreaterThan(transfer);
  }, 30_000);

  it('is asked to stop, and its campaign ends without a failure', async () => {
    const { device, order, last, job, now, id } = await accepted();
    await order('cancel');
    await until(() => last()?.type === 'cancel', 'the request to stop');
    await device.report({
      type: 'result',
      job,
      stage: 'cancelled',
      fault: 'job_cancelled',
      status: face.statusRunning(),
    });
    await until(async () => (await now())?.state === 'cancelled', 'the end of the job');
    await until(async () => (await face.database.campaigns.get(id)).state === 'finished', 'the end of the campaign');
    await until(() => last()?.type === 'none', 'the topic to be cleared');
  }, 30_000);

  it('is asked with its next report, if the server ended before it had asked', async () => {
    const { device, order, last, job } = await accepted();
    await order('cancel', true);
    expect(last()?.type).toBe('order');
    await device.report({ type: 'stage', job, stage: 'downloading', done: 1, total: 9 });
    await until(() => last()?.type === 'cancel', 'the request to stop');
  }, 30_000);

  it('is asked to stop if it comes back after a force-quit, and what it says does not count', async () => {
    const { device, order, job, now, last } = await accepted();
    await order('force-quit', true);
    expect((await now())?.state).toBe('cancelled');
    await device.report({ type: 'stage', job, stage: 'downloading', done: 1, total: 9 });
    await until(() => last()?.type === 'cancel', 'the request to stop');
    await device.report({ type: 'result', job, stage: 'failed', fault: 'flash_error', status: face.statusRunning() });
    await until(() => last()?.type === 'none', 'the topic to be cleared');
    expect(await now()).toMatchObject({ state: 'cancelled', fault: 'job_force_quit' });
  }, 30_000);
});
