// Breaks the code in the ways that mutation/sql-mutants.mjs lists, one after the other, and expects the named test
// to fail each time. Restores every file, even if it is interrupted. `npm run mutate:sql -- WORD` tries only
// mutants whose name contains the word.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { MUTANTS } from './mutation/sql-mutants.mjs';
import './sources/reader-gone.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TEST_MS = 300_000;
const NEEDS_POSTGRESQL = 'needs TEST_DATABASE_URL';

/** Runs the one test of a mutant; returns how many passed and failed. */
function run({ spec, test, kind }) {
  const { stdout } = spawnSync('npx', ['jest', spec, '--selectProjects', kind, '-t', test, '--json', '--silent'], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: TEST_MS,
    maxBuffer: 1 << 26,
    env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
  });
  const line = (stdout ?? '').split('\n').find((text) => text.startsWith('{'));
  const { numPassedTests: passed = 0, numFailedTests: failed = 0 } = line === undefined ? {} : JSON.parse(line);
  return { passed, failed };
}

/**
 * The result for a mutant: caught by its test, survived, or not tried because the test or the place no longer
 * exists.
 */
function verdictOf(mutant) {
  if (mutant.postgresql && process.env['TEST_DATABASE_URL'] === undefined) return NEEDS_POSTGRESQL;
  const path = `${ROOT}${mutant.file}`;
  const whole = readFileSync(path, 'utf8');
  if (whole.split(mutant.find).length !== 2) return 'its place is gone';
  const restore = () => writeFileSync(path, whole);
  const onSignal = () => (restore(), process.exit(1));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  writeFileSync(
    path,
    whole.replace(mutant.find, () => mutant.replace),
  );
  try {
    const { passed, failed } = run(mutant);
    if (failed > 0) return 'caught';
    return passed > 0 ? 'survived' : 'its test is gone';
  } finally {
    restore();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

const { values, positionals } = parseArgs({ options: { help: { type: 'boolean' } }, allowPositionals: true });
if (values.help) {
  process.stdout.write(
    'usage: node tools/mutate-sql.mjs [WORD]\n\nBreaks the code in the ways that tools/mutation/sql-mutants.mjs lists, and expects the named test to fail each time.\nWith a word: only those that have it in their name. TEST_DATABASE_URL names a PostgreSQL for those that need one.\n',
  );
  process.exit(0);
}
const word = positionals[0] ?? '';
let missed = 0;
for (const mutant of MUTANTS.filter(({ name }) => name.includes(word))) {
  const verdict = verdictOf(mutant);
  if (verdict !== 'caught' && verdict !== NEEDS_POSTGRESQL) missed++;
  console.log(`${verdict === 'caught' ? 'caught  ' : verdict.toUpperCase()}  ${mutant.name} (${mutant.spec})`);
}
process.exitCode = missed === 0 ? 0 : 1;
