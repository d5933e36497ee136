import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { CampaignConfig } from '@twinbank/campaign';
import type { ScriptedDevice } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest, type StoredRelease } from '../testing/device-face-under-test.js';

const HOUR = 3_600_000;

/** Devices that are watched after their update. */
describe('a campaign that watches its devices', () => {
  let face: DeviceFaceUnderTest;
  let version = 1;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  /** A device that has got the release of a campaign of two waves; another one waits for it. */
  const updated = async (soak: CampaignConfig['soak'], given: Partial<CampaignConfig> = {}) => {
    const identities = await Promise.all(Array.from({ length: 2 }, () => face.aDevice()));
    const devices = await Promise.all(identities.map((identity) => face.connect(identity)));
    const release = await face.aRelease(`5.0.${version++}`);
    const waves = [{ count: 1 }, { percent: 100 }];
    const { id } = await face.aCampaign(release, identities, { waves, ...(soak && { soak }), ...given });
    const has = ({ tickets }: ScriptedDevice): boolean => tickets.at(-1)?.type === 'order';
    await until(() => devices.some(has), 'a ticket');
    const device = devices.find(has)!;
    const other = devices.find((one) => one !== device)!;
    const { job } = await device.order();
    await device.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(release) });
    const is = (state: string): Promise<unknown> =>
      until(async () => (await face.database.jobs.find(job))?.state === state, `the job to be ${state}`);
    return { id, job, device, other, release, is, jobNow: () => face.database.jobs.find(job) };
  };
  const health = ({ release }: StoredRelease, watchdogResets: number) => ({
    type: 'health' as const,
    health: { version: release.version, digest: release.codeDigest, boots: {}, watchdogResets, numbers: {} },
  });

  it('counts a device when its time is over, and begins the next wave then', async () => {
    const { id, is, device, other, job } = await updated({ durationMs: 2500 });
    await is('soaking');
    await until(() => device.tickets.at(-1)?.type === 'none', 'the ticket to be cleared');
    expect(other.tickets.filter(({ type }) => type === 'order')).toEqual([]);
    await is('succeeded');
    await until(() => other.tickets.at(-1)?.type === 'order', 'the next wave');
    const { items } = await face.database.events.list({ campaignId: id }, { limit: 99 });
    const ofJob = items.filter(({ jobId }) => jobId === job).map(({ kind }) => kind);
    expect(ofJob).toEqual(['job_soaking', 'job_succeeded']);
  }, 30_000);

  it('fails a device that tells too many resets of the new release, not of another one', async () => {
    const { is, device, release, jobNow, id } = await updated({ durationMs: HOUR, allowance: { watchdogResets: 0 } });
    await is('soaking');
    const old = { ...health(release, 9), health: { ...health(release, 9).health, digest: 'a'.repeat(64) } };
    await device.report(old);
    await device.report(health(release, 0));
    expect((await jobNow())?.state).toBe('soaking');
    await device.report(health(release, 1));
    await is('failed');
    expect(await jobNow()).toMatchObject({ fault: 'health_watchdog', attempts: 1 });
    await until(async () => (await face.database.campaigns.get(id)).state === 'paused', 'the pause');
  }, 30_000);

  it('fails a device that says hello with another image', async () => {
    const { is, device, jobNow } = await updated({ durationMs: HOUR });
    await is('soaking');
    await device.report({ type: 'hello', status: face.statusRunning() });
    await is('failed');
    expect((await jobNow())?.fault).toBe('soak_release_left');
  }, 30_000);

  it('fails a device that has not told what it is judged by', async () => {
    const { is, jobNow } = await updated({ durationMs: 1000, allowance: { resets: 3 } });
    await is('failed');
    expect((await jobNow())?.fault).toBe('health_missing');
  }, 30_000);

  it('lets devices that are watched succeed when it stops', async () => {
    const { id, is, jobNow } = await updated({ durationMs: HOUR });
    await is('soaking');
    await face.order(id, 'stop');
    await until(async () => (await face.database.campaigns.get(id)).state === 'stopped', 'the end');
    expect(await jobNow()).toMatchObject({ state: 'succeeded' });
    expect((await jobNow())?.fault).toBeUndefined();
  }, 30_000);

  it('takes its time after a clock step, and does not end while the database’s clock says that it goes on', async () => {
    const { is, job, jobNow } = await updated({ durationMs: HOUR });
    await is('soaking');
    const endMs = (await jobNow())!.deadlineAtMs!;
    const nowMs = Date.now();
    expect(await face.database.jobs.heedClockStep({ beforeMs: nowMs, nowMs: endMs + 1000 })).toBe(1);
    expect((await jobNow())!.deadlineAtMs).toBe(endMs + endMs + 1000 - nowMs);
    expect(await face.database.jobs.heedClockStep({ beforeMs: endMs, nowMs })).toBe(1);
    expect((await jobNow())!.deadlineAtMs).toBe(nowMs + HOUR);
    expect((await face.database.jobs.soaks.over(nowMs + 2 * HOUR, 10)).map((soaked) => soaked.job.id)).not.toContain(
      job,
    );
  }, 30_000);
});
