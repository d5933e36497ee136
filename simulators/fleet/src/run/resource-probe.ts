/**
 * Loaded into a measured process (`node --import`): answers over the process's IPC channel how much it uses. The
 * bare broker and the server have the same probe, so that both are measured alike.
 */
import { isMainThread } from 'node:worker_threads';

/** What a process uses at a moment. */
export interface Resources {
  /** Processor time since it started, all threads, in milliseconds. */
  readonly cpuMs: number;
  /** Resident memory, bytes. */
  readonly rss: number;
  /** Live bytes on the main thread's heap, and outside it for its buffers, after a collection. */
  readonly live: number;
}

declare const globalThis: { gc?: () => void };

function resources(): Resources {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { cpuMs: (user + system) / 1000, rss, live: heapUsed + external };
}

if (isMainThread && process.send) {
  process.on('message', (message) => {
    if (message === 'resources') process.send?.({ resources: resources() });
  });
  // A measured process does not end when its parent merely disconnects; but it must not outlive a killed parent.
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
