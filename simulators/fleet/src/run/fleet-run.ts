import { DEFAULT_TRANSFER } from '@twinbank/agent';
import type { HeldFolder } from '@twinbank/folder-lock';

import type { FleetCommand, NewFleet, RunOptions } from '../command-line.js';
import { Display } from '../outcome/display.js';
import { deviceIds, provision } from '../device/factory.js';
import { imageFile, referenceFirmware } from '../device/factory-image.js';
import { bytesText, countText } from '../outcome/figures.js';
import { Fleet } from './fleet.js';
import { OperatorClient, type ProductRecord } from '../server/operator-client.js';
import { writeReport } from '../outcome/report-file.js';
import { withScratch, type Scratch } from '../server/scratch.js';
import { holdsFleet, readFleet, writeFleet, type FleetRecord } from '../state/fleet-file.js';
import { holdFleetFolder } from '../state/fleet-folder.js';
import { summaryText, wrongOnes } from '../outcome/summary.js';
import { endedCount, type Tally } from '../outcome/tally.js';
import type { FleetSettings } from './worker-messages.js';

const CONNECT_MAX_MS = 10 * 60 * 1000;
/** If no job has moved for this long, no more is expected. A failed job may be offered again after a while. */
const QUIET_MS = 3000;
const QUIET_AFTER_FAILURE_MS = 15_000;

/** Runs a fleet against a server as the command line says, and judges it. */
export function runFleet(
  command: FleetCommand,
  out: NodeJS.WritableStream & { isTTY?: boolean },
): Promise<{ wrong: number }> {
  return withScratch(async (scratch) => {
    const { record, folder } = await openFleet(command, scratch);
    const { devices, product, seed } = record;
    const processes = Math.min(command.processes, devices.length);
    const back = command.resume ? ', back from where they were kept' : '';
    out.write(`${devices.length} × ${product.name} on ${product.part}${back}, seed ${seed}, ${processes} processes\n`);
    const settings = settingsOf(command, record);
    const fleet = await Fleet.build(settings, devices, processes, folder?.descriptor);
    scratch.defer(() => fleet.kill());

    const display = new Display(out, () => fleet.tally());
    display.start();
    scratch.defer(() => display.stop());
    await fleet.connect(CONNECT_MAX_MS);
    display.say(`all devices are connected to ${settings.mqttUrl}`);
    await untilTheEnd(command, fleet, scratch);
    display.stop();

    const { outcomes } = await fleet.finish({ images: {}, allEnded: command.untilIdle });
    if (command.report !== undefined) writeReport(command.report, outcomes);
    out.write(`\n${summaryText(outcomes, lineFacts(fleet.tally(), command))}\n`);
    return { wrong: wrongOnes(outcomes).length };
  });
}

/** The fleet that is to run, and its folder where it has one, which no other run has until this one ends. */
async function openFleet(
  command: FleetCommand,
  scratch: Scratch,
): Promise<{ record: FleetRecord; folder?: HeldFolder }> {
  // What is not there is said before a folder is made; once written, the record never changes.
  if (command.resume) readFleet(command.state);
  const folder = command.state === undefined ? undefined : await holdFleetFolder(command.state);
  if (folder) scratch.defer(() => folder.letGo());
  const record = command.resume ? readFleet(command.state) : await makeFleet(command);
  return { record, ...(folder && { folder }) };
}

/** Provisions a fleet on the server, and keeps it where the command says. */
async function makeFleet(command: NewFleet): Promise<FleetRecord> {
  const { state, seed } = command;
  if (state !== undefined && holdsFleet(state))
    throw new Error(`there is a fleet in ${state} already: continue it with --resume`);
  const client = new OperatorClient(command.server, command.token);
  const product = await client.product(command.product);
  const hardware = command.hardware ?? product.hardware[0]!;
  const factory = factoryImage(command, product);
  const ids = deviceIds(product.name, seed, command.devices);
  const { devices, keys: trust, mqttUrl } = await provision(client, { ids, product: product.name, hardware });
  const { name, part, allowUnencrypted } = product;
  const ownAgent = product.agent === 'own';
  const kept = { name, part, allowUnencrypted, ownAgent, factory };
  const chips = command.companions && { chips: command.companions };
  const record = { seed, mqttUrl, trust, product: { ...kept, ...chips }, devices };
  if (state !== undefined) writeFleet(state, record);
  return record;
}

/** What the devices received over their lines, in blocks and in total. */
function lineFacts(
  { blocks, bytes, toDevices, fromDevices, connections }: Tally,
  { line }: RunOptions,
): [string, string][] {
  const received: [string, string] = ['blocks received', `${countText(blocks)}, ${bytesText(bytes)}`];
  if (!line) return [received];
  const carried = `${bytesText(toDevices)} to the devices, ${bytesText(fromDevices)} from them, ${countText(connections)} connections`;
  return [received, ['over the lines', carried]];
}

function settingsOf(command: FleetCommand, { seed, mqttUrl, trust, product }: FleetRecord): FleetSettings {
  const { password, flashTime, rates, sickenAfterMs, postponeMs, chooseMs, window, line, attributes, state } = command;
  return {
    mqttUrl: command.mqtt ?? mqttUrl,
    ...{ password, seed, flashTime, rates, trust, health: { sickenAfterMs } },
    ...(line && { line }),
    ...(postponeMs !== undefined && { postponeMs }),
    ...(chooseMs !== undefined && { chooseMs }),
    ...(attributes && { attributes }),
    ...(state !== undefined && { stateFolder: state }),
    products: [
      { ...product, ...(window !== undefined && { transfer: { ...DEFAULT_TRANSFER, windowBlocks: window } }) },
    ],
  };
}

const factoryImage = ({ image, imageVersion }: NewFleet, { part }: ProductRecord) =>
  image === undefined ? referenceFirmware(part, imageVersion) : imageFile(image, imageVersion);

/**
 * Waits until the time is over, nothing happens any more, or someone presses Ctrl-C. In each case the devices are
 * judged.
 */
async function untilTheEnd(
  { untilIdle, durationMs = Infinity }: RunOptions,
  fleet: Fleet,
  scratch: Scratch,
): Promise<void> {
  let stopped = false;
  scratch.interrupt = () => void (stopped = true);
  const startedMs = Date.now();
  const ended = (tally: Tally): boolean =>
    stopped || Date.now() - startedMs > durationMs || (untilIdle && isIdle(tally));
  await fleet.until(ended, { timeoutMs: Infinity, what: 'jobs ended' });
}

function isIdle(tally: Tally): boolean {
  const quietMs = (tally.stages.done ?? 0) === tally.devices ? QUIET_MS : QUIET_AFTER_FAILURE_MS;
  return endedCount(tally) === tally.devices && Date.now() - (tally.lastEndMs ?? 0) > quietMs;
}
