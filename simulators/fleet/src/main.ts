/** `npm run fleet`: a fleet for a running server. */
import { CommanderError } from 'commander';

import { endWithReader } from '@twinbank/primitives';

import { fleetCommand, type FleetCommand } from './command-line.js';
import { runFleet } from './run/fleet-run.js';

const DID_WRONG = 1;
const COULD_NOT_RUN = 2;

async function run(command: FleetCommand): Promise<void> {
  const { wrong } = await runFleet(command, process.stdout);
  if (wrong > 0) process.exitCode = DID_WRONG;
}

endWithReader(process);
try {
  await fleetCommand(process.env, run).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : COULD_NOT_RUN;
  } else {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = COULD_NOT_RUN;
  }
}
