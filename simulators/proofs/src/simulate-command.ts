import { Command } from 'commander';

import { number } from './number-option.js';

/** What the command line of the simulation says. */
export interface SimulateCommand {
  readonly updates: number;
  readonly devices: number;
  readonly seed: number;
  readonly json?: string;
  readonly trace?: string;
}

const EXAMPLES = `
Examples:
  A hundred thousand updates of 600 devices on all parts:
    $ npm run simulate -- --updates 100000 --seed 1

The same seed gives the same trace, to the microsecond; its SHA-256 is printed.
Exit code: 0 where every campaign and device did as it should, 1 where one did not, 2 where the run could not be made.
`;

/** The command line; `run` gets what it says. */
export function simulateCommand(run: (command: SimulateCommand) => Promise<void>): Command {
  return new Command('simulate')
    .description(
      'Runs the engine of campaigns with two servers, devices, a bad network and failing power in virtual time, and checks every decision and boot.',
    )
    .option('--updates <n>', 'jobs in all', number(1, 1e8), 10_000)
    .option('--devices <n>', 'devices, shared out over the six parts', number(6, 1e5), 600)
    .option('--seed <n>', 'decides everything that happens', number(0, 1e9), 1)
    .option('--json <file>', 'write the figures')
    .option('--trace <file>', 'write every line of the trace')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .action(run);
}
