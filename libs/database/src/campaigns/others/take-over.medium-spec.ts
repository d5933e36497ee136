import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import {
  EMPTY_TALLY,
  stepCampaign,
  stepJob,
  tallied,
  type CampaignConfig,
  type OtherCampaigns,
} from '@twinbank/campaign';

import type { Database } from '../../database.js';
import { CAMPAIGN_JOB_LIST } from '../../lists/campaign-list.js';
import { listed } from '../../testing/listed.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../../testing/test-database.js';
import {
  accepted,
  aConfig,
  aFleet,
  anOrder,
  aRunningCampaign,
  claimed,
  COMMAND,
  decide,
  idOf,
  NOW,
  stalled,
} from '../../testing/test-fleet.js';
import type { WithdrawnOffer } from '../jobs.js';

const DEVICES = 6;
const LATER = NOW + 60_000;

describe.each(TEST_DATABASES)('two campaigns for the same devices on %s', (_name, open) => {
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

  const starting = async (given: Partial<CampaignConfig>, nowMs = LATER): Promise<number> => {
    const config = aConfig(given);
    const { id } = await database.campaigns.create({ name: 'second', product: 'pump', releaseId, config }, COMMAND);
    await database.campaigns.start(id, nowMs, (one) => stepCampaign(one, { type: 'start', by: COMMAND.by }, nowMs));
    return id;
  };
  const goOn = (id: number, withdrawn: WithdrawnOffer[] = [], limit = 4) =>
    database.plans.goOn(id, anOrder(), { limit, nowMs: LATER, withdrawn: (offers) => withdrawn.push(...offers) });
  const planned = async (otherCampaigns?: OtherCampaigns, limit = 4) => {
    const withdrawn: WithdrawnOffer[] = [];
    const id = await starting({ ...(otherCampaigns && { otherCampaigns }) });
    for (let left = 20; left > 0 && (await goOn(id, withdrawn, limit))?.state === 'starting'; left--);
    return { id, withdrawn };
  };
  const jobs = async (campaign: number): Promise<readonly string[]> =>
    (await listed(database, CAMPAIGN_JOB_LIST, { campaign }))
      .map(({ deviceId, state, fault }) => `${deviceId} ${state}${fault === undefined ? '' : ` ${fault}`}`)
      .sort();
  const jobOf = async (campaign: number, number: number) => (await database.jobs.findOf(campaign, idOf(number)))!;
  const tally = async (takesOverAt?: number) =>
    tallied(
      EMPTY_TALLY,
      (await database.plans.groups({ product: 'pump', selection: {}, atMs: LATER, takesOverAt }, { limit: 99 })).groups,
      anOrder(),
    );
  /** A campaign with a job in each state: two that wait, one with a ticket, one at work, one that failed once, one held. */
  const first = async (otherCampaigns?: OtherCampaigns) => {
    const config = { retry: { attempts: 3, firstDelayMs: 1e6, factor: 1, maxDelayMs: 1e6, jitter: 0 } };
    const { id } = await aRunningCampaign(database, releaseId, {
      ...config,
      ...(otherCampaigns && { otherCampaigns }),
    });
    const offers = await claimed(database, { campaignId: id, wave: 0, count: 3, nowMs: NOW });
    const [offered, running, failed] = offers.map(({ deviceId }) => deviceId) as [string, string, string];
    await database.jobs.save(await decide(database, [running], accepted), NOW);
    await database.jobs.save(await decide(database, [failed], (job) => stalled(job)), NOW);
    const rest = (await listed(database, CAMPAIGN_JOB_LIST, { campaign: id })).filter(
      ({ state }) => state === 'waiting',
    );
    const [held, ...waiting] = rest.map(({ deviceId }) => deviceId) as [string, string, string];
    const { rules } = (await database.jobs.openOf([offered]))[0]!;
    const job = (await database.jobs.findOf(id, held))!;
    const step = stepJob(job, { type: 'hold', hold: { reason: 'operator' } }, rules, { nowMs: NOW, random: 0 })!;
    await database.jobs.save([step], NOW);
    return { id, offered, running, failed, held, waiting, transfer: offers[0]!.transfer };
  };

  it('the second leaves out what the first has, if it says nothing', async () => {
    const { id } = await first();
    const second = await planned();
    expect(await jobs(second.id)).toEqual(
      Array.from({ length: DEVICES }, (_, at) => `${idOf(at)} excluded device_in_campaign`),
    );
    expect((await jobs(id)).filter((job) => job.includes('superseded'))).toEqual([]);
    expect((await tally()).eligible).toBe(0);
  });

  it('commits wait for the disk where an offer is withdrawn, of which its device is told, and not for other slices', async () => {
    const { offered } = await first();
    const client = new pg.Client(test.connection);
    await client.connect();
    try {
      // Asked at the commit itself: what is set for one transaction holds until then.
      await client.query(`
        CREATE TABLE commits (waits TEXT, after TEXT);
        CREATE FUNCTION note_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          INSERT INTO commits VALUES (current_setting('synchronous_commit'), NEW.plan ->> 'after'); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER note_commits AFTER UPDATE ON campaigns DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW WHEN (OLD.state = 'starting' AND NEW.state = 'starting') EXECUTE FUNCTION note_commit()`);
      expect((await planned({ policy: 'supersede' }, 1)).withdrawn).toMatchObject([{ deviceId: offered }]);
      const { rows } = await client.query<{ waits: string; after: string | null }>('SELECT * FROM commits');
      expect(rows.length).toBeGreaterThan(DEVICES);
      expect(rows.filter(({ waits }) => waits !== 'off')).toEqual([{ waits: 'on', after: offered }]);
    } finally {
      await client.query(
        'DROP TRIGGER IF EXISTS note_commits ON campaigns; DROP FUNCTION IF EXISTS note_commit; DROP TABLE IF EXISTS commits',
      );
      await client.end();
    }
  });

  it.each([1, 4, 100])('takes over what no device has begun with, in slices of %i', async (limit) => {
    const { id, offered, running, failed, held, waiting, transfer } = await first();
    expect(await tally(0)).toMatchObject({ eligible: 4, excluded: [{ reason: 'device_in_campaign', devices: 2 }] });
    const second = await planned({ policy: 'supersede' }, limit);
    const free = [offered, held, ...waiting];
    expect(await jobs(id)).toEqual(
      [
        ...free.map((device) => `${device} cancelled superseded`),
        `${running} running`,
        `${failed} backoff download_stalled`,
      ].sort(),
    );
    expect(await jobs(second.id)).toEqual(
      [
        ...free.map((device) => `${device} waiting`),
        ...[running, failed].map((device) => `${device} excluded device_in_campaign`),
      ].sort(),
    );
    expect(second.withdrawn).toEqual([{ deviceId: offered, transfer }]);
    const told = (await database.events.list({ campaignId: id }, { limit: 100 })).items.filter(
      ({ kind }) => kind === 'campaign_superseded',
    );
    expect(told.map(({ data }) => [data['other'], data['devices']])).toEqual(
      limit === 100 ? [[second.id, 4]] : told.map(() => [second.id, expect.any(Number)]),
    );
    expect(told.flatMap(({ data }) => data['sample'] as string[]).sort()).toEqual([...free].sort());
    const lost = (await database.jobs.findOf(id, held))!;
    expect(lost).toMatchObject({ detail: `campaign ${second.id} took the device over`, endedAtMs: LATER });
    expect(lost).not.toHaveProperty('hold');
    expect((await database.campaigns.counts(id, LATER))[0]!.jobs).toMatchObject({
      cancelled: 4,
      running: 1,
      backoff: 1,
    });
    // The ticket that was taken back begins nothing more.
    expect(await decide(database, [offered], accepted)).toEqual([]);
    const handed = await claimed(database, { campaignId: second.id, wave: 0, count: 99, nowMs: LATER });
    expect(handed.map(({ deviceId }) => deviceId).sort()).toEqual([...free].sort());
  });

  it('takes nothing from a campaign of a higher priority', async () => {
    const { id } = await first({ policy: 'exclude', priority: 3 });
    expect((await tally(2)).eligible).toBe(0);
    expect((await tally(3)).eligible).toBe(4);
    const second = await planned({ policy: 'supersede', priority: 2 });
    expect((await jobs(id)).filter((job) => job.includes('superseded'))).toEqual([]);
    expect((await jobs(second.id)).every((job) => job.endsWith('excluded device_in_campaign'))).toBe(true);
  });

  it('takes nothing back from a later one, and all with a higher priority', async () => {
    const early = await starting({ otherCampaigns: { policy: 'supersede' } }, NOW);
    const late = await planned({ policy: 'supersede' }, 100);
    while ((await goOn(early))?.state === 'starting');
    expect((await jobs(early)).every((job) => job.endsWith('excluded device_in_campaign'))).toBe(true);
    expect((await jobs(late.id)).every((job) => job.endsWith('waiting'))).toBe(true);
    const urgent = await starting({ otherCampaigns: { policy: 'supersede', priority: 1 } }, NOW);
    while ((await goOn(urgent))?.state === 'starting');
    expect((await jobs(late.id)).every((job) => job.endsWith('cancelled superseded'))).toBe(true);
  });

  it('leaves a device its further attempt, also while that is only offered', async () => {
    const { id, failed } = await first();
    const again = await claimed(database, { campaignId: id, wave: 0, count: DEVICES, nowMs: NOW + 1e7 });
    expect(again.map(({ deviceId }) => deviceId)).toContain(failed);
    const second = await planned({ policy: 'supersede' });
    expect((await database.jobs.findOf(id, failed))?.state).toBe('offered');
    expect((await database.jobs.findOf(second.id, failed))?.fault).toBe('device_in_campaign');
  });

  it('ends no job for a device that could not take the release', async () => {
    const { id } = await aRunningCampaign(database, releaseId);
    const second = await starting({ otherCampaigns: { policy: 'supersede' } });
    const order = anOrder({ hardware: ['Z'] });
    while ((await database.plans.goOn(second, order, { limit: 9, nowMs: LATER }))?.state === 'starting');
    expect((await jobs(id)).every((job) => job.endsWith('waiting'))).toBe(true);
  });

  it('leaves a job alone that is being handed out at this very moment, and waits for nobody', async () => {
    const { id } = await aRunningCampaign(database, releaseId);
    const second = await starting({ otherCampaigns: { policy: 'supersede' } });
    const [claim] = await Promise.all([
      claimed(database, { campaignId: id, wave: 0, count: DEVICES, nowMs: LATER }),
      (async () => {
        while ((await goOn(second, [], 2))?.state === 'starting');
      })(),
    ]);
    const lost = (await jobs(id)).filter((job) => job.endsWith('cancelled superseded')).length;
    const got = (await jobs(second)).filter((job) => job.endsWith('waiting')).length;
    expect(got).toBe(lost);
    expect(claim.length).toBeLessThanOrEqual(DEVICES);
    const both = [...(await jobs(id)), ...(await jobs(second))].filter((job) => / (waiting|offered)$/.test(job));
    expect(new Set(both.map((job) => job.split(' ')[0])).size).toBe(DEVICES);
    expect(both).toHaveLength(DEVICES);
  });

  it('refuses to be planned while another campaign has one of its devices, and writes nothing then', async () => {
    const { id } = await aRunningCampaign(database, releaseId, { selection: { deviceIds: [idOf(3)] } });
    const second = await starting({ otherCampaigns: { policy: 'refuse' } });
    await expect(goOn(second)).rejects.toMatchObject({
      code: 'devices_in_campaigns',
      detail: expect.stringContaining(`campaign ${id} has an open job for the device ${idOf(3)}`),
    });
    expect(await jobs(second)).toEqual([]);
    await database.devices.deactivate(idOf(3), COMMAND);
    while ((await goOn(second))?.state === 'starting');
    expect(await jobOf(second, 0)).toMatchObject({ state: 'waiting' });
  });
});
