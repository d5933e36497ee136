import type { ChildProcess } from 'node:child_process';

import type { Resources } from '../run/resource-probe.js';

/** What transferring the bytes took, on either side of the comparison. */
export interface Measurement {
  /** Plaintext bytes that arrived at the devices. */
  readonly bytes: number;
  /** From the first block that any device got to the last. */
  readonly seconds: number;
  /** Bytes a second. */
  readonly goodput: number;
  /** Processor time of the broker or server, and of all clients, during the transfer. */
  readonly serverCpuSeconds: number;
  readonly clientCpuSeconds: number;
  /** Growth of the broker's or server's live memory for each connected idle device. */
  readonly bytesPerDevice: number;
}

/** Time for sockets and garbage to settle before memory is read. */
export const SETTLE_MS = 500;

/** Asks a child process with the probe for its resource usage. */
export function resourcesOf(child: ChildProcess): Promise<Resources> {
  return new Promise((resolve, reject) => {
    const hear = (message: { resources?: Resources }): void => {
      if (!message.resources) return;
      child.removeListener('message', hear);
      child.removeListener('exit', gone);
      resolve(message.resources);
    };
    const gone = (): void => reject(new Error('the measured process ended'));
    child.on('message', hear);
    child.once('exit', gone);
    child.send('resources');
  });
}

/** Arguments for Node that load the probe. */
export const PROBE_ARGUMENTS: readonly string[] = [
  '--expose-gc',
  '--import',
  new URL('../../dist/run/resource-probe.js', import.meta.url).href,
];
