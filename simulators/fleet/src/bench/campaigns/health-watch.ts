import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 20;
const PATIENCE_MS = 60_000;

/** What a server had to bear while it did something. */
export interface Strain {
  readonly seconds: number;
  /** The longest and the 99th percentile are of these: how long each question whether it is alive took. */
  readonly healthMs: readonly number[];
  /** The most resident memory meanwhile; undefined where the system does not tell. */
  readonly peakRss: number | undefined;
}

/** Runs a task, and asks meanwhile whether the server is alive, one question after the other. */
export async function strainOf(
  { url, pid }: { readonly url: string; readonly pid: number },
  task: () => Promise<void>,
): Promise<Strain> {
  forgetPeak(pid);
  const healthMs: number[] = [];
  const ended = new AbortController();
  const watch = ask(url, healthMs, ended.signal);
  const sinceMs = performance.now();
  try {
    await task();
  } finally {
    ended.abort();
    await watch;
  }
  return { seconds: (performance.now() - sinceMs) / 1000, healthMs, peakRss: peakOf(pid) };
}

async function ask(url: string, times: number[], ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    const sinceMs = performance.now();
    const answer = await fetch(`${url}/api/v1/health/live`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    await answer.text();
    times.push(performance.now() - sinceMs);
    await sleep(EVERY_MS);
  }
}

/** Linux keeps the most that a process had resident, and forgets it when told [proc(5), clear_refs]. */
function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Another system, or not allowed: the peak is that since the start, or unknown.
  }
}

function peakOf(pid: number): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
