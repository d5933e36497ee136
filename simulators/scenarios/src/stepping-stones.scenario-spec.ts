import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf, type components } from '@twinbank/client';
import {
  campaignsOver,
  referenceFirmware,
  renamedFirmware,
  Scratch,
  type CampaignStanding,
  type DeviceOutcome,
} from '@twinbank/fleet';

import { ground } from './ground.js';
import { begin, NEW, OLD, runningVersions, type Cast, type Story } from './story.js';

const PART = 'STM32G484';
const DRIVES: Cast = { product: 'drive', part: PART, policy: 'keep-previous', devices: 4 };
const ALL = DRIVES.devices;
/** Replaces {@link NEW} and newer. */
const LAST = renamedFirmware(PART, NEW, '2.0.0');
const OVER_MAX_MS = 90_000;
const POLL_MS = 50;

describe(`a release that needs another one first (${ground.name})`, () => {
  const scratch = new Scratch();
  let story: Story;
  let before: components['schemas']['PathsAnswer'];
  let after: components['schemas']['PathsAnswer'];
  let refused: unknown;
  let over: readonly CampaignStanding[];
  let outcomes: readonly DeviceOutcome[];

  const paths = async () => {
    const params = { path: { product: 'drive', version: LAST.version } };
    return answerOf(story.client.rest.GET('/api/v1/products/{product}/releases/{version}/paths', { params }));
  };
  const toLast = () => story.campaign('drive', [50, 100], { release: LAST.version });

  beforeAll(async () => {
    story = await begin(scratch, [DRIVES]);
    const { version, counter, bytes: image } = LAST;
    await story.client.uploadRelease('drive', { version, counter, image, upgradesFrom: NEW });
    before = await paths();
    refused = await toLast().catch((error: unknown) => error);
    const first = await story.campaign('drive', [50, 100], { selection: { versions: [OLD] } });
    while ((await story.client.campaign(first)).state === 'starting') await sleep(POLL_MS);
    over = await campaignsOver(story.client, [first, await toLast()], OVER_MAX_MS);
    after = await paths();
    const images = { drive: [referenceFirmware(PART, OLD), referenceFirmware(PART, NEW), LAST] };
    outcomes = (await story.fleet.finish({ images, allEnded: true })).outcomes;
  }, 240_000);

  afterAll(() => scratch.clear(), 60_000);

  it('has a way of two updates, which is told before anything starts; a campaign for it alone reaches nobody', () => {
    expect(before).toMatchObject({
      installed: 0,
      without: [],
      paths: [{ from: OLD, hops: [NEW, LAST.version], devices: ALL }],
    });
    expect(refused).toMatchObject({
      code: 'campaign_empty',
      message: expect.stringContaining(`${ALL} × version_too_old`),
    });
  });

  it('comes to every device by two campaigns, of which the second waits for each device', () => {
    expect(over.map(({ state, jobs }) => [state, jobs?.succeeded])).toEqual([
      ['finished', ALL],
      ['finished', ALL],
    ]);
    expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(runningVersions(outcomes)).toEqual(Array(ALL).fill(LAST.version));
    expect(after).toMatchObject({ installed: ALL, paths: [], without: [] });
  });
});
