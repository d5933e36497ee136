/** A worker process: a part of the fleet's devices, built, connected and examined as the parent says. */
import { setTimeout as sleep } from 'node:timers/promises';

import { knownImage, type KnownImage } from '../device/bank-sight.js';
import { DeviceShell } from '../device/device-shell.js';
import { addFaults, noFaultsMet } from '../line/fault-rates.js';
import { Surroundings } from './surroundings.js';
import { resetTransfer } from '../outcome/tally.js';
import type { FinishOrder, FromWorker, NamedImage, ToWorker, WorkerOrder } from './worker-messages.js';

const TALLY_MS = 100;
/** Handshakes in progress at once: more would only wait in the server's queue. */
const CONNECTING_MAX = 100;

let surroundings: Surroundings;
let shells: DeviceShell[] = [];
/** Processor time is counted from the moment when all were connected, or from the last lap. */
let cpuAtStart = process.cpuUsage();

const tell = (message: FromWorker): void => void process.send?.(message);

async function build({ settings, devices, worker, localAddress }: WorkerOrder): Promise<void> {
  surroundings = new Surroundings(settings, localAddress, worker);
  await surroundings.shapeLines();
  shells = devices.map((device) => new DeviceShell(device, surroundings));
  surroundings.tally.devices = shells.length;
  tell({ type: 'built' });
  tellTally();
  setInterval(tellTally, TALLY_MS).unref();
}

function tellTally(): void {
  const { settings, tally, proxy } = surroundings;
  if (proxy) Object.assign(tally, proxy.carried);
  const anyFaults = Object.values(settings.rates).some((rate) => rate > 0);
  if (anyFaults) {
    tally.faults = noFaultsMet();
    for (const shell of shells) addFaults(tally.faults, shell.faultsMet);
  }
  tell({ type: 'tally', tally });
}

async function connect(): Promise<void> {
  for (const [index, shell] of shells.entries()) {
    shell.connect();
    while (index + 1 - surroundings.everConnected >= CONNECTING_MAX) await sleep(5);
  }
  while (surroundings.everConnected < shells.length) await sleep(5);
  cpuAtStart = process.cpuUsage();
}

/** Counts separately from now on. */
function lap(): void {
  resetTransfer(surroundings.tally);
  surroundings.proxy?.countAnew();
  if (surroundings.settings.startTogether) surroundings.startingLine.close();
  cpuAtStart = process.cpuUsage();
  tellTally();
  tell({ type: 'lapped' });
}

async function finish(order: FinishOrder): Promise<void> {
  const { user, system } = process.cpuUsage(cpuAtStart);
  await Promise.all(shells.map((shell) => shell.close()));
  surroundings.files?.close();
  await surroundings.proxy?.close();
  const known = new Map(
    surroundings.settings.products.map(({ name, factory }) => [
      name,
      knownImages(name, [factory, ...(order.images[name] ?? [])]),
    ]),
  );
  const outcomes = shells.map((shell) => shell.outcome(known, order.allEnded));
  tellTally();
  tell({ type: 'finished', outcomes, cpuMs: (user + system) / 1000 });
}

/** Images whose bytes are available take precedence over what a manifest says about the same version. */
function knownImages(product: string, given: readonly NamedImage[]): KnownImage[] {
  const versions = new Set(given.map(({ version }) => version));
  return [
    ...given.map(knownImage),
    ...surroundings.orders.imagesOf(product).filter(({ version }) => !versions.has(version)),
  ];
}

async function obey(message: ToWorker): Promise<void> {
  if (message.type === 'build') await build(message.order);
  else if (message.type === 'connect') await connect();
  else if (message.type === 'lap') lap();
  else if (message.type === 'go') surroundings.startingLine.open();
  else await finish(message.order);
}

process.on('message', (message: ToWorker) => {
  obey(message).catch((error: unknown) =>
    tell({ type: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.on('uncaughtException', (error) => {
  tell({ type: 'failed', reason: error.stack ?? error.message });
});
// The parent decides when a worker ends; if the parent ends, the worker ends too.
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => process.exit(0));
