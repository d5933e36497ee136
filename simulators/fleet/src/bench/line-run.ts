import { SALT_BYTES } from '@twinbank/image';

import type { DeviceOutcome } from '../device/device-outcome.js';
import { deviceIds, provision } from '../device/factory.js';
import { referenceFirmware, type CountedImage } from '../device/factory-image.js';
import { NO_FAULTS } from '../line/fault-rates.js';
import { Fleet } from '../run/fleet.js';
import { OperatorClient } from '../server/operator-client.js';
import type { Scratch } from '../server/scratch.js';
import type { ServerProcess } from '../server/server-process.js';
import { wrongOnes } from '../outcome/summary.js';
import type { Tally } from '../outcome/tally.js';
import { lineCaseName, type LineCase } from './line-cases.js';

const CONNECT_MAX_MS = 2 * 60 * 1000;
const UPDATE_MAX_MS = 5 * 60 * 1000;
const BLOCK_BYTES = 4096;
const [OLD, NEW] = ['1.0.0', '1.1.0'];

/** What the updates over one kind of line took. */
export interface LineMeasurement {
  readonly line: LineCase;
  readonly imageBytes: number;
  /** Blocks sent for each block needed: for all devices, and for the device with the most. */
  readonly sent: number;
  readonly sentMost: number;
  /** Blocks sent although they were neither needed nor lost before, for each block needed. */
  readonly inVain: number;
  /**
   * All bytes that the line carried to the devices, including tickets and acknowledgements, for each byte of the
   * image.
   */
  readonly carried: number;
  /** From the campaign's start to the last device's end. */
  readonly seconds: number;
  /** Image bytes per second as a share of the line's rate; for the slowest device. */
  readonly share: number;
  /** Connections that broke. */
  readonly disconnects: number;
}

/** Devices on their lines, and the release that they will get; not connected yet. */
export interface PreparedLine {
  readonly line: LineCase;
  readonly client: OperatorClient;
  readonly fleet: Fleet;
  readonly fresh: CountedImage;
}

/** Creates product, release and devices for one kind of line. */
export async function prepareLine(scratch: Scratch, server: ServerProcess, line: LineCase): Promise<PreparedLine> {
  const name = lineCaseName(line);
  const client = new OperatorClient(server.url, server.token);
  const fresh = referenceFirmware(line.part, NEW);
  await client.createProduct({ name, part: line.part, hardware: ['A'], finishPolicy: 'keep-previous' });
  await client.uploadRelease(name, {
    version: NEW,
    counter: fresh.counter,
    blockSize: BLOCK_BYTES,
    image: fresh.bytes,
  });
  const fleet = await buildFleet(server, client, line);
  scratch.defer(() => fleet.kill());
  return { line, client, fleet, fresh };
}

/** Updates the devices of one kind of line, each over its own line. */
export async function runLine({ line, client, fleet, fresh }: PreparedLine): Promise<LineMeasurement> {
  const name = lineCaseName(line);
  await fleet.connect(CONNECT_MAX_MS);
  await fleet.lap();
  const startMs = Date.now();
  const waves = [{ percent: 100 }];
  await client.startCampaign({ name, product: name, release: NEW, waves, concurrency: line.devices });
  const all = ({ jobsEnded }: Tally): boolean => jobsEnded >= line.devices;
  await fleet.until(all, { timeoutMs: UPDATE_MAX_MS, what: 'devices were updated' });
  const { outcomes } = await fleet.finish({ images: { [name]: [fresh] }, allEnded: true });
  demandAllRight(outcomes);
  return measurementOf({ line, fresh, outcomes, tally: fleet.tally(), startMs });
}

async function buildFleet(server: ServerProcess, client: OperatorClient, line: LineCase): Promise<Fleet> {
  const { part, devices, shape, lose } = line;
  const name = lineCaseName(line);
  const made = await provision(client, { ids: deviceIds(name, 'bench', devices), product: name, hardware: 'A' });
  return Fleet.build(
    {
      mqttUrl: server.mqttUrl,
      password: 'token',
      seed: name,
      flashTime: 'skip',
      rates: { ...NO_FAULTS, lose },
      line: shape,
      trust: made.keys,
      products: [{ name, part, allowUnencrypted: false, factory: referenceFirmware(part, OLD) }],
    },
    made.devices,
    1,
  );
}

function demandAllRight(outcomes: readonly DeviceOutcome[]): void {
  const bad = outcomes.find(({ stage }) => stage !== 'done') ?? wrongOnes(outcomes)[0];
  if (bad) throw new Error(`${bad.id} ended as ${bad.stage}: ${bad.wrong.join('; ') || bad.fault}`);
}

interface LineEnd {
  readonly line: LineCase;
  readonly fresh: CountedImage;
  readonly outcomes: readonly DeviceOutcome[];
  readonly tally: Tally;
  readonly startMs: number;
}

function measurementOf({ line, fresh, outcomes, tally, startMs }: LineEnd): LineMeasurement {
  const needed = Math.ceil((fresh.bytes.length + SALT_BYTES) / BLOCK_BYTES);
  const sentTo = outcomes.map(({ blocks, faultsMet }) => blocks + faultsMet.lost);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  const sent = sum(sentTo) / needed / line.devices;
  const lost = sum(outcomes.map(({ faultsMet }) => faultsMet.lost)) / needed / line.devices;
  const seconds = (tally.lastEndMs! - startMs) / 1000;
  return {
    line,
    imageBytes: fresh.bytes.length,
    sent,
    sentMost: Math.max(...sentTo) / needed,
    inVain: sent - lost - 1,
    carried: tally.toDevices / line.devices / fresh.bytes.length,
    seconds,
    share: fresh.bytes.length / seconds / line.shape.bytesPerS,
    disconnects: tally.connections - line.devices,
  };
}
