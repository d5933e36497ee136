import { setTimeout as sleep } from 'node:timers/promises';

import { SALT_BYTES } from '@twinbank/image';

import { campaignsOver } from '../campaign-watch.js';
import type { DeviceOutcome } from '../device-outcome.js';
import { deviceIds, provision } from '../factory.js';
import type { CountedImage } from '../factory-image.js';
import { NO_FAULTS } from '../fault-rates.js';
import { Fleet } from '../fleet.js';
import { OperatorClient } from '../operator-client.js';
import type { Scratch } from '../scratch.js';
import type { ServerProcess } from '../server-process.js';
import { reachedCount, type Tally } from '../tally.js';
import { BENCH_PART } from './bench-image.js';
import { resourcesOf, SETTLE_MS, type Measurement } from './measurement.js';

const CONNECT_MAX_MS = 5 * 60 * 1000;
const UPDATE_MAX_MS = 15 * 60 * 1000;

/** Bytes that a device has under way, whatever the block size. */
const WINDOW_BYTES = 128 * 1024;
/** A thousand windows are seconds of work for the server: a device that asked again sooner would only add to it. */
const PATIENCE = { firstMs: 15_000, minMs: 15_000, maxMs: 60_000 };

/** What is brought, and to how many. */
export interface UpdateLoad {
  readonly product: string;
  readonly devices: number;
  readonly old: CountedImage;
  readonly fresh: CountedImage;
  readonly blockSize: number;
  readonly processes: number;
  /** Whether devices begin to download only once all have their ticket, so that the goodput is that of blocks alone. */
  readonly together: boolean;
}

/** What an update of all devices took, from the campaign's start. */
export interface UpdateMeasurement extends Measurement {
  /** Seconds from the start of the campaign until the last device had confirmed the new image. */
  readonly updateSeconds: number;
  /** Rows inserted or updated in the database for each device. */
  readonly rowsPerUpdate: number;
  /** Blocks that came more than once. */
  readonly repeatedBlocks: number;
}

/** Updates a fleet through a running server in one wave; every device's bank is compared with the image afterwards. */
export async function runTwinbank(
  scratch: Scratch,
  server: ServerProcess,
  load: UpdateLoad,
): Promise<UpdateMeasurement> {
  const { product, devices, fresh, blockSize } = load;
  const client = new OperatorClient(server.url, server.token);
  await client.createProduct({ name: product, part: BENCH_PART, hardware: ['A'], finishPolicy: 'keep-previous' });
  await client.uploadRelease(product, {
    version: fresh.version,
    counter: fresh.counter,
    blockSize,
    image: fresh.bytes,
  });
  const fleet = await buildFleet(server, client, load);
  scratch.defer(() => fleet.kill());

  const before = await resourcesOf(server.child);
  await fleet.connect(CONNECT_MAX_MS);
  await sleep(SETTLE_MS);
  const connected = await resourcesOf(server.child);

  const rowsBefore = await client.rowsWritten();
  const startMs = Date.now();
  const campaign = await client.startCampaign({
    name: `${product} to ${fresh.version}`,
    product,
    release: fresh.version,
    waves: [{ percent: 100 }],
    concurrency: devices,
  });
  if (load.together) await begin(fleet, devices);
  await fleet.until(({ jobsDone }) => jobsDone >= devices, { timeoutMs: UPDATE_MAX_MS, what: 'devices were updated' });
  const after = await resourcesOf(server.child);
  const tally = fleet.tally();
  await campaignsOver(client, [campaign], UPDATE_MAX_MS);
  const rows = (await client.rowsWritten()) - rowsBefore;
  const { outcomes, cpuMs } = await fleet.finish({ images: { [product]: [fresh] }, allEnded: true });
  demandAllRight(outcomes, fresh.version);

  return {
    ...transferOf(tally, load),
    serverCpuSeconds: (after.cpuMs - connected.cpuMs) / 1000,
    clientCpuSeconds: cpuMs / 1000,
    bytesPerDevice: (connected.live - before.live) / devices,
    updateSeconds: (tally.lastEndMs! - startMs) / 1000,
    rowsPerUpdate: rows / devices,
  };
}

/** Lets the devices go when the last of them has its ticket. */
async function begin(fleet: Fleet, devices: number): Promise<void> {
  const all = (tally: Tally): boolean => reachedCount(tally, 'accepted') >= devices;
  await fleet.until(all, { timeoutMs: UPDATE_MAX_MS, what: 'devices had a ticket' });
  fleet.go();
}

/** Only what was needed counts as delivered: a block that came twice is no gain. */
function transferOf({ firstBlockMs, lastBlockMs, blocks }: Tally, { devices, fresh, blockSize }: UpdateLoad) {
  const bytes = devices * fresh.bytes.length;
  const seconds = (lastBlockMs! - firstBlockMs!) / 1000;
  const needed = devices * Math.ceil((fresh.bytes.length + SALT_BYTES) / blockSize);
  return { bytes, seconds, goodput: bytes / seconds, repeatedBlocks: blocks - needed };
}

async function buildFleet(
  server: ServerProcess,
  client: OperatorClient,
  { product, devices: count, old, blockSize, processes, together }: UpdateLoad,
): Promise<Fleet> {
  const { devices, keys } = await provision(client, {
    ids: deviceIds(product, 'bench', count),
    product,
    hardware: 'A',
  });
  return Fleet.build(
    {
      mqttUrl: server.mqttUrl,
      password: 'token',
      seed: 'bench',
      flashTime: 'skip',
      startTogether: together,
      rates: NO_FAULTS,
      trust: keys,
      products: [
        {
          name: product,
          part: BENCH_PART,
          allowUnencrypted: false,
          factory: old,
          transfer: { windowBlocks: WINDOW_BYTES / blockSize, rtt: PATIENCE },
        },
      ],
    },
    devices,
    processes,
  );
}

function demandAllRight(outcomes: readonly DeviceOutcome[], version: string): void {
  const bad = outcomes.find(({ wrong, active, banks }) => wrong.length > 0 || banks[active - 1]!.version !== version);
  if (bad)
    throw new Error(
      `${bad.id} ended as ${bad.stage}: ${bad.wrong.join('; ') || bad.fault || 'it does not run the new image'}`,
    );
}
