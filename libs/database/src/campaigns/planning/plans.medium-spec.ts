import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import {
  assignWaves,
  EMPTY_TALLY,
  exclusionOf,
  jobCounts,
  NO_WAVE,
  placeOf,
  stepCampaign,
  tallied,
  waveAt,
  waveEnds,
  type CampaignConfig,
  type Tally,
  type Wave,
} from '@twinbank/campaign';

import type { Database } from '../../database.js';
import { CAMPAIGN_JOB_LIST } from '../../lists/campaign-list.js';
import { listed } from '../../testing/listed.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../../testing/test-database.js';
import {
  aConfig,
  aFleet,
  anOrder,
  aRunningCampaign,
  mirroredStatus,
  idOf,
  NEW,
  NOW,
  startCampaign,
  COMMAND,
} from '../../testing/test-fleet.js';

const DEVICES = 60;

describe.each(TEST_DATABASES)('plans on %s', (_name, open) => {
  let test: TestDatabase;
  let database: Database;
  let releaseId: number;
  beforeAll(async () => {
    test = await open();
    database = test.database;
  }, OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.empty();
    ({ releaseId } = await aFleet(database, DEVICES));
  });

  const report = (number: number, given: object, image?: typeof NEW): Promise<void> =>
    database.devices.applyStatuses([
      { deviceId: idOf(number), status: mirroredStatus(image, given), seenAtMs: NOW + 1 },
    ]);
  const starting = async (given: Partial<CampaignConfig> = {}): Promise<number> => {
    const { id } = await database.campaigns.create(
      { name: 'spring', product: 'pump', releaseId, config: aConfig(given) },
      COMMAND,
    );
    await database.campaigns.start(id, NOW, (draft) => stepCampaign(draft, { type: 'start', by: COMMAND.by }, NOW));
    return id;
  };
  const goOn = (id: number, limit: number) => database.plans.goOn(id, anOrder(), { limit, nowMs: NOW });
  const finish = async (id: number, limit: number): Promise<void> => {
    for (let left = 500; left > 0 && (await goOn(id, limit))?.state === 'starting'; left--);
  };
  const jobsOf = (campaign: number) => listed(database, CAMPAIGN_JOB_LIST, { campaign });
  const tallyIn = async (limit: number, selection = {}): Promise<Tally> => {
    let tally = EMPTY_TALLY;
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const slice = await database.plans.groups({ product: 'pump', selection, atMs: NOW }, { after, limit });
      tally = tallied(tally, slice.groups, anOrder());
      after = slice.after;
    }
    return tally;
  };
  /** Makes some devices unable to accept the release. */
  const someUnfit = async (): Promise<void> => {
    await database.devices.deactivate(idOf(0), COMMAND);
    await report(1, {}, NEW);
    await report(2, { counter: 9 });
    await report(3, { counter: 7 });
    await report(4, { hardware: 'Z' });
    await report(5, { dualBank: false });
    await report(6, { bootsBank2: false });
    await report(7, { part: 'STM32G474' });
  };

  it.each([1, 7, 1000])('are for the devices that a filter selects, in slices of %i', async (limit) => {
    for (const [number, change] of [
      [1, { tags: ['canary'] }],
      [2, { tags: ['canary'], attributes: { site: "o'hara; --", voltage: 24 } }],
      [3, { tags: ['canary'], attributes: { site: 'lyon', voltage: 12 } }],
      [4, { attributes: { site: 'lyon', voltage: 24 } }],
    ] as const)
      await database.devices.change(idOf(number), change, COMMAND);
    await database.devices.deactivate(idOf(5), COMMAND);
    const filter = `project==default;(tags==canary;attr.voltage=ge=12,attr.site=="o'hara; --",id==${idOf(5)},id==${idOf(4)};product!=pump)`;
    const selection = { filter, hardware: ['A'] };
    expect(await tallyIn(limit, selection)).toMatchObject({
      ...{ eligible: 2, excluded: [{ reason: 'device_inactive', devices: 1, sample: [idOf(5)] }] },
    });
    expect(await tallyIn(limit, { ...selection, deviceIds: [idOf(3), idOf(9)] })).toMatchObject({
      eligible: 1,
      excluded: [],
    });
    const id = await starting({ selection });
    await finish(id, limit);
    expect((await jobsOf(id)).map(({ deviceId, state }) => `${deviceId} ${state}`).sort()).toEqual([
      ...[`${idOf(2)} waiting`, `${idOf(3)} waiting`, `${idOf(5)} excluded`],
    ]);
  });

  it('count durations in a filter from the start, however late a slice is planned', async () => {
    const DAY_MS = 86_400_000;
    const seen = (number: number, seenAtMs: number) =>
      database.devices.applyPresence([{ deviceId: idOf(number), online: true, seenAtMs }]);
    for (const number of [1, 2, 3]) await seen(number, NOW + 5 * DAY_MS);
    await seen(4, NOW + 3 * DAY_MS);
    const id = await starting({ selection: { filter: 'lastSeen=gt=P4D' } });
    const later = { limit: 20, nowMs: NOW + 9 * DAY_MS };
    for (let left = 9; left > 0 && (await database.plans.goOn(id, anOrder(), later))?.state === 'starting'; left--);
    expect((await jobsOf(id)).map(({ deviceId }) => deviceId).sort()).toEqual([1, 2, 3].map(idOf));
  });

  it.each([1, 7, 1000])(
    'give the waves of planning all at once in slices of %i, and record who was left out',
    async (limit) => {
      await someUnfit();
      await aRunningCampaign(database, releaseId, { selection: { deviceIds: [idOf(8), idOf(9)] } });
      const waves = [{ percent: 5 }, { percent: 30 }, { percent: 100 }];
      const id = await starting({ waves });
      await finish(id, limit);
      expect(await database.campaigns.get(id)).toMatchObject({ state: 'running' });
      expect(await database.campaigns.get(id)).not.toHaveProperty('plan');
      const jobs = await jobsOf(id);
      const fit = Array.from({ length: DEVICES - 10 }, (_, index) => idOf(index + 10));
      expect(jobs.slice(0, 50).map(({ deviceId, wave, state }) => ({ deviceId, wave, state }))).toEqual(
        assignWaves(String(id), fit, waves).map(({ deviceId, wave }) => ({ deviceId, wave, state: 'waiting' })),
      );
      expect(jobs.slice(50).map(({ deviceId, state, fault }) => [deviceId, state, fault])).toEqual([
        [idOf(0), 'excluded', 'device_inactive'],
        [idOf(1), 'excluded', 'already_installed'],
        [idOf(2), 'excluded', 'counter_too_low'],
        [idOf(3), 'excluded', 'counter_too_low'],
        [idOf(4), 'excluded', 'hardware_mismatch'],
        [idOf(5), 'excluded', 'single_bank_mode'],
        [idOf(6), 'excluded', 'boot_rom_too_old'],
        [idOf(7), 'excluded', 'part_mismatch'],
        [idOf(8), 'excluded', 'device_in_campaign'],
        [idOf(9), 'excluded', 'device_in_campaign'],
      ]);
      expect(jobs[52]).toMatchObject({ detail: 'the release has security counter 2, the device 9', endedAtMs: NOW });
      expect((await database.campaigns.counts(id, NOW)).at(-1)).toEqual({
        wave: NO_WAVE,
        jobs: jobCounts({ excluded: 10 }),
        due: 0,
      });
      expect((await database.jobs.excluded(id)).find(({ reason }) => reason === 'counter_too_low')).toEqual({
        reason: 'counter_too_low',
        devices: 2,
        sample: [idOf(2), idOf(3)],
      });
      const events = (await database.events.list({ campaignId: id }, { limit: 9 })).items;
      expect(events.map(({ kind }) => kind)).toEqual(['campaign_created', 'campaign_starting', 'campaign_started']);
      expect(events[2]!.data).toMatchObject({ jobs: 50, excluded: 10 });
    },
  );

  it('are counted before anything is planned, with the same numbers, whatever the slices', async () => {
    await someUnfit();
    const whole = await tallyIn(1000);
    expect(whole).toMatchObject({ eligible: 52 });
    expect(whole.excluded.find(({ reason }) => reason === 'counter_too_low')).toEqual({
      reason: 'counter_too_low',
      devices: 2,
      sample: [idOf(2), idOf(3)],
    });
    expect(await tallyIn(7)).toEqual(whole);
    expect(await tallyIn(1, { deviceIds: [idOf(2), idOf(40), idOf(3)], hardware: ['A'] })).toMatchObject({
      eligible: 1,
      excluded: [{ devices: 2 }],
    });
    expect(await tallyIn(20, { versions: [NEW.version] })).toMatchObject({
      eligible: 0,
      excluded: [{ reason: 'already_installed', devices: 1 }],
    });
    expect(await tallyIn(20, { hardware: ['B'] })).toEqual(EMPTY_TALLY);
  });

  it('judge each device by the key set that it holds', async () => {
    for (const keySet of [1, 2]) await report(keySet, { understands: ['key-sets'], keySet });
    const named = (manifest: string) => ({ manifest: [manifest], ticket: ['t'] });
    const sets = new Map([1, 2].map((version) => [version, named(`m${version}`)]));
    const order = { ...anOrder(), signed: { manifest: 'm2', ticket: 't', sets, newest: 2 } };
    const { groups } = await database.plans.groups({ product: 'pump', selection: {}, atMs: NOW }, { limit: 1000 });
    const left = { reason: 'key_not_held', devices: 1, sample: [idOf(1)] };
    expect(tallied(EMPTY_TALLY, groups, order)).toEqual({ eligible: DEVICES - 1, excluded: [left] });
    const id = await starting();
    while ((await database.plans.goOn(id, order, { limit: 1000, nowMs: NOW }))?.state === 'starting');
    expect((await jobsOf(id)).at(-1)).toMatchObject({ deviceId: idOf(1), state: 'excluded', fault: left.reason });
  });

  it('continue from the last slice, whoever does it, and end once', async () => {
    const id = await starting();
    expect(await goOn(id, 25)).toMatchObject({
      state: 'starting',
      plan: { phase: 'choosing', chosen: 25, after: idOf(24) },
      version: 2,
    });
    await Promise.all([finish(id, 9), finish(id, 5), finish(id, 11)]);
    const all = Array.from({ length: DEVICES }, (_, index) => idOf(index));
    expect((await jobsOf(id)).map(({ deviceId, ordinal }) => [deviceId, ordinal])).toEqual(
      assignWaves(String(id), all, [{ percent: 100 }]).map(({ deviceId }) => [deviceId, placeOf(String(id), deviceId)]),
    );
    expect((await database.events.list({ campaignId: id }, { limit: 9 })).items).toHaveLength(3);
    expect(await goOn(id, 9)).toBeUndefined();
  });

  it('are paused and resumed where they are, and no command is refused because of a slice in between', async () => {
    const id = await starting();
    const seen = await database.campaigns.get(id);
    await goOn(id, 25);
    const paused = await database.campaigns.save(seen, stepCampaign(seen, { type: 'pause', by: COMMAND.by }, NOW), NOW);
    expect(await goOn(id, 25)).toBeUndefined();
    const stored = await database.campaigns.get(id);
    expect(stored).toMatchObject({ state: 'paused', plan: { chosen: 25 }, version: paused.version });
    await database.campaigns.save(
      stored,
      stepCampaign(stored, { type: 'resume', by: COMMAND.by, cells: [], waves: [] }, NOW),
      NOW,
    );
    await finish(id, 25);
    expect(await jobsOf(id)).toHaveLength(DEVICES);
  });

  it('are stopped: the jobs that there are, placed or not, are cancelled in portions', async () => {
    const id = await starting();
    await finish(id, 1000);
    const next = await starting({ selection: { deviceIds: [] } });
    expect(next).toBeGreaterThan(id);
    const before = await database.campaigns.get(id);
    await database.campaigns.save(before, stepCampaign(before, { type: 'stop', by: COMMAND.by }, NOW), NOW);
    expect((await database.jobs.cancelIdle(id, { nowMs: NOW, limit: 50 })).more).toBe(true);
    expect((await database.jobs.cancelIdle(id, { nowMs: NOW, limit: 50 })).more).toBe(false);
    expect(await database.campaigns.counts(id, NOW)).toEqual([
      { wave: 0, jobs: jobCounts({ cancelled: DEVICES }), due: 0 },
    ]);
  });

  it.each<[string, readonly Wave[]]>([
    ['by shares', [{ percent: 3 }, { percent: 40 }, { percent: 100 }]],
    ['by shares that leave some out', [{ percent: 7 }, { percent: 55 }]],
    ['by numbers', [{ count: 2 }, { count: 50 }]],
    ['by both', [{ count: 5 }, { percent: 50 }, { count: 59 }]],
    ['that end before they begin', [{ percent: 50 }, { count: 10 }, { percent: 100 }]],
  ])('give waves %s the devices that planning all at once gives them, however they are cut', async (_how, waves) => {
    for (const limit of [3, 1000]) {
      const id = await starting({ waves, otherCampaigns: { policy: 'exclude' } });
      await goOn(id, limit);
      // One whose device goes meanwhile is counted as chosen, and its place stays empty.
      const [gone] = await jobsOf(id);
      await database.jobs.order(gone!.id, 'cancel', COMMAND);
      await finish(id, limit);
      const live = (await jobsOf(id)).filter(({ state }) => state === 'waiting');
      const ends = waveEnds(DEVICES, waves);
      const all = Array.from({ length: DEVICES }, (_, index) => idOf(index)).filter((one) => one !== gone!.deviceId);
      const order = assignWaves(String(id), all, [{ percent: 100 }]).map(({ deviceId }) => deviceId);
      const expected = order.flatMap((device, at) => {
        const wave = waveAt(at, ends);
        return wave === undefined ? [] : [[device, wave]];
      });
      expect(live.map(({ deviceId, wave }) => [deviceId, wave])).toEqual(expected);
      const left = (await database.jobs.excluded(id)).map(({ reason, devices }) => [reason, devices]);
      const beyond = order.length - expected.length;
      expect(left).toEqual(beyond === 0 ? [] : [['beyond_last_wave', beyond]]);
      const before = await database.campaigns.get(id);
      await database.campaigns.save(before, stepCampaign(before, { type: 'stop', by: COMMAND.by }, NOW), NOW);
      await database.jobs.cancelIdle(id, { nowMs: NOW, limit: 1000 });
    }
  });

  it('count jobs without a place among those that are open', async () => {
    const id = await starting({ control: { percent: 10 } });
    await goOn(id, 25);
    expect(await database.campaigns.counts(id, NOW)).toEqual([
      { wave: NO_WAVE, jobs: jobCounts({ waiting: 25 }), due: 25 },
    ]);
    const before = await database.campaigns.get(id);
    const stopping = await database.campaigns.save(
      before,
      stepCampaign(before, { type: 'stop', by: COMMAND.by }, NOW),
      NOW,
    );
    expect(stopping).not.toHaveProperty('plan');
    expect((await database.campaigns.get(id)).plan).toBeUndefined();
    await database.jobs.cancelIdle(id, { nowMs: NOW, limit: 50 });
    expect(await database.campaigns.counts(id, NOW)).toEqual([
      { wave: NO_WAVE, jobs: jobCounts({ cancelled: 25 }), due: 0 },
    ]);
  });

  it('record devices behind the last wave', async () => {
    const { id } = await aRunningCampaign(database, releaseId, { waves: [{ percent: 50 }] });
    expect(await database.jobs.excluded(id)).toMatchObject([{ reason: 'beyond_last_wave', devices: 30 }]);
    expect((await database.campaigns.counts(id, NOW))[0]).toMatchObject({ wave: 0, jobs: { waiting: 30 } });
  });

  it('give a device to one of two campaigns that start at the same moment, and the reason to the other', async () => {
    const ids = [await starting(), await starting()];
    await Promise.all(ids.map((id) => finish(id, 7)));
    const jobs = (await Promise.all(ids.map(jobsOf))).flat();
    expect(jobs).toHaveLength(2 * DEVICES);
    expect(
      jobs
        .filter(({ state }) => state === 'waiting')
        .map(({ deviceId }) => deviceId)
        .sort(),
    ).toEqual(Array.from({ length: DEVICES }, (_, index) => idOf(index)));
    expect(new Set(jobs.filter(({ state }) => state === 'excluded').map(({ fault }) => fault))).toEqual(
      new Set(['device_in_campaign']),
    );
  });

  it('name the ids that are devices of the product', async () => {
    expect(await database.plans.known('pump', [idOf(1), 'ghost', idOf(2)])).toEqual(
      expect.arrayContaining([idOf(1), idOf(2)]),
    );
    expect(await database.plans.known('other', [idOf(1)])).toEqual([]);
  });

  describe('a claim', () => {
    const claim = (campaignId: number, count: number, nowMs = NOW) =>
      database.jobs.claimOffers({
        campaignId,
        wave: 0,
        count,
        nowMs,
        exclusionOf: (device) => exclusionOf(device, anOrder()),
      });

    it('judges a device again: a release that it would refuse is not handed out, but its job ended and recorded', async () => {
      const { id } = await aRunningCampaign(database, releaseId);
      const [first, second] = (await jobsOf(id)).map(({ deviceId }) => Number(deviceId.slice(-5)));
      await report(first!, { counter: 9 });
      await report(second!, {}, NEW);
      const { offers, excluded } = await claim(id, 5);
      expect([offers.length, excluded]).toEqual([3, 2]);
      expect((await jobsOf(id)).slice(0, 3).map(({ state, fault, wave }) => [state, fault, wave])).toEqual([
        ['excluded', 'counter_too_low', 0],
        ['excluded', 'already_installed', 0],
        ['offered', undefined, 0],
      ]);
      const events = (await database.events.list({ deviceId: idOf(first!) }, { limit: 9 })).items;
      expect(events).toMatchObject([{ kind: 'job_excluded', campaignId: id, data: { fault: 'counter_too_low' } }]);
    });

    it('rejects a device that has tried before, which is a failure, and lets it find out itself that the release is installed', async () => {
      const { id } = await startCampaign(
        database,
        (
          await database.campaigns.create(
            {
              name: 'two',
              product: 'pump',
              releaseId,
              config: aConfig({ selection: { deviceIds: [idOf(1), idOf(2)] } }),
            },
            COMMAND,
          )
        ).id,
      );
      await claim(id, 2);
      const steps = (await database.jobs.openOf([idOf(1), idOf(2)])).map(({ job }) => ({
        from: job.state,
        attempts: job.attempts,
        job: {
          ...job,
          state: 'backoff' as const,
          fault: 'download_stalled' as const,
          nextAttemptAtMs: NOW,
          deadlineAtMs: undefined as never,
        },
        reason: 'it stalled',
      }));
      await database.jobs.save(steps, NOW);
      await report(1, { counter: 9 });
      await report(2, {}, NEW);
      expect(await claim(id, 2, NOW + 1)).toMatchObject({ offers: [{ deviceId: idOf(2) }], excluded: 1 });
      expect((await jobsOf(id)).find(({ deviceId }) => deviceId === idOf(1))).toMatchObject({
        state: 'rejected',
        fault: 'counter_too_low',
      });
    });
  });
});
