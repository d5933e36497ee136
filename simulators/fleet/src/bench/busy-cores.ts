import { spawn } from 'node:child_process';

import type { Scratch } from '../server/scratch.js';

/** Takes the processor away from all others: so many processes that do nothing but count, until the run ends. */
export function keepCoresBusy(scratch: Scratch, processes: number): void {
  for (let index = 0; index < processes; index++) {
    const child = spawn(process.execPath, ['-e', COUNT], { stdio: ['pipe', 'ignore', 'ignore'] });
    scratch.defer(() => void child.kill('SIGKILL'));
  }
}

/** Ends with whoever started it, also where that is killed: its standard input closes then. */
const COUNT = `
process.stdin.on('end', () => process.exit()).resume();
const count = () => { const endMs = Date.now() + 50; while (Date.now() < endMs); setImmediate(count); };
count();
`;
