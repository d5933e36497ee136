import { setTimeout as sleep } from 'node:timers/promises';

import { answerOf } from '@twinbank/client';

import { deviceIds, provision } from '../../device/factory.js';
import { countText } from '../../outcome/figures.js';
import { OperatorClient } from '../../server/operator-client.js';
import type { Scratch } from '../../server/scratch.js';
import { ServerProcess } from '../../server/server-process.js';
import { BENCH_PART, factoryImage } from '../bench-image.js';
import { answerTimes, askedLists, tagSome } from './asked-lists.js';
import { BREAKING_PRODUCT, breakingTimes } from './breaking.js';
import { p99, type Figure } from './campaign-figures.js';
import { decisions } from './decisions.js';
import { strainOf } from './health-watch.js';

const VERSION = '1.0.0';
/** How large the fleets are about which decisions are timed, beside the largest. */
const FLEETS = [1000, 10_000, 100_000];
const QUESTIONS = 100;
/** The aims, for fleets of up to so many devices. */
const STARTED = { devices: 100_000, seconds: 5, manySeconds: 60 };
const AIMS = { healthMs: 100, answerMs: 50, stopMs: 250 };
const LOOK_MS = 100;

/** What is to be measured. */
export interface CampaignsOptions {
  readonly devices: number;
  readonly repetitions: number;
  /** PostgreSQL; undefined for the embedded database. */
  readonly databaseUrl: string | undefined;
  readonly say: (text: string) => void;
}

const PROBE = ['--import', new URL('../../../dist/bench/campaigns/decision-probe.js', import.meta.url).href];

/** Starts a server, and campaigns on it; measures all that an operator waits for. */
export async function runCampaigns(scratch: Scratch, options: CampaignsOptions): Promise<Figure[]> {
  const { devices, databaseUrl, say } = options;
  const server = await ServerProcess.start({
    dataDir: scratch.folder('bench'),
    settings: databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl },
    nodeArguments: PROBE,
  });
  scratch.defer(() => server.stop());
  const client = new OperatorClient(server.url, server.token);
  const sizes = [...FLEETS.filter((size) => size < devices), devices];
  const campaigns = new Map<number, number>();
  const figures: Figure[] = [];
  for (const size of sizes) {
    say(`registering ${countText(size)} devices …`);
    const product = `fleet-${size}`;
    const ids = await furnish(client, product, size);
    const started = await startOver(server, client, product);
    campaigns.set(size, started.id);
    if (size !== devices) continue;
    figures.push(...started.figures);
    say('asking …');
    figures.push(...(await asked(server, client, { product, campaign: started.id, ids })));
  }
  say('deciding …');
  figures.push(...(await decisions(server.child, campaigns)));
  say('breaking rules …');
  await furnish(client, BREAKING_PRODUCT, 0);
  const stopMs = p99(await breakingTimes(server, VERSION, options.repetitions));
  return [
    ...figures,
    { what: 'from the report that breaks a rule to the last ticket, p99', value: stopMs, unit: 'ms', aim: AIMS.stopMs },
  ];
}

/** A product with a release and its devices, a hundred of them tagged. */
async function furnish(client: OperatorClient, product: string, devices: number): Promise<readonly string[]> {
  await client.createProduct({ name: product, part: BENCH_PART, hardware: ['A'], finishPolicy: 'keep-previous' });
  const { bytes, counter } = factoryImage();
  await client.uploadRelease(product, { version: VERSION, counter, image: bytes });
  const ids = deviceIds(product, 'campaigns', devices);
  if (devices === 0) return ids;
  await provision(client, { ids, product, hardware: 'A' });
  await tagSome(client, ids);
  return ids;
}

/** Creates a campaign and starts it, until every device has its place. */
async function startOver(
  server: ServerProcess,
  client: OperatorClient,
  product: string,
): Promise<{ readonly id: number; readonly figures: readonly Figure[] }> {
  let id = 0;
  const { seconds, healthMs, peakRss } = await strainOf(server, async () => {
    const waves = [{ percent: 1 }, { percent: 100 }];
    id = await client.startCampaign({ name: product, product, release: VERSION, waves, concurrency: 1 });
    while ((await client.campaign(id)).state === 'starting') await sleep(LOOK_MS);
  });
  const campaign = await client.campaign(id);
  if (campaign.state !== 'running') throw new Error(`the campaign is ${campaign.state}`);
  const aim = campaign.total! > STARTED.devices ? STARTED.manySeconds : STARTED.seconds;
  return {
    id,
    figures: [
      { what: `create and start over ${countText(campaign.total!)} devices`, value: seconds, unit: 's', aim },
      { what: 'is it alive? meanwhile, at worst', value: Math.max(...healthMs), unit: 'ms', aim: AIMS.healthMs },
      { what: 'is it alive? meanwhile, p99', value: p99(healthMs), unit: 'ms' },
      ...(peakRss === undefined
        ? []
        : [{ what: 'peak resident memory of the server meanwhile', value: peakRss, unit: 'bytes' as const }]),
    ],
  };
}

async function asked(
  { url, token }: ServerProcess,
  client: OperatorClient,
  about: { readonly product: string; readonly campaign: number; readonly ids: readonly string[] },
): Promise<Figure[]> {
  // A campaign that hands tickets out all the time would be measured, too.
  await answerOf(client.rest.POST('/api/v1/campaigns/{id}/pause', { params: { path: { id: about.campaign } } }));
  const figures: Figure[] = [];
  for (const list of askedLists(about.product, about.campaign, about.ids)) {
    const taken = await answerTimes({ server: url, token }, list, QUESTIONS);
    figures.push({ what: `${list.what}, p99`, value: p99(taken), unit: 'ms', aim: AIMS.answerMs });
  }
  await answerOf(client.rest.POST('/api/v1/campaigns/{id}/resume', { params: { path: { id: about.campaign } } }));
  return figures;
}
