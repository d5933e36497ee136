import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Campaign, CampaignConfig } from '@twinbank/campaign';
import { OPERATOR } from '@twinbank/database/testing/test-database';
import type { DeviceStatus, FinishPolicy, SwapMode } from '@twinbank/protocol';
import { decodeTicket } from '@twinbank/image';
import type { ScriptedDevice } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

import { DeviceFaceUnderTest, type StoredRelease } from '../testing/device-face-under-test.js';

/** Devices of a campaign that go back to what they ran before. */
describe('a campaign that is rolled back', () => {
  let face: DeviceFaceUnderTest;
  let minor = 0;
  beforeAll(async () => {
    face = await DeviceFaceUnderTest.start();
  }, 60_000);
  afterAll(() => face.stop());

  /** A status with the first release active, and the second in the other bank. */
  const status = (active: StoredRelease, other?: StoredRelease): DeviceStatus => {
    const bank = (number: 1 | 2, stored: StoredRelease | undefined) =>
      stored === undefined
        ? { bank: number, state: 'empty' as const }
        : { bank: number, state: 'valid' as const, version: stored.release.version, digest: stored.release.codeDigest };
    return { ...face.statusRunning(active), active: 1, banks: [bank(1, active), bank(2, other)] };
  };
  const ticketOf = (device: ScriptedDevice) => {
    const last = device.tickets.at(-1)!;
    if (last.type !== 'order') throw new Error('no order');
    const payload = Buffer.from(last.ticket.split('.')[1]!, 'base64url').toString();
    return decodeTicket(JSON.parse(payload) as Record<string, unknown>);
  };
  const children = async (of: Campaign): Promise<readonly Campaign[]> => {
    const ids = await face.database.campaigns.underWay();
    const all = await Promise.all(ids.map((id) => face.database.campaigns.get(id)));
    return all.filter(({ origin }) => origin?.campaign === of.id);
  };

  /** Three devices of which two got a release: one kept the release before, one lost it; the third was never told. */
  const halfWay = async (given: Partial<CampaignConfig> & { policy?: FinishPolicy; mode?: SwapMode } = {}) => {
    minor++;
    const good = await face.aRelease(`6.${minor}.0`, { canSwapLive: false });
    const bad = await face.aRelease(`6.${minor}.1`);
    const identities = await Promise.all(Array.from({ length: 3 }, () => face.aDevice()));
    const devices = await Promise.all(identities.map((identity) => face.connect(identity)));
    await Promise.all(devices.map((device) => device.hello(status(good))));
    const known = async (): Promise<boolean> =>
      (await Promise.all(identities.map(({ deviceId }) => face.database.devices.get(deviceId)))).every(
        (device) => device.running?.version === good.release.version,
      );
    await until(known, 'what the devices run');
    const campaign = await face.aCampaign(bad, identities, {
      mode: 'reset',
      // Behind a gate: with two devices confirmed, the third would be told before anybody could roll back.
      waves: [{ count: 2 }, { percent: 100, gate: 'manual' }],
      thresholds: { successPercent: 100, errorPercent: 100, errorMinimum: 100 },
      retry: { attempts: 1, firstDelayMs: 1, factor: 1, maxDelayMs: 1, jitter: 0 },
      ...given,
    });
    const has = ({ tickets }: ScriptedDevice): boolean => tickets.at(-1)?.type === 'order';
    await until(() => devices.filter(has).length === 2, 'two tickets');
    const [kept, lost] = devices.filter(has) as [ScriptedDevice, ScriptedDevice];
    return { good, bad, campaign, kept, lost, third: devices.find((device) => !has(device))!, has };
  };

  it('swaps where the other bank holds the release before, downloads where it does not, and leaves the others', async () => {
    const { good, bad, campaign, kept, lost, third, has } = await halfWay();
    const first = (await kept.order()).job;
    await kept.report({ type: 'result', job: first, stage: 'confirmed', status: status(bad, good) });
    const second = (await lost.order()).job;
    await lost.report({ type: 'result', job: second, stage: 'confirmed', status: status(bad) });
    const outlook = () => face.database.campaigns.rollBackOutlook(campaign);
    await until(async () => (await outlook())[0]?.devices === 2, 'both ends');
    expect(await outlook()).toEqual([{ version: good.release.version, devices: 2, held: 1 }]);
    await face.order(campaign.id, 'roll-back');
    await until(async () => (await face.database.campaigns.get(campaign.id)).state === 'stopped', 'the stop');
    const made = await children(campaign);
    expect(made.map(({ releaseId, config }) => [releaseId, config.terms.kind])).toEqual([
      [good.release.id, 'revert'],
      [good.release.id, 'download'],
    ]);
    await until(() => [kept, lost].every((device) => has(device) && ticketOf(device).job > second), 'both tickets');
    expect([ticketOf(kept).kind, ticketOf(lost).kind]).toEqual(['revert', undefined]);
    const back = await kept.order();
    await kept.report({ type: 'result', job: back.job, stage: 'confirmed', status: status(good, bad) });
    const again = await lost.order();
    await lost.report({ type: 'result', job: again.job, stage: 'confirmed', status: status(good, bad) });
    for (const { id } of made)
      await until(async () => (await face.database.campaigns.get(id)).state === 'finished', `the end of ${id}`);
    expect(await outlook()).toEqual([]);
    expect(third.tickets.filter(({ type }) => type === 'order')).toEqual([]);
    expect(made[0]!.origin).toEqual({ campaign: campaign.id, why: `${OPERATOR.name} rolled it back` });
  }, 40_000);

  it('leaves nobody out with policy mirror, whatever the other bank holds', async () => {
    const { good, bad, campaign, kept, lost, has } = await halfWay({ policy: 'mirror' });
    const first = (await kept.order()).job;
    await kept.report({ type: 'result', job: first, stage: 'failed', fault: 'flash_error', status: status(bad, good) });
    const second = (await lost.order()).job;
    await lost.report({ type: 'result', job: second, stage: 'done', status: status(bad, bad) });
    await until(async () => !(await face.database.jobs.openOf([kept.deviceId, lost.deviceId])).length, 'both ends');
    await face.order(campaign.id, 'roll-back');
    await until(async () => (await children(campaign)).length > 0, 'the way back');
    const made = await children(campaign);
    expect(made.map(({ releaseId, config }) => [releaseId, config.terms.kind])).toEqual([[good.release.id, undefined]]);
    await until(() => [kept, lost].every((device) => has(device) && ticketOf(device).job > second), 'both tickets');
  }, 40_000);

  it('goes back by a reset if it was live, so that nobody stays with it who cannot go back live', async () => {
    const { good, bad, campaign, kept, lost, has } = await halfWay({ mode: 'live' });
    const first = (await kept.order()).job;
    await kept.report({ type: 'result', job: first, stage: 'confirmed', status: status(bad, good) });
    const second = (await lost.order()).job;
    await lost.report({ type: 'result', job: second, stage: 'confirmed', status: status(bad) });
    await face.order(campaign.id, 'roll-back');
    await until(async () => (await children(campaign)).length > 0, 'the way back');
    expect((await children(campaign)).map(({ config }) => config.terms.mode)).toEqual(['reset', 'reset']);
    await until(() => [kept, lost].every((device) => has(device) && ticketOf(device).job > second), 'both tickets');
    expect([ticketOf(kept).mode, ticketOf(lost).mode]).toEqual(['reset', 'reset']);
  }, 40_000);

  it('is what a rule may ask for, once, when a device is not well', async () => {
    const { good, bad, campaign, kept, lost } = await halfWay({
      soak: { durationMs: 3_600_000, allowance: { watchdogResets: 0 } },
      rules: [{ name: 'sick', classes: ['unhealthy'], minimum: 1, percent: 1, action: 'roll_back' }],
    });
    for (const device of [kept, lost]) {
      const { job } = await device.order();
      await device.report({ type: 'result', job, stage: 'confirmed', status: status(bad, good) });
    }
    const { version, codeDigest: digest } = bad.release;
    await kept.report({ type: 'health', health: { version, digest, boots: {}, watchdogResets: 1, numbers: {} } });
    await until(async () => (await children(campaign)).length > 0, 'the way back');
    const [only, ...more] = await children(campaign);
    expect([only!.config.terms.kind, more.length]).toEqual(['revert', 0]);
    for (const device of [kept, lost])
      await until(() => device.tickets.at(-1)?.type === 'order' && ticketOf(device).kind === 'revert', 'a way back');
  }, 40_000);
});
