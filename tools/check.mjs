/**
 * Checks formatting, lint with the walls between rooms, and types; stops at the first check that fails.
 *
 *   node tools/check.mjs [--figures]     with --figures: checks nothing, prints how large files and functions are
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import './sources/reader-gone.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const { values } = parseArgs({ options: { figures: { type: 'boolean' }, help: { type: 'boolean' } } });

if (values.help) {
  process.stdout.write(
    'usage: node tools/check.mjs [--figures]\n\nChecks form, lint with the walls between rooms, and types; stops at the first that does not hold.\n\n  --figures  checks nothing, prints how large files and functions are\n',
  );
} else if (values.figures) {
  const { figures } = await import('./sources/figures.mjs');
  process.stdout.write(`${figures()}\n`);
} else {
  const steps = [['tools/setup.mjs'], ['node_modules/prettier/bin/prettier.cjs', '--check', '.']];
  const failed =
    steps.some((step) => run(process.execPath, step)) ||
    ['lint', 'lint:api', 'typecheck'].some((script) => run('npm', ['run', script]));
  process.exitCode = failed ? 1 : 0;
}

/** True if it failed. */
function run(command, args) {
  const shell = process.platform === 'win32';
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', shell }).status !== 0;
}
