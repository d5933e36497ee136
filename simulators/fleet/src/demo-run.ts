import { availableParallelism } from 'node:os';

import { DEFAULT_TRANSFER, type TransferLimits } from '@twinbank/agent';
import type { PartName } from '@twinbank/parts';
import type { FinishPolicy } from '@twinbank/protocol';

import { campaignsOver } from './server/campaign-watch.js';
import type { DeviceOutcome } from './device/device-outcome.js';
import { Display } from './outcome/display.js';
import { deviceIds, provision, type Provisioned, type TrustedJwks } from './device/factory.js';
import { referenceFirmware, type CountedImage } from './device/factory-image.js';
import { NO_FAULTS, type FaultRates } from './line/fault-rates.js';
import { bytesText, countText, rateText, secondsText } from './outcome/figures.js';
import { Fleet } from './run/fleet.js';
import { OperatorClient } from './server/operator-client.js';
import { withScratch } from './server/scratch.js';
import { ServerProcess } from './server/server-process.js';
import { summaryText, wrongOnes } from './outcome/summary.js';
import { goodput, type Tally } from './outcome/tally.js';
import type { FleetSettings } from './run/worker-messages.js';

const SEED = 'demo';
const RATES: FaultRates = { ...NO_FAULTS, lose: 0.02, powerCut: 0.1 };
const WAVES = [{ percent: 10 }, { percent: 40 }, { percent: 100 }];
/** A device that lost its power during the update may need another attempt: soon, because someone is watching. */
const RETRY = { attempts: 5, firstDelayMs: 500, factor: 1.5, maxDelayMs: 3000, jitter: 0.5 };
const TIME_MAX_MS = 5 * 60 * 1000;

interface DemoProduct {
  readonly name: string;
  readonly part: PartName;
  readonly finishPolicy: FinishPolicy;
  readonly devices: number;
  readonly transfer?: TransferLimits;
}

/** The L0 takes 200 ms to write a block; asking for more blocks ahead would only make them wait. */
const PRODUCTS: readonly DemoProduct[] = [
  {
    name: 'meter-l0',
    part: 'STM32L083',
    finishPolicy: 'keep-previous',
    devices: 60,
    transfer: { ...DEFAULT_TRANSFER, windowBlocks: 4 },
  },
  { name: 'pump-l4', part: 'STM32L486', finishPolicy: 'mirror', devices: 70 },
  { name: 'drive-g4', part: 'STM32G484', finishPolicy: 'mirror', devices: 70 },
];
const [OLD, NEW] = ['1.0.0', '1.1.0'];

/** Runs the demo from an empty server to the last device. @returns whether every device ended on the new release */
export function runDemo(out: NodeJS.WritableStream & { isTTY?: boolean }): Promise<boolean> {
  const startedMs = Date.now();
  const say = (text: string): void => void out.write(`${text}\n`);
  return withScratch(async (scratch) => {
    say('Starting a server with its own database and broker …');
    const server = await ServerProcess.start({ dataDir: scratch.folder('demo') });
    scratch.defer(() => server.stop());
    const client = new OperatorClient(server.url, server.token);

    say(
      `Creating ${PRODUCTS.length} products, uploading release ${NEW} of each, provisioning ${PRODUCTS.reduce((sum, { devices }) => sum + devices, 0)} devices on ${OLD} …`,
    );
    for (const product of PRODUCTS) await client.createProduct(recordOf(product));
    for (const { name, part } of PRODUCTS) await client.uploadRelease(name, uploadOf(referenceFirmware(part, NEW)));
    const fleet = await buildFleet(server, client);
    scratch.defer(() => fleet.kill());

    const display = new Display(out, () => fleet.tally());
    scratch.defer(() => display.stop());
    display.start();
    await fleet.connect(TIME_MAX_MS);
    display.say(
      `One campaign for each product, in waves to ${WAVES.map(({ percent }) => `${percent} %`).join(', ')}; 2 % of the blocks are lost, one device in ten loses its power:`,
    );
    const campaigns = await Promise.all(
      PRODUCTS.map(({ name }) =>
        client.startCampaign({ name: `${name} to ${NEW}`, product: name, release: NEW, waves: WAVES, retry: RETRY }),
      ),
    );
    await campaignsOver(client, campaigns, TIME_MAX_MS);
    const tally = fleet.tally();
    display.stop();

    const images = Object.fromEntries(PRODUCTS.map(({ name, part }) => [name, [referenceFirmware(part, NEW)]]));
    const { outcomes } = await fleet.finish({ images, allEnded: true });
    say(`\n${summaryText(outcomes, transferFacts(tally, startedMs))}\n`);
    return judge(outcomes, say);
  });
}

/** The record with which a product is created on the server. */
const recordOf = ({ name, part, finishPolicy }: DemoProduct) => ({ name, part, finishPolicy, hardware: ['A'] });

/** The fields of the upload. */
const uploadOf = ({ version, counter, bytes }: CountedImage) => ({ version, counter, image: bytes });

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
    trust,
    products: PRODUCTS.map(({ name, part, transfer }) => ({
      name,
      part,
      allowUnencrypted: false,
      factory: referenceFirmware(part, OLD),
      ...(transfer && { transfer }),
    })),
  };
  return Fleet.build(settings, devices, availableParallelism());
}

function transferFacts(tally: Tally, startedMs: number): [string, string][] {
  const { blocks, bytes } = tally;
  return [
    ['blocks', `${countText(blocks)}, ${bytesText(bytes)}, each under its device’s own key`],
    ['goodput', `${rateText(goodput(tally), 1)} from the first block to the last, waits between waves included`],
    ['time', secondsText(Date.now() - startedMs)],
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
