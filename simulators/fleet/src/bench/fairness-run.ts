import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { deviceIds, provision, type Provisioned } from '../device/factory.js';
import { bytesText, countText } from '../outcome/figures.js';
import { NODE_FLAGS } from '../run/node-flags.js';
import { OperatorClient } from '../server/operator-client.js';
import type { Scratch } from '../server/scratch.js';
import { ServerProcess } from '../server/server-process.js';
import { BENCH_PART, benchImage } from './bench-image.js';
import { isFair, MEASURED, type Phase, type Samples } from './fairness-figures.js';
import { helloOf, PATIENCE_MS, tokenOf, visit } from './honest-visit.js';
import { ATTACKS, type Attack, type FromRogues, type RogueIdentity, type ToRogues } from './rogue-messages.js';

const PRODUCT = 'fairness';
const IMAGE_BYTES = 480 * 1024;
const BLOCK_BYTES = 4096;
/** So many devices that none draws its image more than twice in all phases, which is the limit for a transfer. */
const HONEST_DEVICES_PER_VISIT = 2.4;
/** Honest devices that visit at the same time. */
const AT_ONCE = 4;
/** Between two attacks honest devices visit a third as often as under one. */
const QUIET_SHARE = 1 / 3;
/** A phase in which visits take long ends after this time. */
const PHASE_MAX_MS = 15_000;
const HEALTH_EVERY_MS = 20;
/** How long attackers have been active when measuring begins. */
const LEAD_MS = 500;
const ROGUE_ADDRESS = '127.0.0.9';

/** The server, honest devices that take turns, and attackers that wait for their command. */
interface Ground {
  readonly server: ServerProcess;
  readonly honest: readonly Provisioned[];
  readonly rogues: readonly RogueIdentity[];
  readonly process: ChildProcess;
  /** Visits of honest devices under each attack. */
  readonly visits: number;
  /** The honest device whose turn is next. */
  turn: number;
}

/** What honest devices and operators measured without attackers, before and after, and under each attack. */
export interface FairnessRun {
  readonly quiet: Samples;
  readonly phases: readonly Phase[];
}

/** How much is measured. */
export interface FairnessOptions {
  readonly attackers: number;
  /** Visits of honest devices under each attack. */
  readonly visits: number;
  /** One kind of attack; all where it is left out. */
  readonly only?: Attack;
}

/** Measures honest devices during attacks of each kind, one kind after the other, on one server. */
export async function runFairness(
  scratch: Scratch,
  { attackers, visits, only, say }: FairnessOptions & { say: (text: string) => void },
): Promise<FairnessRun> {
  const ground = await prepare(scratch, attackers, visits);
  const quietVisits = Math.ceil(visits * QUIET_SHARE);
  // The server has to be warm: what it does for the first time takes longer, whoever asks for it.
  await measure(ground, visits);
  await underAttack(ground, 'whole images');
  const quiet: Samples[] = [await measure(ground, quietVisits)];
  const phases: Phase[] = [];
  for (const attack of only ? [only] : (Object.keys(ATTACKS) as Attack[])) {
    say(`${attack}: ${ATTACKS[attack]} …`);
    phases.push(await underAttackForSure(ground, attack, joined(quiet)));
    // Measured in between, so that both sides run under the same conditions of the machine.
    quiet.push(await measure(ground, quietVisits));
  }
  return { quiet: joined(quiet), phases };
}

async function prepare(scratch: Scratch, attackers: number, visits: number): Promise<Ground> {
  const server = await ServerProcess.start({ dataDir: scratch.folder('fairness') });
  scratch.defer(() => server.stop());
  const client = new OperatorClient(server.url, server.token);
  await client.createProduct({ name: PRODUCT, part: BENCH_PART, hardware: ['A'], finishPolicy: 'keep-previous' });
  const image = benchImage(IMAGE_BYTES, 'fairness');
  await client.uploadRelease(PRODUCT, {
    version: image.version,
    counter: image.counter,
    blockSize: BLOCK_BYTES,
    image: image.bytes,
  });
  const count = Math.max(AT_ONCE, Math.ceil(HONEST_DEVICES_PER_VISIT * visits));
  const ids = deviceIds(PRODUCT, 'fairness', count + attackers);
  const { devices } = await provision(client, { ids, product: PRODUCT, hardware: 'A' });
  const rules = { waves: [{ percent: 100 }], concurrency: ids.length };
  await client.startCampaign({ name: PRODUCT, product: PRODUCT, release: image.version, ...rules });
  const rogues = await Promise.all(devices.slice(count).map((device) => rogueOf(server.mqttUrl, device)));
  const child = fork(fileURLToPath(new URL('../../dist/bench/rogue.js', import.meta.url)), {
    serialization: 'advanced',
    execArgv: [...NODE_FLAGS],
  });
  scratch.defer(() => void child.kill('SIGKILL'));
  // Real attackers have their own machines: the bench measures their effect on the server, not the load on its
  // cores.
  setPriority(child.pid!, constants.priority.PRIORITY_LOW);
  return { server, honest: devices.slice(0, count), rogues, process: child, visits, turn: 0 };
}

/** An attacker begins as an ordinary device: it learns its transfer from its ticket. */
async function rogueOf(mqttUrl: string, device: Provisioned): Promise<RogueIdentity> {
  const { order } = await visit(mqttUrl, device);
  if (!order) throw new Error('an attacker got no ticket');
  const blocks = Math.floor(IMAGE_BYTES / BLOCK_BYTES);
  return { id: device.id, password: await tokenOf(device), transfer: order.transfer, blocks, report: helloOf(device) };
}

/**
 * Measures three times as long where it does not look fair: a few visits that fell into a hiccup of the machine are
 * a 99th percentile, but what an attack does, it does again.
 */
async function underAttackForSure(ground: Ground, attack: Attack, quiet: Samples): Promise<Phase> {
  const phase = await underAttack(ground, attack);
  if (isFair(quiet, [phase])) return phase;
  const again = [await underAttack(ground, attack), await underAttack(ground, attack)];
  return { ...phase, samples: joined([phase, ...again].map(({ samples }) => samples)) };
}

async function underAttack(ground: Ground, attack: Attack): Promise<Phase> {
  const { server, rogues, process: child } = ground;
  const tell = (message: ToRogues): void => void child.send(message);
  tell({ type: 'attack', attack, port: Number(new URL(server.mqttUrl).port), address: ROGUE_ADDRESS, rogues });
  await sleep(LEAD_MS);
  const samples = await measure(ground, ground.visits);
  tell({ type: 'rest' });
  const [{ connections, bytesSent, bytesHeard }] = (await once(child, 'message')) as [FromRogues];
  await sleep(LEAD_MS);
  const deeds = `${countText(connections)} connections, ${bytesText(bytesSent)} sent, ${bytesText(bytesHeard)} drawn`;
  return { name: attack, samples, deeds };
}

/** Honest devices visit, several at a time, while the server is polled to see whether it is alive. */
async function measure(ground: Ground, visits: number): Promise<Samples> {
  const samples = { connect: [] as number[], download: [] as number[], report: [] as number[], health: [] as number[] };
  const endMs = performance.now() + PHASE_MAX_MS;
  const looking = new AbortController();
  const watch = watchHealth(ground.server.url, samples.health, looking.signal);
  let left = visits;
  const visitor = async (): Promise<void> => {
    while (left-- > 0 && performance.now() < endMs) {
      const device = ground.honest[ground.turn++ % ground.honest.length]!;
      const { connectMs, downloadMs, reportMs } = await visit(ground.server.mqttUrl, device);
      samples.connect.push(connectMs);
      samples.download.push(downloadMs);
      samples.report.push(reportMs);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, visitor));
  looking.abort();
  await watch;
  return samples;
}

async function watchHealth(url: string, times: number[], ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    const sinceMs = performance.now();
    const alive = await fetch(`${url}/api/v1/health/live`, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
      (answer) => answer.text(),
      () => undefined,
    );
    times.push(alive === undefined ? PATIENCE_MS : performance.now() - sinceMs);
    await sleep(HEALTH_EVERY_MS);
  }
}

const joined = (all: readonly Samples[]): Samples =>
  Object.fromEntries(MEASURED.map((what) => [what, all.flatMap((samples) => samples[what])])) as unknown as Samples;
