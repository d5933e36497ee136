import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { campaignsOver, referenceFirmware, Scratch, type CampaignStanding, type DeviceOutcome } from '@twinbank/fleet';

import { ground, sharedGround } from './ground.js';
import { begin, NEW, runningVersions, startServer, type Cast, type Story } from './story.js';

const DRIVES: Cast = { product: 'drive', part: 'STM32G484', policy: 'keep-previous', devices: 12 };
const SITES = ['hamburg', 'lyon'];
/** Of six devices. */
const AT_ONCE = 2;
/** How long the budget makes the campaign, but for what is saved up at the beginning. */
const AIM_SECONDS = 8;
const POLL_MS = 100;

/** On a database and broker that can be shared with two servers, else with one. */
describe(`a campaign that spares sites and lines (${ground.name})`, () => {
  const scratch = new Scratch();
  const imageBytes = referenceFirmware(DRIVES.part, NEW).bytes.length;
  const bytesPerSecond = Math.ceil((DRIVES.devices * imageBytes) / AIM_SECONDS);
  const fullest = new Map(SITES.map((site) => [site, 0]));
  let story: Story;
  let over: CampaignStanding;
  let tookMs: number;
  let outcomes: readonly DeviceOutcome[];

  const jobsOf = async (id: number) =>
    (await answerOf(story.client.rest.GET('/api/v1/campaigns/{id}/jobs', { params: { path: { id }, query: {} } })))
      .items;
  const placeDevices = async (): Promise<void> => {
    const { items } = await answerOf(story.client.rest.GET('/api/v1/devices', { params: { query: {} } }));
    for (const [at, { id }] of items.entries()) {
      const body = { attributes: { site: SITES[at % SITES.length]! } };
      await answerOf(story.client.rest.PATCH('/api/v1/devices/{id}', { params: { path: { id } }, body }));
    }
  };
  /** Looks again and again how many devices of each site have a ticket, until none has one any more. */
  const watch = async (id: number): Promise<void> => {
    for (let open = true; open; await sleep(POLL_MS)) {
      const jobs = await jobsOf(id);
      for (const site of SITES) {
        const active = jobs.filter(
          ({ place, state }) => place === site && (state === 'offered' || state === 'running'),
        );
        fullest.set(site, Math.max(fullest.get(site)!, active.length));
      }
      open = jobs.length < DRIVES.devices || jobs.some(({ ended }) => ended === undefined);
    }
  };

  beforeAll(async () => {
    story = await begin(scratch, [DRIVES]);
    if (sharedGround) {
      const { dataDir, settings } = story.server.options;
      const [keys, blobs] = [join(dataDir, 'key-ring.json'), join(dataDir, 'blobs')];
      await startServer(scratch, { ...settings, KEY_RING_FILE: keys, BLOBS_DIR: blobs });
    }
    await placeDevices();
    const id = await story.campaign('drive', [], {
      waves: [{ percent: 100 }],
      spread: { by: 'site', percent: 34 },
      budgets: { total: { bytesPerSecond, burstSeconds: 1 } },
    });
    await watch(id);
    over = (await campaignsOver(story.client, [id], 60_000))[0]!;
    const jobs = await jobsOf(id);
    const times = (of: 'started' | 'ended') => jobs.map((job) => Date.parse(job[of]!));
    tookMs = Math.max(...times('ended')) - Math.min(...times('started'));
    outcomes = await story.end();
  }, 240_000);

  afterAll(() => scratch.clear(), 60_000);

  it('updates at most so many devices of each site at the same time', () => {
    expect([...fullest]).toEqual(SITES.map((site) => [site, AT_ONCE]));
  });

  it('sends no more bytes a second than it may, and has every device updated all the same', () => {
    expect(tookMs).toBeGreaterThan((AIM_SECONDS - 1) * 1000 - 500);
    expect([over.state, over.jobs?.succeeded]).toEqual(['finished', DRIVES.devices]);
    expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(runningVersions(outcomes)).toEqual(Array(DRIVES.devices).fill(NEW));
  });
});
