/** `npm run demo`: 200 devices of three products are updated while you watch. */
import { Command, CommanderError } from 'commander';

import { endWithReader } from '@twinbank/primitives';

import { runDemo, type DemoOptions } from './demo/demo-run.js';

const COULD_NOT_RUN = 2;

const EXAMPLES = `
Examples:
  In this terminal, from start to end:
    $ npm run demo

  In the console: the address and a password are printed, and nothing begins before you have signed in:
    $ npm run demo -- --watch

Exit code: 0 where every device ended as it should, 1 where one did not, 2 where the command line is wrong.
`;

async function run(options: DemoOptions): Promise<void> {
  process.exitCode = (await runDemo(process.stdout, options)) ? 0 : 1;
}

endWithReader(process);
try {
  await new Command('demo')
    .description(
      'Starts a server and 200 simulated devices, stops and takes back a bad release, and sends out a good one.',
    )
    .option('--watch', 'let it be watched in the console of its server', false)
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(--help shows all options and examples)')
    .exitOverride()
    .action(run)
    .parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : COULD_NOT_RUN;
  else {
    process.stderr.write(`the demo could not be run: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
