/** The thread that sees to it that no input is read without end; the one that reads could not say so. */
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

import { cpuMs } from './judge.js';
import { Stuck } from './stuck.js';
import { HEAD_BYTES, LENGTH, TURN } from './watched-memory.js';

const LOOK_EVERY_MS = 1000;

const shared = workerData as SharedArrayBuffer;
const head = new Int32Array(shared, 0, 2);
const stuck = new Stuck();
parentPort!.postMessage('ready');
for (;;) {
  const turn = Atomics.load(head, TURN);
  // Nobody is woken by this: it only waits, for the turn that it has just seen.
  Atomics.wait(head, TURN, turn, LOOK_EVERY_MS);
  const look = { turn: Atomics.load(head, TURN), cpuMs: cpuMs(), nowMs: performance.now() };
  if (!stuck.sees(look)) continue;
  const input = new Uint8Array(shared, HEAD_BYTES, head[LENGTH]);
  writeSync(2, `an input is read without end: ${Buffer.from(input).toString('base64')}\n`);
  process.kill(process.pid, 'SIGKILL');
}
