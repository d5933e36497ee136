import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Campaign, CampaignConfig } from '@twinbank/campaign';
import { aCommand } from '@twinbank/database/testing/test-database';
import type { DeviceStatus } from '@twinbank/protocol';
import type { DeviceIdentity, ScriptedDevice } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest, type StoredRelease } from '../testing/device-face-under-test.js';

const PAGE = readFileSync(new URL('../../../../docs/recipes.md', import.meta.url), 'utf8');

/** The recipe of the page that begins so, as it stands there. */
function recipeOf(title: string): Partial<CampaignConfig> {
  const at = PAGE.indexOf(`**${title}`);
  if (at === -1) throw new Error(`docs/recipes.md has no recipe "${title}"`);
  return JSON.parse(/```json\n(.*?)\n```/s.exec(PAGE.slice(at))![1]!) as Partial<CampaignConfig>;
}

const TIME_MS = 120_000;

/** Recipes of docs/recipes.md, carried out by the server with devices that do as the test says. */
describe('a recipe', () => {
  let face: DeviceFaceUnderTest;
  let minor = 0;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, TIME_MS);
  afterAll(() => face.stop());

  /** A status with one image active and another one in the bank that rests. */
  const status = (active: StoredRelease, other?: StoredRelease): DeviceStatus => {
    const bank = (number: 1 | 2, stored: StoredRelease | undefined) =>
      stored === undefined
        ? { bank: number, state: 'empty' as const }
        : { bank: number, state: 'valid' as const, version: stored.release.version, digest: stored.release.codeDigest };
    return { ...face.statusRunning(active), active: 1, banks: [bank(1, active), bank(2, other)] };
  };
  const has = ({ tickets }: ScriptedDevice): boolean => tickets.at(-1)?.type === 'order';
  const was = ({ tickets }: ScriptedDevice): boolean => tickets.some(({ type }) => type === 'order');

  /** So many devices that run a release, and one that they can be brought to. */
  const fleet = async (size: number, change: (at: number) => object | undefined = () => undefined) => {
    minor++;
    const old = await face.aRelease(`7.${minor}.0`, { canSwapLive: false });
    const next = await face.aRelease(`7.${minor}.1`);
    const identities: DeviceIdentity[] = [];
    const devices: ScriptedDevice[] = [];
    for (let at = 0; at < size; at++) {
      const identity = await face.aDevice();
      const changed = change(at);
      if (changed) await face.database.devices.change(identity.deviceId, changed, aCommand());
      const device = await face.connect(identity);
      await device.hello(status(old));
      identities.push(identity);
      devices.push(device);
    }
    const known = async (): Promise<boolean> =>
      (await Promise.all(identities.map(({ deviceId }) => face.database.devices.get(deviceId)))).every(
        ({ running }) => running?.version === old.release.version,
      );
    await until(known, 'what the devices run');
    const confirm = async (device: ScriptedDevice): Promise<void> => {
      const { job } = await device.order();
      await device.report({ type: 'result', job, stage: 'confirmed', status: status(next, old) });
    };
    const begin = (recipe: Partial<CampaignConfig>): Promise<Campaign> =>
      face.aCampaign(next, identities, { ...recipe, mode: 'reset' });
    const told = (count: number): Promise<unknown> =>
      until(() => devices.filter(was).length === count, `${count} devices with a ticket`);
    return { old, next, identities, devices, confirm, begin, told };
  };
  const inState = (id: number, state: Campaign['state']): Promise<unknown> =>
    until(async () => (await face.database.campaigns.get(id)).state === state, `the campaign to be ${state}`);
  const childrenOf = async (id: number): Promise<readonly Campaign[]> => {
    const ids = await face.database.campaigns.underWay();
    const all = await Promise.all(ids.map((one) => face.database.campaigns.get(one)));
    return all.filter(({ origin }) => origin?.campaign === id);
  };

  it(
    'watches five canaries, stops when two of them are not well, and swaps all of them back',
    async () => {
      const { next, devices, confirm, begin, told } = await fleet(7);
      const { id } = await begin(recipeOf('Watch five devices for half an hour'));
      await told(5);
      const canaries = devices.filter(has);
      for (const device of canaries) await confirm(device);
      const { version, codeDigest: digest } = next.release;
      for (const device of canaries.slice(0, 2))
        await device.report({ type: 'health', health: { version, digest, boots: {}, watchdogResets: 1, numbers: {} } });
      await until(async () => (await childrenOf(id)).length > 0, 'the way back');
      expect((await childrenOf(id)).map(({ config }) => config.terms.kind)).toEqual(['revert']);
      await until(() => canaries.every(has), 'the tickets for the way back');
      await inState(id, 'stopped');
      expect(devices.filter(was)).toHaveLength(5);
    },
    TIME_MS,
  );

  it(
    'updates a device of a site after the other, and none while one is watched',
    async () => {
      const { identities, devices, confirm, begin } = await fleet(6, (at) => ({
        attributes: { site: at < 5 ? 'hamburg' : 'lyon' },
      }));
      const { id } = await begin(recipeOf('A fifth of each site at a time'));
      const inHamburg = devices.slice(0, 5);
      await until(() => has(devices[5]!) && inHamburg.filter(has).length === 1, 'a ticket at each site');
      const first = inHamburg.findIndex(has);
      await confirm(inHamburg[first]!);
      const jobOf = (at: number) => face.database.jobs.findOf(id, identities[at]!.deviceId);
      await until(async () => (await jobOf(first))?.state === 'soaking', 'the device to be watched');
      const others = [0, 1, 2, 3, 4].filter((at) => at !== first);
      for (const at of others)
        await until(async () => (await jobOf(at))?.hold === 'place', `device ${at} to wait for its site`);
      expect(inHamburg.filter(was)).toHaveLength(1);
      await face.order(id, 'stop');
      await confirm(devices[5]!);
      await inState(id, 'stopped');
    },
    TIME_MS,
  );

  it(
    'has five pilots first, then a tenth, and the others when a person lets them',
    async () => {
      const { devices, confirm, begin, told } = await fleet(6, () => ({ tags: ['pilot'] }));
      const { id } = await begin(recipeOf('Five canaries by name of their tag'));
      await told(5);
      for (const device of devices.filter(has)) await confirm(device);
      await until(async () => (await face.database.campaigns.get(id)).progress?.gateReached === 2, 'the gate');
      expect(devices.filter(was)).toHaveLength(5);
      await face.order(id, { openGate: 2 });
      await told(6);
      await confirm(devices.find(has)!);
      await inState(id, 'finished');
    },
    TIME_MS,
  );

  it(
    'goes on to the next group when nearly all of one have succeeded',
    async () => {
      const { devices, confirm, begin, told } = await fleet(10);
      const { id } = await begin(recipeOf('A careful rollout, as hawkBit has it'));
      for (const count of [1, 5, 10]) {
        await told(count);
        const group = devices.filter(has);
        // None of the next group is told before the last one of this group has succeeded.
        for (const device of group) {
          expect(devices.filter(was)).toHaveLength(count);
          await confirm(device);
        }
      }
      await inState(id, 'finished');
    },
    TIME_MS,
  );

  it(
    'stops for good when a twentieth of ten devices rejects it',
    async () => {
      const { old, devices, begin, told } = await fleet(11);
      const { id } = await begin({ ...recipeOf("AWS's abort criteria"), concurrency: 10 });
      await told(10);
      for (const device of devices.filter(has)) {
        const { job } = await device.order();
        await device.report({
          type: 'result',
          job,
          stage: 'rejected',
          fault: 'manifest_malformed',
          status: status(old),
        });
      }
      await inState(id, 'stopped');
      const { items } = await face.database.events.list({ campaignId: id }, { limit: 99 });
      expect(items.map(({ kind }) => kind)).toContain('campaign_stopping');
    },
    TIME_MS,
  );

  it(
    'tells devices at the base rate of its ramp',
    async () => {
      const { devices, begin, told } = await fleet(4);
      const startMs = Date.now();
      await begin(recipeOf("AWS's ramp, word for word"));
      await told(4);
      // Fifty a minute: the first at once, and each other one 1.2 s after the one before it, at the earliest.
      expect(Date.now() - startMs).toBeGreaterThanOrEqual(3 * 1200 - 100);
      expect(devices.every(has)).toBe(true);
    },
    TIME_MS,
  );
});
