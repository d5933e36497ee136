import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { ALLOCATOR_SETTINGS, NODE_FLAGS } from '../../run/node-flags.js';
import type { Scratch } from '../../server/scratch.js';
import type { FromBareBroker, FromReceiver, ToBare, ToReceiver } from './bare-messages.js';
import { PROBE_ARGUMENTS, resourcesOf, SETTLE_MS, type Measurement } from '../measurement.js';

const built = (name: string): string => fileURLToPath(new URL(`../../../dist/bench/bare/${name}.js`, import.meta.url));

/** What is sent, and to how many devices. */
export interface Load {
  readonly devices: number;
  /** How many of them receive it once beforehand, in the same processes. */
  readonly warmUp: number;
  readonly image: Uint8Array;
  readonly blockSize: number;
  readonly processes: number;
}

/** Sends the image to every device through bare aedes. */
export async function runBare(
  scratch: Scratch,
  { devices, warmUp, image, blockSize, processes }: Load,
): Promise<Measurement> {
  const start = (name: string, execArgv: readonly string[]): ChildProcess => {
    const child = fork(built(name), {
      serialization: 'advanced',
      execArgv: [...NODE_FLAGS, ...execArgv],
      env: { ...process.env, ...ALLOCATOR_SETTINGS },
    });
    scratch.defer(() => void child.kill('SIGKILL'));
    return child;
  };
  const broker = start('bare-broker', PROBE_ARGUMENTS);
  const { port } = await heard<Extract<FromBareBroker, { type: 'listening' }>>(broker, 'listening');
  const ids = Array.from({ length: devices }, (_, index) => `bare-${String(index).padStart(24, '0')}`);
  const before = await resourcesOf(broker);

  const shareOf = (group: readonly string[], index: number): string[] =>
    group.filter((_, place) => place % processes === index);
  const receivers = Array.from({ length: processes }, () => start('bare-receiver', []));
  await Promise.all(
    receivers.map((receiver, index) => {
      receiver.send({ type: 'connect', port, devices: shareOf(ids, index) } satisfies ToReceiver);
      return heard(receiver, 'connected');
    }),
  );
  await sleep(SETTLE_MS);
  const connected = await resourcesOf(broker);

  let round: Round | undefined;
  for (const group of [ids.slice(0, warmUp), ids]) {
    await Promise.all(
      receivers.map((receiver, index) => {
        receiver.send({ type: 'expect', bytes: shareOf(group, index).length * image.length } satisfies ToReceiver);
        return heard(receiver, 'expecting');
      }),
    );
    round = await move(broker, receivers, { type: 'publish', devices: group, image, blockSize });
  }
  for (const child of [broker, ...receivers]) child.kill('SIGKILL');
  return { ...round!, bytesPerDevice: (connected.live - before.live) / devices };
}

type Round = Omit<Measurement, 'bytesPerDevice'>;

/** Sends the image to a group of devices. */
async function move(broker: ChildProcess, receivers: readonly ChildProcess[], order: ToBare): Promise<Round> {
  const before = await resourcesOf(broker);
  const received = Promise.all(
    receivers.map((receiver) => heard<Extract<FromReceiver, { type: 'received' }>>(receiver, 'received')),
  );
  broker.send(order);
  const ends = await received;
  const after = await resourcesOf(broker);
  const seconds =
    (Math.max(...ends.map(({ lastMs }) => lastMs)) - Math.min(...ends.map(({ firstMs }) => firstMs))) / 1000;
  const bytes = order.devices.length * order.image.length;
  return {
    bytes,
    seconds,
    goodput: bytes / seconds,
    serverCpuSeconds: (after.cpuMs - before.cpuMs) / 1000,
    clientCpuSeconds: ends.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / 1000,
  };
}

/** The next message of this type from a child process. @throws Error if the child ends before */
async function heard<T extends { readonly type: string }>(child: ChildProcess, type: T['type']): Promise<T> {
  const ended = new AbortController();
  const gone = once(child, 'exit', { signal: ended.signal }).then(() =>
    Promise.reject(new Error(`a process of the yardstick ended before it was ${type}`)),
  );
  gone.catch(() => undefined);
  try {
    for (;;) {
      const [message] = (await Promise.race([once(child, 'message', { signal: ended.signal }), gone])) as [T];
      if (message.type === type) return message;
    }
  } finally {
    ended.abort();
  }
}
