/** Prints docs/cli.md from the definitions of the commands (of the built program): node tools/print-cli.mjs > docs/cli.md */
import { parseArgs } from 'node:util';

import { cliPage, documentedProgram } from '@twinbank/cli';

import './sources/reader-gone.mjs';

if (parseArgs({ options: { help: { type: 'boolean' } } }).values.help) {
  process.stdout.write(
    'usage: node tools/print-cli.mjs\n\nPrints docs/cli.md from the definitions of the commands of the built program.\n',
  );
  process.exit(0);
}

process.stdout.write(cliPage(documentedProgram()));
