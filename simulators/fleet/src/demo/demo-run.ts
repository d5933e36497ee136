import { availableParallelism } from 'node:os';

import type { DeviceOutcome } from '../device/device-outcome.js';
import { deviceIds, provision, type Provisioned, type TrustedJwks } from '../device/factory.js';
import { referenceFirmware, type CountedImage } from '../device/factory-image.js';
import { NO_FAULTS, type FaultRates } from '../line/fault-rates.js';
import { Display } from '../outcome/display.js';
import { bytesText, countText, rateText, secondsText } from '../outcome/figures.js';
import { summaryText, wrongOnes } from '../outcome/summary.js';
import { goodput, type Tally } from '../outcome/tally.js';
import { Fleet } from '../run/fleet.js';
import type { FleetSettings } from '../run/worker-messages.js';
import { campaignsOver } from '../server/campaign-watch.js';
import { OperatorClient } from '../server/operator-client.js';
import { withScratch } from '../server/scratch.js';
import { ServerProcess } from '../server/server-process.js';
import { inviteAudience, NO_AUDIENCE } from './audience.js';
import { sendBadRelease, WATCHED } from './bad-release.js';
import { BAD, badRelease, DRIVES, NEW, OLD, OTHERS, PRODUCTS, uploadsOf, type DemoProduct } from './demo-products.js';
import { verdictLines, verdictOn } from './verdicts.js';

const SEED = 'demo';
const RATES: FaultRates = { ...NO_FAULTS, lose: 0.02, powerCut: 0.1 };
const WAVES = [{ percent: 10 }, { percent: 40 }, { percent: 100 }];
/** A device that lost its power during the update may need another attempt: soon, because someone is watching. */
const RETRY = { attempts: 5, firstDelayMs: 500, factor: 1.5, maxDelayMs: 3000, jitter: 0.5 };
const TIME_MAX_MS = 5 * 60 * 1000;
/** How long a drive runs the bad release before it shows. */
const SICKEN_AFTER_MS = 2000;

/** How the demo is shown. */
export interface DemoOptions {
  /** Lets somebody sign in to the console: begins when they have, and stays until they have seen enough. */
  readonly watch: boolean;
}

/**
 * Runs the demo from an empty server to the last device.
 *
 * @returns whether every device ended on the new release, and the bad one reached nobody but its first devices
 */
export function runDemo(out: NodeJS.WritableStream & { isTTY?: boolean }, { watch }: DemoOptions): Promise<boolean> {
  const say = (text: string): void => void out.write(`${text}\n`);
  return withScratch(async (scratch) => {
    say('Starting a server with its own database and broker …');
    const server = await ServerProcess.start({ dataDir: scratch.folder('demo') });
    scratch.defer(() => server.stop());
    const client = new OperatorClient(server.url, server.token);
    await setUp(client, say);
    const fleet = await buildFleet(server, client);
    scratch.defer(() => fleet.kill());
    const audience = watch ? await inviteAudience({ address: server.url, client, scratch, say }) : NO_AUDIENCE;
    await audience.arrives();
    const startedMs = Date.now();

    const display = new Display(out, () => fleet.tally());
    scratch.defer(() => display.stop());
    display.start();
    await fleet.connect(TIME_MAX_MS);
    const tell = (text: string): void => display.say(text);
    tell(
      `One campaign for each product, in waves to ${WAVES.map(({ percent }) => `${percent} %`).join(', ')}; 2 % of the blocks are lost, one device in ten loses its power:`,
    );
    const others = await Promise.all(
      OTHERS.map((product) => client.startCampaign({ ...toNew(product), waves: WAVES })),
    );
    const bad = await sendBadRelease(client, tell, TIME_MAX_MS);
    tell(
      `${DRIVES.name}: ${NEW} goes out under the same rules, to 5 devices that are watched for 30 s, then to the others:`,
    );
    const good = await client.startCampaign({ ...toNew(DRIVES), ...WATCHED });
    await campaignsOver(client, [...others, good], TIME_MAX_MS);
    const tally = fleet.tally();
    const tookMs = Date.now() - startedMs;
    display.stop();
    await audience.leaves();

    const images = Object.fromEntries(PRODUCTS.map((product) => [product.name, releasesOf(product)]));
    const { outcomes } = await fleet.finish({ images, allEnded: true });
    say(`\n${summaryText(outcomes, transferFacts(tally, tookMs))}\n`);
    const isRight = judge(outcomes, say);
    say(
      `${BAD} of ${DRIVES.name} reached ${bad.reached} of ${DRIVES.devices} devices, and ${bad.back} of them went back.`,
    );
    return isRight && bad.isContained;
  });
}

/** Creates products, uploads releases, and says on which verdict the campaigns to the new ones rely. */
async function setUp(client: OperatorClient, say: (text: string) => void): Promise<void> {
  const devices = PRODUCTS.reduce((sum, product) => sum + product.devices, 0);
  say(
    `Creating ${PRODUCTS.length} products, uploading the ELF files of ${OLD} and ${NEW} of each and a bad ${BAD} of ${DRIVES.name}, provisioning ${devices} devices on ${OLD} …`,
  );
  for (const { name, part, finishPolicy } of PRODUCTS)
    await client.createProduct({ name, part, finishPolicy, hardware: ['A'] });
  for (const product of PRODUCTS)
    for (const { version, counter, bytes } of uploadsOf(product))
      await client.uploadRelease(product.name, { version, counter, image: bytes });
  for (const { name } of PRODUCTS)
    verdictLines(name, await verdictOn(client, name, OLD, NEW)).forEach((line) => say(line));
}

/** The drives go back to the release that they came with, so the server must know it. */
const releasesOf = (product: DemoProduct): readonly CountedImage[] => [
  ...(product === DRIVES ? [referenceFirmware(product.part, OLD), badRelease()] : []),
  referenceFirmware(product.part, NEW),
];

const toNew = ({ name }: DemoProduct) => ({ name: `${name} to ${NEW}`, product: name, release: NEW, retry: RETRY });

async function buildFleet(server: ServerProcess, client: OperatorClient): Promise<Fleet> {
  const devices: Provisioned[] = [];
  let trust: TrustedJwks = { manifestKeys: [], ticketKeys: [] };
  for (const { name, devices: count } of PRODUCTS) {
    const made = await provision(client, { ids: deviceIds(name, SEED, count), product: name, hardware: 'A' });
    devices.push(...made.devices);
    trust = made.keys;
  }
  const settings: FleetSettings = {
    mqttUrl: server.mqttUrl,
    password: 'token',
    seed: SEED,
    flashTime: 'real',
    rates: RATES,
    health: { sickenAfterMs: SICKEN_AFTER_MS },
    trust,
    products: PRODUCTS.map((product) => ({
      name: product.name,
      part: product.part,
      allowUnencrypted: false,
      factory: referenceFirmware(product.part, OLD),
      ...(product === DRIVES && { badVersions: [BAD] }),
      ...(product.transfer && { transfer: product.transfer }),
    })),
  };
  return Fleet.build(settings, devices, availableParallelism());
}

function transferFacts(tally: Tally, tookMs: number): [string, string][] {
  const { blocks, bytes } = tally;
  return [
    ['blocks', `${countText(blocks)}, ${bytesText(bytes)}, each under its device’s own key`],
    ['goodput', `${rateText(goodput(tally), 1)} from the first block to the last, waits between waves included`],
    ['time', secondsText(tookMs)],
  ];
}

/** True only if every device runs the new release, byte for byte. */
function judge(outcomes: readonly DeviceOutcome[], say: (text: string) => void): boolean {
  const updated = outcomes.filter(({ active, banks, stage }) => stage === 'done' && banks[active - 1]!.version === NEW);
  const right = updated.length === outcomes.length && wrongOnes(outcomes).length === 0;
  say(
    right
      ? `All ${outcomes.length} devices run ${NEW}, byte for byte.`
      : `Only ${updated.length} of ${outcomes.length} devices run ${NEW} as they should.`,
  );
  return right;
}
