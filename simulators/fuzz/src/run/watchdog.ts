import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { HEAD_BYTES, LENGTH, TURN } from './watched-memory.js';

/**
 * Ends the process where one input is read without end, and says which: the thread that reads cannot. It is told of every input through
 * memory that both threads share, which costs no message.
 */
export class Watchdog {
  private readonly head: Int32Array;
  private readonly bytes: Uint8Array;
  private readonly worker: Worker;

  private constructor(shared: SharedArrayBuffer) {
    this.head = new Int32Array(shared, 0, 2);
    this.bytes = new Uint8Array(shared, HEAD_BYTES);
    this.worker = new Worker(new URL('./watchdog-thread.js', import.meta.url), { workerData: shared });
    this.worker.unref();
  }

  /** Begins to watch inputs of at most so many bytes. Resolves when the other thread runs: to begin, it needs this one. */
  static async start(bytesMax: number): Promise<Watchdog> {
    const watchdog = new Watchdog(new SharedArrayBuffer(HEAD_BYTES + bytesMax));
    await once(watchdog.worker, 'message');
    return watchdog;
  }

  /** Says what is read now; undefined where nothing is. */
  readonly watch = (input: Uint8Array | undefined): void => {
    if (input !== undefined) {
      this.bytes.set(input.subarray(0, this.bytes.length));
      this.head[LENGTH] = input.length;
    }
    Atomics.add(this.head, TURN, 1);
  };

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}
