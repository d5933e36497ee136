import { campaignsOver, type Scratch } from '@twinbank/fleet';

import { begin, type Story } from '../story.js';
import type { Person } from './browser.js';
import {
  approvedDrafts,
  BAD,
  badRelease,
  comparableReleases,
  draftCampaign,
  makeGroup,
  makePeople,
  makeWebhook,
  moreReleases,
  pausedCampaign,
  placeDevices,
  runningCampaign,
  someDevice,
  WATCHED,
} from './furnishing.js';
import type { Cast } from '../story.js';
import { endedValves, signedValves, type EndedDevices } from './valves.js';

const OVER_MAX_MS = 120_000;
const DRIVES: Cast = {
  product: 'drive',
  part: 'STM32G484',
  policy: 'keep-previous',
  devices: 12,
  hardware: ['A', 'B'],
  bad: BAD,
};
const PUMPS: Cast = { product: 'pump', part: 'STM32L486', policy: 'keep-previous', devices: 8 };
/** A server on which every page of the console has something to show. */
export interface Exhibit {
  readonly story: Story;
  /** May see and do everything. */
  readonly person: Person;
  /** Ids of what the pages show. */
  readonly campaigns: {
    readonly finished: number;
    readonly stopped?: number;
    readonly running: number;
    readonly paused: number;
    readonly draft: number;
    /** Drafts that were approved: what is written down was changed since, and a group selects others. */
    readonly changed: number;
    readonly lapsed: number;
  };
  /** A device that downloads now, one that was updated, and two that came to their end. */
  readonly devices: EndedDevices & { readonly downloading: string; readonly updated: string };
  readonly group: string;
  readonly webhook: string;
}

/** Which exhibit is made. */
interface Wishes {
  /** The seed of the devices' ids; by default they are new. */
  readonly seed?: string;
  /** With a release that is bad and taken back, which takes half a minute. */
  readonly isWhole?: boolean;
}

/** Starts a server and makes the fleet, its campaigns and its people; all of it ends when the scratch is cleared. */
export async function openExhibit(scratch: Scratch, { seed, isWhole = false }: Wishes = {}): Promise<Exhibit> {
  const person = { name: 'ada', password: 'three banks are one too many' };
  const story = await begin(scratch, [DRIVES, PUMPS], {
    settings: { WEBHOOK_NETWORKS: '127.0.0.0/8' },
    ...(seed !== undefined && { seed }),
  });
  await makePeople(story.client, person);
  const group = await makeGroup(story.client);
  const webhook = await makeWebhook(story.client);
  await placeDevices(story.client);
  const paused = await pausedCampaign(story.client, seed);
  const stopped = isWhole ? await badRelease(story) : undefined;
  const finished = await story.campaign(
    'drive',
    [],
    isWhole ? WATCHED : { waves: [{ percent: 25 }, { percent: 100 }] },
  );
  await campaignsOver(story.client, [finished], OVER_MAX_MS);
  await moreReleases(story.client);
  await comparableReleases(story.client);
  const ended = await endedValves(scratch, story, seed ?? String(Date.now()));
  await signedValves(story);
  const draft = await draftCampaign(story.client);
  const approved = await approvedDrafts(story.client);
  const running = await runningCampaign(story);
  const updated = await someDevice(story.client, 'product==drive;hardware==B');
  return {
    story,
    person,
    campaigns: { finished, ...(stopped !== undefined && { stopped }), running: running.id, paused, draft, ...approved },
    devices: { ...ended, downloading: running.device, updated },
    group,
    webhook,
  };
}
