import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type CampaignConfig, type JobState } from '@twinbank/campaign';
import type { ScriptedDevice } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';
import { RolloutRunner } from './rollout-runner.js';

/** Rules, gates and schedules of campaigns, with devices that answer to them. */
describe('a campaign with rules of its own', () => {
  let face: DeviceFaceUnderTest;
  let version = 1;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  const aFleet = async (count: number, rules: Partial<CampaignConfig>) => {
    const identities = await Promise.all(Array.from({ length: count }, () => face.aDevice()));
    const devices = await Promise.all(identities.map((identity) => face.connect(identity)));
    const stored = await face.aRelease(`4.0.${version++}`);
    const { id } = await face.aCampaign(stored, identities, { concurrency: 1, ...rules });
    return { id, devices, stored };
  };
  const ordered = (devices: readonly ScriptedDevice[]): ScriptedDevice[] =>
    devices.filter(({ tickets }) => tickets.at(-1)?.type === 'order');
  const next = async (devices: readonly ScriptedDevice[]): Promise<ScriptedDevice> => {
    await until(() => ordered(devices).length > 0, 'a ticket');
    return ordered(devices)[0]!;
  };
  const states = async (id: number): Promise<Partial<Record<JobState, number>>> => {
    const { cells } = await face.database.campaigns.counted(id, Date.now());
    return cells.reduce<Partial<Record<JobState, number>>>(
      (sum, { state, jobs }) => ({ ...sum, [state]: (sum[state] ?? 0) + jobs }),
      {},
    );
  };
  const is = (id: number, state: string): Promise<unknown> =>
    until(async () => (await face.database.campaigns.get(id)).state === state, `the campaign to be ${state}`);

  it('stops a slice: its devices get no ticket any more, and the campaign goes on to its end', async () => {
    const { id, devices } = await aFleet(6, {
      rules: [
        { name: 'flash', faults: ['flash_error'], per: 'hardware', minimum: 2, percent: 50, action: 'stop_slice' },
      ],
      thresholds: { successPercent: 0, errorPercent: 100, errorMinimum: 100 },
      retry: { attempts: 1, firstDelayMs: 1, factor: 1, maxDelayMs: 1, jitter: 0 },
    });
    for (let failures = 0; failures < 2; failures++) {
      const device = await next(devices);
      const { job } = await device.order();
      await device.report({ type: 'result', job, stage: 'failed', fault: 'flash_error', status: face.statusRunning() });
      await until(() => device.tickets.at(-1)?.type === 'none', 'the ticket to be cleared');
    }
    await is(id, 'finished');
    expect(await states(id)).toEqual({ failed: 2, cancelled: 4 });
    const faults = (await face.database.campaigns.counted(id, Date.now())).cells.map(({ fault, slices }) => [
      fault,
      slices,
    ]);
    expect(faults.sort()).toEqual([
      ['flash_error', ['A']],
      ['slice_stopped', ['A']],
    ]);
    const events = await face.database.events.list({ campaignId: id }, { limit: 99 });
    expect(events.items.filter(({ kind }) => kind === 'rule_broken')).toHaveLength(1);
  }, 30_000);

  it('waits at a gate until somebody opens it', async () => {
    const { id, devices, stored } = await aFleet(3, { waves: [{ count: 1 }, { percent: 100, gate: 'manual' }] });
    const first = await next(devices);
    const { job } = await first.order();
    await first.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(stored) });
    await until(async () => (await face.database.campaigns.get(id)).progress?.gateReached === 1, 'the gate');
    await until(() => first.tickets.at(-1)?.type === 'none', 'the ticket to be cleared');
    expect(ordered(devices)).toEqual([]);
    await face.order(id, { openGate: 1 });
    expect(await next(devices)).not.toBe(first);
  }, 30_000);

  it('hands out no more tickets than its rate allows, though devices are ready and concurrency leaves room', async () => {
    const { id, devices, stored } = await aFleet(3, { rate: { perMinute: 1 }, concurrency: 3 });
    const first = await next(devices);
    const { job } = await first.order();
    await first.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(stored) });
    await until(() => first.tickets.at(-1)?.type === 'none', 'the ticket to be cleared');
    const { forwardMs } = face.get(RolloutRunner);
    await until(() => face.get(RolloutRunner).forwardMs! > forwardMs!, 'another look at the campaign');
    expect(await states(id)).toEqual({ succeeded: 1, waiting: 2 });
  }, 30_000);

  it('hands out the others by and by as its rate allows', async () => {
    const { devices } = await aFleet(3, { rate: { perMinute: 1200 }, concurrency: 3 });
    await until(() => ordered(devices).length === 3, 'a ticket for each device');
  }, 30_000);

  it('at its end time hands out nothing more, and lets devices that have a ticket go on', async () => {
    const { id, devices, stored } = await aFleet(3, { schedule: { endAtMs: Date.now() + 5000 } });
    const device = await next(devices);
    const { job } = await device.order();
    await is(id, 'stopping');
    await until(async () => (await states(id)).cancelled === 2, 'the jobs without a ticket to be cancelled');
    expect(await states(id)).toEqual({ offered: 1, cancelled: 2 });
    await device.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(stored) });
    await is(id, 'stopped');
    expect(await states(id)).toEqual({ succeeded: 1, cancelled: 2 });
  }, 30_000);
});
