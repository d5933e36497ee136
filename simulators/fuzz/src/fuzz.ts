/** `npm run fuzz`: everything that reads bytes from outside is given inputs made to break it. */
import { register } from 'node:module';

import { CommanderError } from 'commander';

import type { Counters } from './guide/coverage.js';
import { fuzzCommand } from './fuzz-command.js';
import { COUNTERS_NAME } from './run/counters-name.js';

const FOUND = 1;
const COULD_NOT_RUN = 2;

// Counters come into code as it is loaded: what is tried is loaded after this.
register('./run/coverage-loader.js', import.meta.url);
const { TARGETS } = await import('./targets/all-targets.js');
const { fuzzAll } = await import('./run/fuzz-all.js');
const { endWithReader } = await import('./run/reader-gone.js');

endWithReader(process);

try {
  await fuzzCommand(
    TARGETS.map(({ name }) => name),
    async (options) => {
      const counters = (globalThis as unknown as Record<string, Counters>)[COUNTERS_NAME]!;
      const isRight = await fuzzAll(TARGETS, options, {
        counters,
        folder: process.cwd(),
        say: (line) => void process.stdout.write(`${line}\n`),
      });
      if (!isRight) process.exitCode = FOUND;
    },
  ).parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError))
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : COULD_NOT_RUN;
}
