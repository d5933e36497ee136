import { spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';

const STDOUT = 1;

/**
 * Tells once when the reader of standard output has gone, also while nothing is written. Node cannot ask the system for that (`poll` of a pipe
 * that is written to), so GNU `tail` does, which ends by SIGPIPE then. Where there is no such `tail`, nothing is told: the next write finds out.
 */
export function watchReader(onGone: () => void): void {
  if (!isPipe()) return;
  const tail = spawn('tail', ['-f', '/dev/null', `--pid=${process.pid}`], { stdio: ['ignore', STDOUT, 'ignore'] });
  tail.on('error', () => undefined);
  tail.on('exit', (_code, signal) => {
    if (signal === 'SIGPIPE') onGone();
  });
  tail.unref();
  process.once('exit', () => tail.kill());
}

function isPipe(): boolean {
  try {
    return fstatSync(STDOUT).isFIFO();
  } catch {
    return false;
  }
}
