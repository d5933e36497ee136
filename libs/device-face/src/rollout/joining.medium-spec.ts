import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { aCommand } from '@twinbank/database/testing/test-database';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';

/** Devices that begin to match a campaign while it runs. */
describe('a dynamic campaign', () => {
  let face: DeviceFaceUnderTest;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  const tag = (deviceId: string) => face.database.devices.change(deviceId, { tags: ['pilot'] }, aCommand());

  it('sends its first device alone, and those that come later behind the same gate', async () => {
    const identities = await Promise.all(Array.from({ length: 4 }, () => face.aDevice()));
    const devices = await Promise.all(identities.map((identity) => face.connect(identity)));
    const release = await face.aRelease('8.0.0');
    const { id } = await face.aCampaign(release, [], {
      ...{ dynamic: true, selection: { filter: 'tags==pilot' } },
      waves: [{ count: 1 }, { percent: 100, gate: 'manual' }],
    });
    const stateIs = (state: string) =>
      until(async () => (await face.database.campaigns.get(id)).state === state, `the campaign to be ${state}`);
    const hasTicket = (at: number): boolean => devices[at]!.tickets.at(-1)?.type === 'order';
    await stateIs('running');

    await tag(identities[0]!.deviceId);
    const { job } = await devices[0]!.order();
    await tag(identities[1]!.deviceId);
    await tag(identities[2]!.deviceId);
    await until(
      async () => (await face.database.campaigns.counts(id, Date.now())).some(({ jobs }) => jobs.waiting === 2),
      'two more to join',
    );
    expect([hasTicket(1), hasTicket(2)]).toEqual([false, false]);

    await devices[0]!.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(release) });
    await until(async () => (await face.database.campaigns.get(id)).progress?.gateReached === 1, 'the gate');
    expect([hasTicket(1), hasTicket(2)]).toEqual([false, false]);
    await face.order(id, { openGate: 1 });
    await devices[1]!.order();
    await devices[2]!.order();

    await tag(identities[3]!.deviceId);
    await devices[3]!.order();
    expect((await face.database.campaigns.get(id)).state).toBe('running');
    await face.order(id, 'stop');
  }, 60_000);
});
