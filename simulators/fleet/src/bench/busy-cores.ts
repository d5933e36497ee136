import { spawn } from 'node:child_process';

import type { Scratch } from '../server/scratch.js';

/** Occupies the processor with this many processes that only count, until the run ends. */
export function keepCoresBusy(scratch: Scratch, processes: number): void {
  for (let index = 0; index < processes; index++) {
    const child = spawn(process.execPath, ['-e', COUNT], { stdio: ['pipe', 'ignore', 'ignore'] });
    scratch.defer(() => void child.kill('SIGKILL'));
  }
}

/** Ends when the process that started it ends, even if that is killed: its standard input closes then. */
const COUNT = `
process.stdin.on('end', () => process.exit()).resume();
const count = () => { const endMs = Date.now() + 50; while (Date.now() < endMs); setImmediate(count); };
count();
`;
