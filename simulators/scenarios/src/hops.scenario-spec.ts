import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf, type components } from '@twinbank/client';
import {
  campaignsOver,
  OperatorClient,
  referenceFirmware,
  renamedFirmware,
  Scratch,
  type CampaignStanding,
  type DeviceOutcome,
} from '@twinbank/fleet';

import { ground } from './ground.js';
import { begin, NEW, OLD, QUICK_RETRY, runningVersions, type Cast, type Story } from './story.js';

const PART = 'STM32G484';
const DRIVES: Cast = { product: 'drive', part: PART, policy: 'keep-previous', devices: 6 };
const ALL = DRIVES.devices;
/** So many of them run {@link NEW} before. */
const AHEAD = 2;
/** Replaces {@link NEW} and newer. */
const LAST = renamedFirmware(PART, NEW, '2.0.0');
const OVER_MAX_MS = 120_000;
const POLL_MS = 50;

type Jobs = components['schemas']['JobPage']['items'];

describe(`a campaign over a release in between, whose server is killed in the middle (${ground.name})`, () => {
  const scratch = new Scratch();
  let story: Story;
  let draft: components['schemas']['CampaignAnswer'];
  let said: string;
  let over: CampaignStanding;
  let jobs: Jobs;
  let outcomes: readonly DeviceOutcome[];

  const jobsOf = async (client: OperatorClient, id: number): Promise<Jobs> => {
    const params = { path: { id }, query: {} };
    return (await answerOf(client.rest.GET('/api/v1/campaigns/{id}/jobs', { params }))).items;
  };

  beforeAll(async () => {
    story = await begin(scratch, [DRIVES], { flashTime: 'real' });
    const { client } = story;
    const { version, counter, bytes: image } = LAST;
    await client.uploadRelease('drive', { version, counter, image, upgradesFrom: NEW });
    const { items } = await answerOf(client.rest.GET('/api/v1/devices', { params: { query: {} } }));
    const ids = items.filter(({ product }) => product === 'drive').map(({ id }) => id);
    const ahead = await story.campaign('drive', [100], { selection: { deviceIds: ids.slice(0, AHEAD) } });
    await campaignsOver(client, [ahead], OVER_MAX_MS);

    const waves = [{ percent: 50 }, { percent: 100 }];
    const body = { name: 'all the way', product: 'drive', release: version, hops: 'path' as const, waves };
    const terms = { policy: 'keep-previous' as const };
    draft = await answerOf(client.rest.POST('/api/v1/campaigns', { body: { ...body, terms, retry: QUICK_RETRY } }));
    const params = { path: { id: draft.id, device: ids.at(-1)! } };
    await answerOf(client.rest.POST('/api/v1/campaigns/{id}/start', { params }));
    const isBetween = async () => (await jobsOf(client, draft.id)).some(({ hopsDone = 0 }) => hopsDone > 0);
    while (!(await isBetween())) await sleep(POLL_MS);
    await story.server.kill();
    const again = await story.server.restart();
    scratch.defer(() => again.stop());

    const after = new OperatorClient(again.url, again.token);
    said = JSON.stringify(
      (await answerOf(after.rest.GET('/api/v1/campaigns/{id}/devices/{device}/explanation', { params }))).sentence,
    );
    [over] = (await campaignsOver(after, [draft.id], OVER_MAX_MS)) as [CampaignStanding];
    jobs = await jobsOf(after, draft.id);
    const images = { drive: [referenceFirmware(PART, OLD), referenceFirmware(PART, NEW), LAST] };
    outcomes = (await story.fleet.finish({ images, allEnded: true })).outcomes;
  }, 300_000);

  afterAll(() => scratch.clear(), 60_000);

  it('takes in the devices that need it, with those that do not', () => {
    expect(draft).toMatchObject({ eligible: ALL, config: { hops: 'path' } });
  });

  it('says to each device how far it is on its way', () => {
    expect(said).toMatch(new RegExp(`hop 1 of 2: ${NEW}, then 2.0.0|hop 2 of 2: 2.0.0|it runs the release`));
  });

  it('brings each of them to the end by one job, and counts each once', () => {
    expect([over.state, over.total, over.jobs?.succeeded]).toEqual(['finished', ALL, ALL]);
    const hops = jobs.map(({ hopsDone = 0 }) => hopsDone).sort();
    expect(hops).toEqual([...Array<number>(AHEAD).fill(0), ...Array<number>(ALL - AHEAD).fill(1)]);
    expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(runningVersions(outcomes)).toEqual(Array(ALL).fill(LAST.version));
  });
});
