/** The thread that sees to it that no input is read without end; the one that reads could not say so. */
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

import { HEAD_BYTES, LENGTH, TURN } from './watched-memory.js';

/** How long one input may be read before the run is given up, in milliseconds. */
const STUCK_MS = 20_000;
const LOOK_EVERY_MS = 1000;

const shared = workerData as SharedArrayBuffer;
const head = new Int32Array(shared, 0, 2);
parentPort!.postMessage('ready');
for (;;) {
  const turn = Atomics.load(head, TURN);
  // An odd turn is one in which an input is read.
  const isReading = turn % 2 !== 0;
  const waited = Atomics.wait(head, TURN, turn, isReading ? STUCK_MS : LOOK_EVERY_MS);
  if (!isReading || waited !== 'timed-out' || Atomics.load(head, TURN) !== turn) continue;
  const input = new Uint8Array(shared, HEAD_BYTES, head[LENGTH]);
  writeSync(2, `an input is read without end: ${Buffer.from(input).toString('base64')}\n`);
  process.kill(process.pid, 'SIGKILL');
}
