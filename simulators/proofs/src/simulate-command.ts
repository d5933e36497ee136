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

/** What the command line says of the trials of campaigns' rules. */
export interface TrialsCommand {
  readonly runs: number;
  readonly seed: number;
  readonly json?: string;
}

const EXAMPLES = `
Examples:
  A hundred thousand updates of 600 devices on all parts:
    $ npm run simulate -- --updates 100000 --seed 1

The same seed gives the same trace, to the microsecond; its SHA-256 is printed.
Exit code: 0 where every campaign and device did as it should, 1 where one did not, 2 where the run could not be made.
`;

const TRIALS_EXAMPLES = `
Examples:
  Each rule in ten thousand campaigns:
    $ npm run simulate -- campaigns --runs 10000

Errors are compared with the promise of each test [docs/statistics.md]. A control, which breaks its promise, must be noticed.
Exit code: 0 where every promise is kept, 1 where one is broken or the control was not noticed, 2 where the run could not be made.
`;

/** The command line; `run` and `tryRules` get what it says. */
export function simulateCommand(
  run: (command: SimulateCommand) => Promise<void>,
  tryRules: (command: TrialsCommand) => void,
): Command {
  return new Command('simulate')
    .enablePositionalOptions()
    .addCommand(
      new Command('campaigns')
        .description(
          'Runs the engine of campaigns on many simulated campaigns, and counts how often rules stop a good release or pass a bad one: those with a sequential test, and those that compare with a control group.',
        )
        .option('--runs <n>', 'campaigns for each rule and failure rate', number(100, 1e6), 10_000)
        .option('--seed <n>', 'decides which devices fail', number(0, 1e9), 1)
        .option('--json <file>', 'write the figures')
        .addHelpText('after', TRIALS_EXAMPLES)
        .exitOverride()
        .action(tryRules),
    )
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
