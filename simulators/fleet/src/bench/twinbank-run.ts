import { setTimeout as sleep } from 'node:timers/promises';

import { DEFAULT_TRANSFER } from '@twinbank/agent';
import { SALT_BYTES } from '@twinbank/image';

import { campaignsOver } from '../server/campaign-watch.js';
import type { DeviceOutcome } from '../device/device-outcome.js';
import { deviceIds, provision, type Provisioned, type TrustedJwks } from '../device/factory.js';
import type { CountedImage } from '../device/factory-image.js';
import { NO_FAULTS } from '../line/fault-rates.js';
import { Fleet } from '../run/fleet.js';
import { OperatorClient } from '../server/operator-client.js';
import type { Scratch } from '../server/scratch.js';
import type { ServerProcess } from '../server/server-process.js';
import type { Tally } from '../outcome/tally.js';
import { BENCH_PART } from './bench-image.js';
import { resourcesOf, SETTLE_MS, type Measurement } from './measurement.js';

const CONNECT_MAX_MS = 5 * 60 * 1000;
const UPDATE_MAX_MS = 15 * 60 * 1000;

/**
 * Bytes that a device may ask for at once at any block size: more than an image has, so that one want asks for all.
 */
const WINDOW_BYTES = 512 * 1024;
/** A thousand windows are seconds of work for the server; asking again sooner would only add to it. */
const PATIENCE = { firstMs: 15_000, minMs: 15_000, maxMs: 60_000 };

/** Devices of a product, and the image that they get. */
export interface DeviceGroup {
  readonly product: string;
  readonly devices: number;
  readonly fresh: CountedImage;
}

/** What is installed, and on which devices. */
export interface UpdateLoad {
  readonly old: CountedImage;
  /** Updated one after the other by the same processes; the last group is measured. */
  readonly groups: readonly DeviceGroup[];
  readonly blockSize: number;
  readonly processes: number;
  /**
   * Whether devices begin to download only when all have their ticket, so that the goodput is that of blocks alone.
   */
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

/**
 * Updates a fleet through a running server, each time in one wave; afterwards every device's bank is compared with
 * the image.
 */
export async function runTwinbank(
  scratch: Scratch,
  server: ServerProcess,
  load: UpdateLoad,
): Promise<UpdateMeasurement> {
  const { groups } = load;
  const client = new OperatorClient(server.url, server.token);
  for (const { product: name } of groups)
    await client.createProduct({ name, part: BENCH_PART, hardware: ['A'], finishPolicy: 'keep-previous' });
  const fleet = await buildFleet(server, client, load);
  scratch.defer(() => fleet.kill());

  const before = await resourcesOf(server.child);
  await fleet.connect(CONNECT_MAX_MS);
  await sleep(SETTLE_MS);
  const connected = await resourcesOf(server.child);

  let round: Round | undefined;
  for (const group of groups) round = await update(group, { server, client, fleet, load });
  const images = Object.fromEntries(groups.map(({ product, fresh }) => [product, [fresh]]));
  const { outcomes, cpuMs } = await fleet.finish({ images, allEnded: true });
  demandAllRight(outcomes, groups);
  return {
    ...round!,
    clientCpuSeconds: cpuMs / 1000,
    bytesPerDevice: (connected.live - before.live) / outcomes.length,
  };
}

/** The figures of one update; the clients' processor time is known only at the end. */
type Round = Omit<UpdateMeasurement, 'clientCpuSeconds' | 'bytesPerDevice'>;

interface Setting {
  readonly server: ServerProcess;
  readonly client: OperatorClient;
  readonly fleet: Fleet;
  readonly load: UpdateLoad;
}

/** One update of all devices of a group. */
async function update(group: DeviceGroup, { server, client, fleet, load }: Setting): Promise<Round> {
  const { product, devices, fresh } = group;
  const { version, counter, bytes } = fresh;
  await client.uploadRelease(product, { version, counter, blockSize: load.blockSize, image: bytes });
  await fleet.lap();
  const jobsDone = fleet.tally().jobsDone + devices;
  const before = await resourcesOf(server.child);
  const rowsBefore = await client.rowsWritten();
  const startMs = Date.now();
  const name = `${product} to ${version}`;
  const waves = [{ percent: 100 }];
  const campaign = await client.startCampaign({ name, product, release: version, waves, concurrency: devices });
  if (load.together) await begin(fleet, devices);
  await fleet.until((tally) => tally.jobsDone >= jobsDone, { timeoutMs: UPDATE_MAX_MS, what: 'devices were updated' });
  const after = await resourcesOf(server.child);
  const tally = fleet.tally();
  await campaignsOver(client, [campaign], UPDATE_MAX_MS);
  const rows = (await client.rowsWritten()) - rowsBefore;
  return {
    ...transferOf(tally, group, load.blockSize),
    serverCpuSeconds: (after.cpuMs - before.cpuMs) / 1000,
    updateSeconds: (tally.lastEndMs! - startMs) / 1000,
    rowsPerUpdate: rows / devices,
  };
}

/** Starts the downloads when the last device has its ticket. */
async function begin(fleet: Fleet, devices: number): Promise<void> {
  const all = ({ stages }: Tally): boolean => (stages.downloading ?? 0) >= devices;
  await fleet.until(all, { timeoutMs: UPDATE_MAX_MS, what: 'devices had a ticket' });
  fleet.go();
}

/** Only needed blocks count as delivered: a block that arrived twice is no gain. */
function transferOf({ firstBlockMs, lastBlockMs, blocks }: Tally, { devices, fresh }: DeviceGroup, blockSize: number) {
  const bytes = devices * fresh.bytes.length;
  const seconds = (lastBlockMs! - firstBlockMs!) / 1000;
  const needed = devices * Math.ceil((fresh.bytes.length + SALT_BYTES) / blockSize);
  return { bytes, seconds, goodput: bytes / seconds, repeatedBlocks: blocks - needed };
}

async function buildFleet(
  server: ServerProcess,
  client: OperatorClient,
  { groups, old, processes, together }: UpdateLoad,
): Promise<Fleet> {
  const provisioned: Provisioned[] = [];
  let trust: TrustedJwks | undefined;
  for (const { product, devices } of groups) {
    const ids = deviceIds(product, 'bench', devices);
    const made = await provision(client, { ids, product, hardware: 'A' });
    provisioned.push(...made.devices);
    trust = made.keys;
  }
  return Fleet.build(
    {
      mqttUrl: server.mqttUrl,
      password: 'token',
      seed: 'bench',
      flashTime: 'skip',
      startTogether: together,
      rates: NO_FAULTS,
      trust: trust!,
      products: groups.map(({ product: name }) => ({
        name,
        part: BENCH_PART,
        allowUnencrypted: false,
        factory: old,
        transfer: { ...DEFAULT_TRANSFER, windowBytes: WINDOW_BYTES, startBytes: WINDOW_BYTES, rtt: PATIENCE },
      })),
    },
    provisioned,
    processes,
  );
}

function demandAllRight(outcomes: readonly DeviceOutcome[], groups: readonly DeviceGroup[]): void {
  const versions = new Map(groups.map(({ product, fresh }) => [product, fresh.version]));
  const bad = outcomes.find(
    ({ wrong, active, banks, product }) => wrong.length > 0 || banks[active - 1]!.version !== versions.get(product),
  );
  if (bad)
    throw new Error(
      `${bad.id} ended as ${bad.stage}: ${bad.wrong.join('; ') || bad.fault || 'it does not run the new image'}`,
    );
}
