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
/** Waves count from 0. */
const SECOND_WAVE = 1;
/** Said of a device that has no update left. */
const OVER = 'no hop is left';

type Jobs = components['schemas']['JobPage']['items'];

describe(`a campaign over a release in between, whose server is killed in the middle (${ground.name})`, () => {
  const scratch = new Scratch();
  let story: Story;
  let draft: components['schemas']['CampaignAnswer'];
  let over: CampaignStanding;
  let jobs: Jobs;
  let outcomes: readonly DeviceOutcome[];

  /** What explanations said of the way of a device, before and after the server was killed. */
  const heard = new Set<string>();

  const jobsOf = async (client: OperatorClient, id: number): Promise<Jobs> => {
    const params = { path: { id }, query: {} };
    return (await answerOf(client.rest.GET('/api/v1/campaigns/{id}/jobs', { params }))).items;
  };

  /** Until something holds, listens to what a device that has both updates before it is told of its way. */
  const listenUntil = async (client: OperatorClient, device: string, holds: () => Promise<boolean>): Promise<void> => {
    const params = { path: { id: draft.id, device } };
    while (!(await holds())) {
      const call = client.rest.GET('/api/v1/campaigns/{id}/devices/{device}/explanation', { params });
      heard.add(/hop \d of \d: .*/.exec((await answerOf(call)).sentence)?.[0] ?? OVER);
      await sleep(POLL_MS);
    }
  };

  const waitingBehind = async (client: OperatorClient, devices: readonly string[]): Promise<string | undefined> =>
    (await jobsOf(client, draft.id)).find(
      ({ device, state, wave }) => devices.includes(device) && state === 'waiting' && wave === SECOND_WAVE,
    )?.device;

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
    await answerOf(client.rest.POST('/api/v1/campaigns/{id}/start', { params: { path: { id: draft.id } } }));
    let last: string | undefined;
    // Of the second wave, so that its turn comes after the kill, and one that needs both updates.
    while ((last ??= await waitingBehind(client, ids.slice(AHEAD))) === undefined) await sleep(POLL_MS);
    const isBetween = async (): Promise<boolean> =>
      (await jobsOf(client, draft.id)).some(({ hopsDone = 0 }) => hopsDone > 0);
    await listenUntil(client, last, isBetween);
    await story.server.kill();
    const again = await story.server.restart();
    scratch.defer(() => again.stop());

    const after = new OperatorClient(again.url, again.token);
    await listenUntil(after, last, async () => (await after.campaign(draft.id)).state !== 'running');
    [over] = (await campaignsOver(after, [draft.id], OVER_MAX_MS)) as [CampaignStanding];
    jobs = await jobsOf(after, draft.id);
    const images = { drive: [referenceFirmware(PART, OLD), referenceFirmware(PART, NEW), LAST] };
    outcomes = (await story.fleet.finish({ images, allEnded: true })).outcomes;
  }, 300_000);

  afterAll(() => scratch.clear(), 60_000);

  it('takes in the devices that need it, with those that do not', () => {
    expect(draft).toMatchObject({ eligible: ALL, config: { hops: 'path' } });
  });

  it('says of a device how far it is on its way, also by the server that was started again', () => {
    const [first, second] = [`hop 1 of 2: ${NEW}, then ${LAST.version}`, `hop 2 of 2: ${LAST.version}`];
    expect([...heard]).toEqual(expect.arrayContaining([first, second]));
    expect([...heard].filter((words) => ![first, second, OVER].includes(words))).toEqual([]);
  });

  it('brings each of them to the end by one job, and counts each once', () => {
    expect([over.state, over.total, over.jobs?.succeeded]).toEqual(['finished', ALL, ALL]);
    const hops = jobs.map(({ hopsDone = 0 }) => hopsDone).sort();
    expect(hops).toEqual([...Array<number>(AHEAD).fill(0), ...Array<number>(ALL - AHEAD).fill(1)]);
    expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(runningVersions(outcomes)).toEqual(Array(ALL).fill(LAST.version));
  });
});
