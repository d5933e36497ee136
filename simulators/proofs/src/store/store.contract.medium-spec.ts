import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { Actor } from '@twinbank/access';
import {
  assignWaves,
  DEFAULT_RULES,
  stepCampaign,
  stepJob,
  type Campaign,
  type CampaignConfig,
  type Job,
  type JobEvent,
  type JobStep,
  type UpdateOrder,
} from '@twinbank/campaign';
import { openDatabase, type Database } from '@twinbank/database';
import { SERVER_SIGNS } from '@twinbank/keys';

import { MemoryStore } from './memory-store.js';

const NOW = Date.UTC(2026, 0, 1);
const NEW = { version: '1.1.0', digest: 'b'.repeat(64) };
const BY: Actor = { kind: 'operator', name: 'tests', address: '127.0.0.1', requestId: 'r' };
const COMMAND = { by: BY, nowMs: NOW };
const IDS = Array.from({ length: 6 }, (_, at) => `pump-${at}`);
const CONFIG: CampaignConfig = {
  ...DEFAULT_RULES,
  ...{ waves: [{ percent: 100 }], concurrency: 3, selection: { deviceIds: IDS } },
  terms: {
    ...{ policy: 'mirror', mode: 'reset', cipher: 'A256CTR', slotDeadlineMs: 1000, onNoSlot: 'fail' },
    confirmTimeoutMs: 1000,
  },
};
const ORDER: UpdateOrder = {
  release: {
    ...{ counter: 2, parts: ['STM32G484'], hardware: ['A'], codeDigest: NEW.digest, codeLength: 65_536 },
    ...{ version: NEW.version, blockSize: 4096, runOnce: true },
  },
  terms: CONFIG.terms,
  running: new Map(),
};

const WISH = { wave: 0, count: 6, exclusionOf: () => undefined };

/** A common interface of both stores. Results that are there at once can be awaited too. */
interface Store {
  readonly campaigns:
    Pick<MemoryStore['campaigns'], 'get' | 'hasOpenJobs'> | Pick<Database['campaigns'], 'get' | 'hasOpenJobs'>;
  readonly jobs:
    | Pick<Database['jobs'], 'claimOffers' | 'cancelIdle' | 'heedClockStep' | 'find' | 'save' | 'overdue'>
    | MemoryStore['jobs'];
  saveCampaign(before: Campaign, event: 'pause' | 'stop'): Promise<Campaign>;
  counts(id: number): Promise<unknown>;
  /** @param between is called after each slice of the planning */
  running(given?: Partial<CampaignConfig>, between?: (id: number) => Promise<void>): Promise<Campaign>;
  /** The ids of the devices, sorted. */
  readonly ids: readonly string[];
  jobAt(id: number, deviceId: string): Promise<Job | undefined>;
  cancel(job: number): Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
let database: Database | undefined;
afterAll(() => database?.close());

async function theTwin(): Promise<Store> {
  const store = new MemoryStore(() => Date.now());
  for (const id of IDS) store.devices.provision({ id, product: 'pump', hardware: 'A', keyEpoch: 1 });
  store.tables.releases.set(1, { id: 1, product: 'pump', image: NEW });
  return {
    campaigns: store.campaigns,
    jobs: store.jobs,
    saveCampaign: async (before, type) => store.campaigns.save(before, stepCampaign(before, { type, by: BY }, NOW)),
    counts: async (id) => store.campaigns.counts(id, NOW),
    ids: IDS,
    jobAt: (id, deviceId) => Promise.resolve(store.tables.jobsOf(id).find((job) => job.deviceId === deviceId)),
    cancel: (job) => Promise.resolve(store.jobs.order(job, 'cancel', NOW)),
    running: async (given, between = nothing) => {
      const config = { ...CONFIG, ...given };
      const { id } = store.campaigns.create({ name: 'c', product: 'pump', releaseId: 1, config }, NOW);
      store.campaigns.start(id, NOW, (draft) => stepCampaign(draft, { type: 'start', by: BY }, NOW));
      while (store.plans.goOn(id, ORDER, { limit: 4, nowMs: NOW })?.state === 'starting') await between(id);
      return store.campaigns.get(id);
    },
  };
}

let products = 0;
async function theDatabase(): Promise<Store> {
  database ??= await openDatabase({ log: silent });
  const { campaigns, jobs, plans, releases, devices } = database;
  const product = `pump${++products}`;
  const ids = IDS.map((id) => `${product}-${id}`);
  await database.products.create(
    {
      ...{ name: product, part: 'STM32G484', hardware: ['A'], finishPolicy: 'mirror', allowUnencrypted: false },
      agent: 'twinbank',
    },
    COMMAND,
  );
  const blobKey = String(products).padStart(64, 'd');
  await releases.intendBlob(blobKey, NOW);
  const release = await releases.create(
    {
      ...{ product, version: NEW.version, counter: 2, manifestJws: 'a.b.c', manifestDigest: 'c'.repeat(64) },
      ...{ releaseSalt: new Uint8Array(32), blockSize: 4096, streamLength: 65_600, codeDigest: NEW.digest },
      ...{ codeLength: 65_536, hardware: ['A'], blobKey, signing: SERVER_SIGNS },
    },
    COMMAND,
    () => Promise.resolve(true),
  );
  await devices.provision(
    ids.map((id) => ({ id, product, hardware: 'A', keyEpoch: 1 })),
    COMMAND,
  );
  const config = { ...CONFIG, selection: { deviceIds: ids } };
  return {
    campaigns,
    jobs,
    saveCampaign: (before, type) => campaigns.save(before, stepCampaign(before, { type, by: BY }, NOW), NOW),
    counts: (id) => campaigns.counts(id, NOW),
    ids,
    jobAt: (id, deviceId) => jobs.findOf(id, deviceId),
    cancel: async (job) => void (await jobs.order(job, 'cancel', COMMAND)),
    running: async (given, between = nothing) => {
      const draft = { name: 'c', product, releaseId: release.id, config: { ...config, ...given } };
      const { id } = await campaigns.create(draft, COMMAND);
      await campaigns.start(id, NOW, (before) => stepCampaign(before, { type: 'start', by: BY }, NOW));
      while ((await plans.goOn(id, ORDER, { limit: 4, nowMs: NOW }))?.state === 'starting') await between(id);
      return campaigns.get(id);
    },
  };
}

describe.each([
  ['the twin in memory', theTwin],
  ['the database', theDatabase],
] as const)('a store: %s', (_name, open) => {
  let store: Store;
  let campaign: Campaign;
  beforeEach(async () => {
    store = await open();
    campaign = await store.running();
  });

  const claim = async (count: number) =>
    store.jobs.claimOffers({ campaignId: campaign.id, wave: 0, count, nowMs: NOW, exclusionOf: () => undefined });
  const rules = {
    ...{ expected: NEW, policy: CONFIG.terms.policy, retry: CONFIG.retry, timeouts: CONFIG.timeouts, stopping: false },
  };
  const judged = (job: Job, event: JobEvent, nowMs = NOW): JobStep => stepJob(job, event, rules, { nowMs, random: 0 })!;
  const accepted = (job: Job): JobStep =>
    judged(job, { type: 'report', report: { type: 'stage', seq: 1, job: job.id, stage: 'accepted' } });
  const jobOf = async (id: number): Promise<Job> => (await store.jobs.find(id))!;
  const save = async (step: JobStep): Promise<readonly number[]> => store.jobs.save([step], NOW);

  it('hands out as many jobs as the concurrency leaves room for, as stepJob says', async () => {
    const { offers } = await claim(2);
    await save(accepted(await jobOf(offers[0]!.jobId)));
    expect([offers.length, (await claim(6)).offers.length, (await claim(6)).offers.length]).toEqual([2, 1, 0]);
    const job = await jobOf(offers[1]!.jobId);
    expect(job).toMatchObject({ state: 'offered', attempts: 1, transfer: offers[1]!.transfer, startedAtMs: NOW });
    expect(job.deadlineAtMs).toBe(NOW + CONFIG.timeouts.offerMs);
    expect(offers.map(({ sequence }) => sequence)).toEqual([1, 1]);
  });

  it('hands out what the rate leaves, and takes from it what it has handed out', async () => {
    await store.jobs.cancelIdle(campaign.id, { nowMs: NOW, limit: 500 });
    campaign = await store.running({ rate: { perMinute: 60 } });
    const after = async (ms: number): Promise<number> =>
      (await store.jobs.claimOffers({ ...WISH, campaignId: campaign.id, nowMs: NOW + ms })).offers.length;
    expect([await after(0), await after(0), await after(1999), await after(2000)]).toEqual([1, 0, 1, 1]);
    const { pace, version } = await store.campaigns.get(campaign.id);
    expect([pace, version]).toEqual([{ tokens: 0, atMs: NOW + 2000 }, campaign.version]);
  });

  it('hands out nothing while the campaign is paused', async () => {
    await store.saveCampaign(campaign, 'pause');
    expect((await claim(6)).offers).toEqual([]);
  });

  it('takes a campaign only from who has seen its last version', async () => {
    const paused = await store.saveCampaign(campaign, 'pause');
    expect(paused.version).toBe(campaign.version + 1);
    await expect(store.saveCampaign(campaign, 'stop')).rejects.toMatchObject({ code: 'conflict' });
    expect(await store.campaigns.get(campaign.id)).toMatchObject({ state: 'paused', version: paused.version });
  });

  it('drops a change of a job that is no longer as it was seen', async () => {
    const { offers } = await claim(1);
    const seen = await jobOf(offers[0]!.jobId);
    expect(await save(accepted(seen))).toEqual([seen.id]);
    expect(await save(judged({ ...seen, deadlineAtMs: 0 }, { type: 'timeout' }))).toEqual([]);
    expect((await jobOf(seen.id)).state).toBe('running');
  });

  it('cancels what no device works on, as stepJob says, and leaves the rest', async () => {
    const { offers } = await claim(3);
    const [busy, offered] = [await jobOf(offers[0]!.jobId), await jobOf(offers[1]!.jobId)];
    await save(accepted(busy));
    const { withdrawn, more } = await store.jobs.cancelIdle(campaign.id, { nowMs: NOW, limit: 500 });
    expect([withdrawn.length, more]).toEqual([2, false]);
    expect(await jobOf(offered.id)).toEqual(judged(offered, { type: 'cancel' }).job);
    expect((await jobOf(busy.id)).state).toBe('running');
    expect(await store.counts(campaign.id)).toMatchObject([{ wave: 0, jobs: { running: 1, cancelled: 5 }, due: 0 }]);
  });

  it('knows whether a job of a campaign is open until the last has ended', async () => {
    const { offers } = await claim(1);
    await save(accepted(await jobOf(offers[0]!.jobId)));
    await store.jobs.cancelIdle(campaign.id, { nowMs: NOW, limit: 500 });
    expect(await store.campaigns.hasOpenJobs(campaign)).toBe(true);
    await save(judged(await jobOf(offers[0]!.jobId), { type: 'deactivate' }));
    expect(await store.campaigns.hasOpenJobs(campaign)).toBe(false);
  });

  it('offers a failed job again only when its back-off is over, and counts it as due from then on', async () => {
    const { offers } = await claim(1);
    const running = accepted(await jobOf(offers[0]!.jobId)).job;
    await save(accepted(await jobOf(running.id)));
    const failed = judged(running, { type: 'timeout' }, running.deadlineAtMs);
    expect(await save(failed)).toEqual([running.id]);
    const again = async (nowMs: number): Promise<boolean> => {
      const wish = { campaignId: campaign.id, wave: 0, count: 1, nowMs, exclusionOf: () => undefined };
      return (await store.jobs.claimOffers(wish)).offers.some(({ jobId }) => jobId === running.id);
    };
    expect(await again(failed.job.nextAttemptAtMs! - 1)).toBe(false);
    expect(await again(failed.job.nextAttemptAtMs!)).toBe(true);
  });

  it('lets so many devices of a place begin, holds the others, and offers nothing while windows are closed', async () => {
    await store.jobs.cancelIdle(campaign.id, { nowMs: NOW, limit: 500 });
    const spread = { by: 'site', percent: 40 };
    campaign = await store.running({ concurrency: 6, spread });
    const { offers, held } = await claim(6);
    expect([offers.length, held]).toEqual([2, 4]);
    expect((await claim(6)).offers).toEqual([]);
    await store.jobs.cancelIdle(campaign.id, { nowMs: NOW, limit: 500 });
    // NOW is midnight.
    const windows = { zone: 'UTC', download: [{ cron: '30 * * * *', durationMinutes: 5 }] };
    campaign = await store.running({ concurrency: 6, windows });
    expect([(await claim(6)).offers.length, (await claim(6)).held]).toEqual([0, 0]);
    expect((await jobOf(offers[0]!.jobId)).state).toBe('cancelled');
    await store.jobs.cancelIdle(campaign.id, { nowMs: NOW, limit: 500 });
  });

  describe('while a campaign is planned', () => {
    beforeEach(async () => void (await store.jobs.cancelIdle(campaign.id, { nowMs: NOW, limit: 500 })));
    /** The devices of each wave whose jobs are open, and of none. */
    async function wavesOf({ id, config }: Campaign): Promise<readonly (readonly string[])[]> {
      const found = await Promise.all(store.ids.map((deviceId) => store.jobAt(id, deviceId)));
      const open = found.flatMap((job) => (job?.state === 'waiting' ? [job] : []));
      return [...config.waves.keys()].map((at) =>
        open.flatMap(({ wave, deviceId }) => (wave === at ? [deviceId] : [])),
      );
    }
    /** Cancels the job of a device once, as soon as it has one. */
    function cancelling(deviceId: string): (id: number) => Promise<void> {
      let isDone = false;
      return async (id) => {
        const job = isDone ? undefined : await store.jobAt(id, deviceId);
        if (job === undefined) return;
        isDone = true;
        await store.cancel(job.id);
      };
    }
    const orderOf = ({ id }: Campaign, ids: readonly string[]): readonly string[] =>
      assignWaves(String(id), ids, [{ percent: 100 }]).map(({ deviceId }) => deviceId);

    it('gives waves their shares in the order of the hash, and fills up where a job is cancelled', async () => {
      const waves = [{ count: 2 }, { percent: 50 }, { percent: 100 }];
      const whole = await store.running({ waves });
      const order = orderOf(whole, store.ids);
      const sorted = (from: number, to: number, of = order) => of.slice(from, to).sort();
      expect(await wavesOf(whole)).toEqual([sorted(0, 2), sorted(2, 3), sorted(3, 6)]);
      await store.jobs.cancelIdle(whole.id, { nowMs: NOW, limit: 500 });
      const first = store.ids[0]!;
      const fewer = await store.running({ waves }, cancelling(first));
      const left = orderOf(fewer, store.ids).filter((id) => id !== first);
      expect(await wavesOf(fewer)).toEqual([sorted(0, 2, left), sorted(2, 3, left), sorted(3, 5, left)]);
    });

    it('keeps the places of named devices and the size of the control group where a job is cancelled', async () => {
      const [canary, second, ...others] = store.ids as [string, string, ...string[]];
      const waves = [{ filter: `id=in=(${canary},${second})` }, { percent: 100 }];
      const given = await store.running({ waves }, cancelling(canary));
      expect(await wavesOf(given)).toEqual([[second], others]);
      expect(await store.jobAt(given.id, canary)).toMatchObject({ state: 'cancelled', wave: 0 });
      await store.jobs.cancelIdle(given.id, { nowMs: NOW, limit: 500 });
      const held = await store.running({ waves: [{ percent: 100 }], control: { percent: 33 } }, cancelling(canary));
      const left = orderOf(held, store.ids).filter((id) => id !== canary);
      expect(await wavesOf(held)).toEqual([left.slice(2).sort()]);
      expect(await store.jobAt(held.id, left[0]!)).toMatchObject({ state: 'excluded', fault: 'control_group' });
    });
  });

  it('drops what was decided before a step of the clock: it would bring the old deadline back', async () => {
    const { offers } = await claim(1);
    const decided = accepted(await jobOf(offers[0]!.jobId));
    await store.jobs.heedClockStep({ beforeMs: NOW, nowMs: NOW + CONFIG.timeouts.offerMs + 5 });
    expect(await save(decided)).toEqual([]);
    expect(await save(accepted(await jobOf(decided.job.id)))).toEqual([decided.job.id]);
  });

  it('sets deadlines right after a step of the clock, as stepJob says', async () => {
    const { offers } = await claim(1);
    const before = await jobOf(offers[0]!.jobId);
    const step = { beforeMs: NOW, nowMs: NOW + CONFIG.timeouts.offerMs + 5 };
    expect(await store.jobs.heedClockStep(step)).toBeGreaterThan(0);
    const { beforeMs, nowMs } = step;
    expect(await jobOf(before.id)).toEqual(judged(before, { type: 'clock-stepped', beforeMs }, nowMs).job);
    await store.jobs.cancelIdle(campaign.id, { nowMs: NOW, limit: 500 });
  });
});
