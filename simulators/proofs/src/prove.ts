/** `npm run prove`: cuts the power everywhere and checks that no device is lost. */
import { writeFileSync } from 'node:fs';

import { CommanderError } from 'commander';

import { endWithReader } from '@twinbank/primitives';

import { runAll, scoreOf } from './mutants/mutant-run.js';
import { conclude, prove, showReplay } from './proof/proof-run.js';
import { proveCommand, type ProveCommand } from './prove-command.js';

const VIOLATED = 1;
const COULD_NOT_RUN = 2;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function run(command: ProveCommand): Promise<void> {
  if (command.replay !== undefined) {
    if (!(await showReplay(command.replay, say))) process.exitCode = VIOLATED;
    return;
  }
  if (command.mutants) {
    await runMutants(command);
    return;
  }
  const figures = await prove(command, () => performance.now(), say);
  if (command.json !== undefined) writeFileSync(command.json, `${JSON.stringify(figures, undefined, 2)}\n`);
  if (!(await conclude(figures, say))) process.exitCode = VIOLATED;
}

async function runMutants(command: ProveCommand): Promise<void> {
  const fates = await runAll(command, () => performance.now(), say);
  if (command.json !== undefined) writeFileSync(command.json, `${JSON.stringify(fates, undefined, 2)}\n`);
  const { lines, good } = scoreOf(fates);
  for (const line of lines) say(line);
  if (!good) process.exitCode = VIOLATED;
}

endWithReader(process);
try {
  await proveCommand(run).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : COULD_NOT_RUN;
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = COULD_NOT_RUN;
  }
}
