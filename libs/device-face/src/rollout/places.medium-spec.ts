import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { aCommand } from '@twinbank/database/testing/test-database';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';

describe('a campaign that is spread over places', () => {
  let face: DeviceFaceUnderTest;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  it('updates one device of a small site after the other, by itself, and those of other sites meanwhile', async () => {
    const identities = await Promise.all(Array.from({ length: 4 }, () => face.aDevice()));
    const sites = ['hamburg', 'hamburg', 'hamburg', 'lyon'];
    for (const [at, { deviceId }] of identities.entries())
      await face.database.devices.change(deviceId, { attributes: { site: sites[at]! } }, aCommand());
    const devices = await Promise.all(identities.map((identity) => face.connect(identity)));
    const release = await face.aRelease('5.9.0');
    const { id } = await face.aCampaign(release, identities, { spread: { by: 'site', percent: 50 } });
    const { job: inLyon } = await devices[3]!.order();
    const jobs = async () =>
      Promise.all(identities.slice(0, 3).map(async ({ deviceId }) => face.database.jobs.findOf(id, deviceId)));

    const begun = new Set<number>();
    for (let turn = 0; turn < 3; turn++) {
      const offered = async () => (await jobs()).flatMap((job, at) => (job!.state === 'offered' ? [at] : []));
      await until(async () => (await offered()).length > 0, `the ticket of turn ${turn}`);
      const [at, ...more] = await offered();
      expect(more).toEqual([]);
      expect(begun.has(at!)).toBe(false);
      begun.add(at!);
      const { job } = await devices[at!]!.order();
      const states = (await jobs()).map((one) => [one!.state, one!.hold]);
      expect(states.filter(([state, hold]) => state === 'held' && hold === 'place')).toHaveLength(2 - turn);
      await devices[at!]!.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(release) });
    }
    await devices[3]!.report({ type: 'result', job: inLyon, stage: 'confirmed', status: face.statusRunning(release) });
    await until(async () => (await face.database.campaigns.get(id)).state === 'finished', 'the end');
  }, 60_000);
});
