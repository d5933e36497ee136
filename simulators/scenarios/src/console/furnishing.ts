import { readFileSync } from 'node:fs';

import { answerOf, type components } from '@twinbank/client';
import { firmwareFile, firmwareFixture } from '@twinbank/firmware';
import {
  askUntil,
  campaignsOver,
  deviceIds,
  provision,
  referenceFirmware,
  renamedFirmware,
  type OperatorClient,
} from '@twinbank/fleet';
import { SBOM_MEDIA_TYPE } from '@twinbank/package';

import { NEW, OLD, QUICK_RETRY, type Story } from '../story.js';
import type { Person } from './browser.js';
import { furnishKeys } from './key-chest.js';

type CampaignRequest = components['schemas']['CampaignRequest'];

/** A release that makes drives miss deadlines. */
export const BAD = renamedFirmware('STM32G484', OLD, '1.0.5');
/** A release that nobody has yet. */
export const NEXT = renamedFirmware('STM32G484', NEW, '1.2.0');
/** Where the vector table ends and the descriptor of the reference firmware stands. */
const DESCRIPTOR = { start: 0x200, end: 0x280 };
const SITES = ['hamburg', 'lyon', 'turin'];
const OVER_MAX_MS = 120_000;
/** As little as a budget may be, so that the campaign goes on while its pages are looked at. */
const TRICKLE = { bytesPerSecond: 1024, burstSeconds: 1 };

/** Three canaries are watched; if they fare badly, whoever took the release goes back. */
export const WATCHED = {
  waves: [{ count: 3 }, { percent: 100 }],
  soak: { durationMs: 30_000, allowance: { missedDeadlines: 0 } },
  rules: [{ name: 'canaries are well', classes: ['unhealthy'], minimum: 3, percent: 100, action: 'roll_back' }],
  thresholds: { successPercent: 100, errorPercent: 100, errorMinimum: 100 },
} satisfies Partial<CampaignRequest>;

/** Who approves, and may do no more. */
const GRACE = { name: 'grace', password: 'nanoseconds are short' };

/** A person who may do everything, one who may look, and a program with a token; and a project. */
export async function makePeople({ rest }: OperatorClient, { name, password }: Person): Promise<void> {
  const grants = [{ role: 'installation-admin' as const }, { role: 'admin' as const }];
  await answerOf(rest.POST('/api/v1/users', { body: { name, password, displayName: 'Ada Byron', grants } }));
  await answerOf(rest.POST('/api/v1/projects', { body: { name: 'lighting', title: 'Street lighting' } }));
  const grace = { ...GRACE, displayName: 'Grace Hopper', email: 'grace@example.org' };
  await answerOf(
    rest.POST('/api/v1/users', { body: { ...grace, grants: [{ role: 'approver', project: 'default' }] } }),
  );
  const build = { name: 'build-server', kind: 'service' as const, grants: [{ role: 'releaser' as const }] };
  await answerOf(rest.POST('/api/v1/users', { body: build }));
  const token = { name: 'nightly', roles: ['releaser' as const], days: 90, owner: 'build-server' };
  await answerOf(rest.POST('/api/v1/tokens', { body: token }));
}

/** A group by a stored selection. @returns its id */
export async function makeGroup({ rest }: OperatorClient): Promise<string> {
  const body = { name: 'hamburg', description: 'Everything in Hamburg', filter: 'attr.site==hamburg' };
  return (await answerOf(rest.POST('/api/v1/groups', { body }))).id;
}

/** A webhook to an address at which nobody answers, and a test of it. @returns its id */
export async function makeWebhook({ rest }: OperatorClient): Promise<string> {
  const url = 'http://127.0.0.1:9/twinbank';
  const events = ['campaign_paused' as const, 'job_failed' as const];
  const { id } = await answerOf(rest.POST('/api/v1/webhooks', { body: { name: 'workshop tickets', url, events } }));
  await answerOf(rest.POST('/api/v1/webhooks/{id}/test', { params: { path: { id } } }));
  return id;
}

/** Gives every device a site, and some a name and a tag. */
export async function placeDevices({ rest }: OperatorClient): Promise<void> {
  const { items } = await answerOf(rest.GET('/api/v1/devices', { params: { query: { limit: 100 } } }));
  for (const [at, { id }] of items.entries()) {
    const body = {
      attributes: { site: SITES[at % SITES.length]! },
      ...(at % 4 === 0 && { tags: ['canary'], name: `Hall ${1 + at / 4}, left` }),
    };
    await answerOf(rest.PATCH('/api/v1/devices/{id}', { params: { path: { id } }, body }));
  }
}

/** A campaign for devices that are never there: their offers time out, and it pauses by its rules. */
export async function pausedCampaign(client: OperatorClient, seed = String(Date.now())): Promise<number> {
  const image = Uint8Array.from(referenceFirmware('STM32G484', NEW).bytes);
  // The inspection has something to find: the descriptor is missing, as the product allows.
  image.fill(0, DESCRIPTOR.start, DESCRIPTOR.end);
  await client.createProduct({ name: 'lamp', part: 'STM32G484', hardware: ['A'], agent: 'own' });
  await client.uploadRelease('lamp', { version: NEW, counter: 1, image });
  await provision(client, { ids: deviceIds('lamp', seed, 4), product: 'lamp', hardware: 'A' });
  const id = await client.startCampaign({
    name: 'lamps that are off',
    product: 'lamp',
    release: NEW,
    waves: [{ count: 2 }, { percent: 100 }],
    // Without its descriptor nothing says that the image could be swapped live.
    terms: { mode: 'reset' },
    timeouts: { offerMs: 200 },
    retry: { ...QUICK_RETRY, attempts: 1 },
    thresholds: { successPercent: 90, errorPercent: 20, errorMinimum: 1 },
  });
  await askUntil(async () => (await client.campaign(id)).state === 'paused', 'the campaign pauses', OVER_MAX_MS);
  return id;
}

/** A bad release, which its canaries show to be one, and from which they go back. */
export async function badRelease(story: Story): Promise<number> {
  const id = await story.campaign('drive', [], { ...WATCHED, name: `drive to ${BAD.version}`, release: BAD.version });
  await campaignsOver(story.client, [id], OVER_MAX_MS);
  const { items } = await answerOf(story.client.rest.GET('/api/v1/campaigns', { params: { query: {} } }));
  const back = items.filter(({ origin }) => origin?.campaign === id).map((campaign) => campaign.id);
  await campaignsOver(story.client, back, OVER_MAX_MS);
  return id;
}

/** What {@link NEXT} is made of. */
const SBOM = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: [
    {
      ...{ type: 'operating-system', name: 'FreeRTOS', version: '11.1.0', licenses: [{ license: { id: 'MIT' } }] },
      components: [
        { type: 'library', name: 'lwIP', version: '2.2.0', licenses: [{ license: { id: 'BSD-3-Clause' } }] },
      ],
    },
    {
      ...{ type: 'library', name: 'mbedtls', version: '3.5.0', purl: 'pkg:github/Mbed-TLS/mbedtls@3.5.0' },
      licenses: [{ expression: 'Apache-2.0 OR GPL-2.0-or-later' }],
    },
    { type: 'library', name: 'newlib', version: '4.4.0' },
  ],
};

/** A release that nobody has yet, with notes, labels and what it is made of, and a bad one that is withdrawn. */
export async function moreReleases(client: OperatorClient): Promise<void> {
  const { version, counter, bytes: image } = NEXT;
  await client.uploadRelease('drive', { version, counter, image });
  const params = { path: { product: 'drive', version } };
  const body = { notes: 'Softer start, and a fix for the encoder at low speed.', labels: ['candidate'] };
  await answerOf(client.rest.PATCH('/api/v1/products/{product}/releases/{version}', { params, body }));
  await answerOf(
    client.rest.POST('/api/v1/products/{product}/releases/{version}/sbom', {
      ...{ params, body: new Blob([JSON.stringify(SBOM)]), bodySerializer: (file: Blob) => file },
      headers: { 'content-type': SBOM_MEDIA_TYPE },
    }),
  );
  const bad = { path: { product: 'drive', version: BAD.version } };
  await answerOf(client.rest.POST('/api/v1/products/{product}/releases/{version}/withdraw', { params: bad }));
}

/** Two releases with all that is known of their programs, of which the later one needs run-once code. */
export const COMPARED = { product: 'mixer', from: '1.1.0', to: '2.0.0-converted' } as const;
/** A release to which drives come by way of {@link NEXT}, and those of revision B not at all. */
export const FAR = renamedFirmware('STM32G484', NEW, '2.0.0');

/** A product with key sets of which ELF files were uploaded, and a release that most of the drives cannot take at once. */
export async function comparableReleases(client: OperatorClient): Promise<void> {
  const { product, from, to } = COMPARED;
  await client.createProduct({ name: product, part: 'STM32G484', hardware: ['A'] });
  await furnishKeys(client, product);
  const elf = (file: URL): Uint8Array => new Uint8Array(readFileSync(file));
  await client.uploadRelease(product, { version: from, counter: 2, image: elf(firmwareFile('g4', from, 'elf')) });
  const image = elf(firmwareFixture('g4', to));
  await client.uploadRelease(product, { version: to, counter: 3, image, upgradesFrom: from });
  const { version, counter, bytes } = FAR;
  const bounds = { upgradesFrom: NEXT.version, hardware: ['A'] };
  await client.uploadRelease('drive', { version, counter, image: bytes, ...bounds });
}

/** A campaign that waits for its approval. */
export async function draftCampaign({ rest }: OperatorClient): Promise<number> {
  const body: CampaignRequest = {
    name: `drive to ${NEXT.version}`,
    product: 'drive',
    release: NEXT.version,
    waves: [{ filter: 'tags==canary' }, { percent: 50, gate: 'manual' }, { percent: 100 }],
    approval: { needed: true },
  };
  return (await answerOf(rest.POST('/api/v1/campaigns', { body }))).id;
}

/** Approves drafts as a person does, who has signed in: a token of nobody may not. */
async function approving(server: string): Promise<(id: number, revision: string) => Promise<void>> {
  const json = { 'content-type': 'application/json' };
  const signedIn = await fetch(`${server}/api/v1/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(GRACE),
  });
  if (!signedIn.ok) throw new Error(`${GRACE.name} cannot sign in: ${await signedIn.text()}`);
  const { csrfToken } = (await signedIn.json()) as { csrfToken: string };
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return async (id, revision) => {
    const headers = { ...json, cookie, 'x-csrf-token': csrfToken, 'if-match': `"${revision}"` };
    const said = await fetch(`${server}/api/v1/campaigns/${id}/approve`, { method: 'POST', headers, body: '{}' });
    if (!said.ok) throw new Error(`campaign ${id} is not approved: ${await said.text()}`);
  };
}

/** Two drafts that somebody approved: one was changed since, of the other a group selects others now. @returns their ids */
export async function approvedDrafts(client: OperatorClient): Promise<{ changed: number; lapsed: number }> {
  const { rest } = client;
  const approve = await approving(client.server);
  const { items } = await answerOf(rest.GET('/api/v1/devices', { params: { query: { filter: 'product==drive' } } }));
  const ids = items.map(({ id }) => id);
  const bench = await answerOf(rest.POST('/api/v1/groups', { body: { name: 'bench', description: 'On the bench' } }));
  const group = { path: { id: bench.id } };
  await answerOf(rest.POST('/api/v1/groups/{id}/add', { params: group, body: { devices: ids.slice(0, 4) } }));
  const approved = async (given: Partial<CampaignRequest>): Promise<number> => {
    const body: CampaignRequest = {
      name: '',
      product: 'drive',
      release: NEXT.version,
      approval: { needed: true },
      ...given,
    };
    const { id, revision } = await answerOf(rest.POST('/api/v1/campaigns', { body }));
    await approve(id, revision);
    return id;
  };
  const waves = [{ count: 1 }, { percent: 100 }];
  const changed = await approved({ name: 'drives, one by one', waves, selection: { deviceIds: ids.slice(0, 6) } });
  const body = { waves: [{ count: 3 }, { percent: 100 }], selection: { deviceIds: ids.slice(2, 9) }, concurrency: 5 };
  await answerOf(rest.PATCH('/api/v1/campaigns/{id}', { params: { path: { id: changed } }, body }));
  const lapsed = await approved({ name: 'drives on the bench', selection: { filter: 'group==bench' } });
  await answerOf(rest.POST('/api/v1/groups/{id}/add', { params: group, body: { devices: ids.slice(4, 7) } }));
  return { changed, lapsed };
}

/** A campaign whose blocks trickle, and a device that is getting some. */
export async function runningCampaign(story: Story): Promise<{ id: number; device: string }> {
  const waves = [{ percent: 50 }, { percent: 100, gate: 'manual' }];
  const id = await story.campaign('pump', [], { waves, budgets: { total: TRICKLE } });
  const device = await askUntil(
    async () => {
      const params = { path: { id }, query: { filter: 'stage==downloading' } };
      const { items } = await answerOf(story.client.rest.GET('/api/v1/campaigns/{id}/jobs', { params }));
      return items.find(({ done = 0, total = 0 }) => done > 0 && done < total)?.device;
    },
    'a device is downloading',
    OVER_MAX_MS,
  );
  return { id, device };
}

/** The first device of a selection. */
export async function someDevice({ rest }: OperatorClient, filter: string): Promise<string> {
  const { items } = await answerOf(rest.GET('/api/v1/devices', { params: { query: { filter } } }));
  return items[0]!.id;
}
