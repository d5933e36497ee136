import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { DeviceOutcome } from '../device/device-outcome.js';
import type { Provisioned } from '../device/factory.js';
import { ALLOCATOR_SETTINGS, NODE_FLAGS } from './node-flags.js';
import { emptyTally, sumTallies, type Tally } from '../outcome/tally.js';
import type { FinishOrder, FleetSettings, FromWorker, ToWorker } from './worker-messages.js';

/** Built code, even if the caller runs from sources: a child process cannot run TypeScript. */
const WORKER = fileURLToPath(new URL('../../dist/run/worker.js', import.meta.url));
/** An address has some 28 000 ports to connect from; with more devices than this, each worker uses its own address. */
const SOCKETS_PER_ADDRESS = 20_000;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const POLL_MS = 50;

type Answer<T extends FromWorker['type']> = Extract<FromWorker, { type: T }>;

interface Worker {
  readonly child: ChildProcess;
  tally: Tally;
  /** Who waits for the next message of a type. */
  readonly waiting: Map<string, (message: FromWorker) => void>;
}

/** The state of a fleet at its end. */
export interface FleetEnd {
  readonly outcomes: readonly DeviceOutcome[];
  /** Processor time of all workers since all devices were connected or since the last lap, in milliseconds. */
  readonly cpuMs: number;
}

/** Simulated devices in several worker processes. */
export class Fleet {
  private failure: Error | undefined;
  private fail: (error: Error) => void = () => undefined;
  private readonly failed = new Promise<never>((_, reject) => (this.fail = reject));

  private constructor(private readonly workers: readonly Worker[]) {
    // Rejects where someone waits; a failure while nobody waits is kept for the next caller.
    this.failed.catch(() => undefined);
    for (const [index, worker] of workers.entries()) this.listen(worker, index);
  }

  /**
   * Makes the devices in the given number of processes; none is connected yet.
   *
   * @param folder descriptor of the lock on the fleet's folder, which the workers then hold, too
   */
  static async build(
    settings: FleetSettings,
    devices: readonly Provisioned[],
    processes: number,
    folder?: number,
  ): Promise<Fleet> {
    const workers = Array.from({ length: processes }, (): Worker => ({
      child: fork(WORKER, {
        serialization: 'advanced',
        stdio: ['inherit', 'inherit', 'inherit', 'ipc', ...(folder === undefined ? [] : [folder])],
        execArgv: [...NODE_FLAGS, ...process.execArgv.filter((flag) => flag.startsWith('--cpu-prof'))],
        env: { ...process.env, ...ALLOCATOR_SETTINGS, NODE_OPTIONS: '' },
      }),
      tally: emptyTally(),
      waiting: new Map(),
    }));
    const fleet = new Fleet(workers);
    try {
      await Promise.all(
        workers.map((worker, index) => {
          const share = devices.filter((_, place) => place % processes === index);
          const localAddress = ownAddress(settings.mqttUrl, devices.length, index);
          return fleet.ask(
            worker,
            {
              type: 'build',
              order: { settings, devices: share, worker: index, ...(localAddress !== undefined && { localAddress }) },
            },
            'built',
          );
        }),
      );
    } catch (error) {
      fleet.kill();
      throw error;
    }
    return fleet;
  }

  /** The state of all devices, as last reported. */
  tally(): Tally {
    return sumTallies(this.workers.map(({ tally }) => tally));
  }

  /** Connects all devices but those that are disposed of; resolves once they are. */
  async connect(timeoutMs: number): Promise<void> {
    for (const { child } of this.workers) child.send({ type: 'connect' } satisfies ToWorker);
    await this.until(({ connected, disposed, devices }) => devices > 0 && connected + disposed === devices, {
      timeoutMs,
      what: 'devices were connected',
    });
  }

  /** Resets the counts of blocks and processor time; devices that start together wait again. */
  async lap(): Promise<void> {
    await Promise.all(this.workers.map((worker) => this.ask(worker, { type: 'lap' }, 'lapped')));
  }

  /** Lets devices that start together begin. */
  go(): void {
    for (const { child } of this.workers) child.send({ type: 'go' } satisfies ToWorker);
  }

  /** Waits until the fleet satisfies a condition. @throws Error after the time limit, or if a worker ends */
  async until(
    test: (tally: Tally) => boolean,
    { timeoutMs, what }: { timeoutMs: number; what: string },
  ): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!test(this.tally())) {
      if (this.failure) throw this.failure;
      if (Date.now() > deadline) throw new Error(tooLate(this.tally(), what, timeoutMs));
      await sleep(POLL_MS);
    }
  }

  /** Disconnects all devices and reads the banks of each. */
  async finish(order: FinishOrder): Promise<FleetEnd> {
    const answers = await Promise.all(
      this.workers.map((worker) => this.ask(worker, { type: 'finish', order }, 'finished')),
    );
    this.kill();
    const outcomes = answers.flatMap(({ outcomes: share }) => share).sort((a, b) => (a.id < b.id ? -1 : 1));
    return { outcomes, cpuMs: answers.reduce((sum, { cpuMs }) => sum + cpuMs, 0) };
  }

  /** Ends all workers at once. */
  kill(): void {
    for (const { child } of this.workers) {
      child.removeAllListeners('exit');
      // A worker only needs an orderly end if it has a profile to write.
      child.kill(child.spawnargs.some((argument) => argument.startsWith('--cpu-prof')) ? 'SIGTERM' : 'SIGKILL');
    }
  }

  private ask<T extends FromWorker['type']>(worker: Worker, message: ToWorker, answer: T): Promise<Answer<T>> {
    const answered = new Promise<Answer<T>>((resolve) =>
      worker.waiting.set(answer, (heard) => resolve(heard as Answer<T>)),
    );
    worker.child.send(message);
    return Promise.race([answered, this.failed]);
  }

  private listen(worker: Worker, index: number): void {
    worker.child.on('message', (message: FromWorker) => {
      if (message.type === 'tally') worker.tally = message.tally;
      else if (message.type === 'failed') this.lose(new Error(`worker ${index}: ${message.reason}`));
      else worker.waiting.get(message.type)?.(message);
    });
    worker.child.once('exit', (code, signal) =>
      this.lose(new Error(`worker ${index} ended (${signal ?? `exit code ${code}`})`)),
    );
    worker.child.once('error', (error) => this.lose(error));
  }

  private lose(error: Error): void {
    this.failure ??= error;
    this.fail(error);
  }
}

function tooLate({ stages, trouble }: Tally, what: string, timeoutMs: number): string {
  const why = trouble === undefined ? '' : `; not connected: ${trouble}`;
  return `not all ${what} within ${Math.round(timeoutMs / 1000)} s: ${JSON.stringify(stages)}${why}`;
}

/** All of 127.0.0.0/8 are addresses of this machine. */
function ownAddress(mqttUrl: string, devices: number, index: number): string | undefined {
  if (devices <= SOCKETS_PER_ADDRESS || !LOOPBACK.has(new URL(mqttUrl).hostname)) return undefined;
  return `127.0.${Math.floor((index + 2) / 256)}.${(index + 2) % 256}`;
}
