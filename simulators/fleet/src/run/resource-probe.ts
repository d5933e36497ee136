/**
 * Loaded into a process that is measured (`node --import`): answers over the process's IPC channel what it uses. The
 * same probe measures the bare broker and the server, so that both are seen alike.
 */
import { isMainThread } from 'node:worker_threads';

/** What a process uses at a moment. */
export interface Resources {
  /** Processor time since it started, all threads, in milliseconds. */
  readonly cpuMs: number;
  /** Resident memory, bytes. */
  readonly rss: number;
  /** Bytes alive on the main thread's heap, and outside it for its buffers, after a collection. */
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
  // The measured process ends when it wants to, not when its parent hangs up; but it does not outlive a parent that was killed.
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
