/**
 * Runs the tests and prints at the end what failed, by name, and the line `N passed, N failed`. A suite that leaves
 * files or processes behind has failed.
 *
 *   node tools/test.mjs [--select unit|medium|scenario|browser]... [-- jest arguments]
 *   node tools/test.mjs --help
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import './sources/reader-gone.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const SUITES = ['unit', 'medium', 'scenario', 'browser'];
const USAGE = `usage: node tools/test.mjs [--select ${SUITES.join('|')}]... [-- JEST ARGUMENTS]

Runs the tests (all suites, or those selected) and ends with what failed, by name, and the line "N passed, N failed".
`;
const { values, positionals: passedOn } = parseArgs({
  options: { select: { type: 'string', multiple: true }, help: { type: 'boolean' } },
  allowPositionals: true,
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const suites = values.select ?? SUITES;
if (suites.some((suite) => !SUITES.includes(suite))) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'twinbank-test-'));
// Everything that a test starts uses this folder for temporary files, also under another user.
const temporary = join(scratch, 'tmp');
mkdirSync(temporary);
for (const folder of [scratch, temporary]) chmodSync(folder, 0o711);
let passed = 0;
const failures = [];
for (const suite of suites) {
  // Pages of the console are held to a budget of time, so nothing else may run beside them. Scenarios mostly wait.
  const workers = suite === 'browser' ? ['--runInBand'] : ['--maxWorkers=2'];
  const file = join(scratch, `${suite}.json`);
  const jest = [
    join(root, 'node_modules/jest/bin/jest.js'),
    '--selectProjects',
    suite,
    ...workers,
    '--json',
    `--outputFile=${file}`,
    '--passWithNoTests',
    ...passedOn,
  ];
  const result = spawnSync(process.execPath, jest, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      TMPDIR: temporary,
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`,
    },
  });
  const report = readReport(file);
  passed += report.numPassedTests;
  const named = failuresIn(report);
  failures.push(...named, ...(await leftBehind()).map((left) => `${suite} left behind: ${left}`));
  if (result.status !== 0 && named.length === 0)
    failures.push(`${suite}: jest ended with ${result.status ?? result.signal}`);
}
rmSync(scratch, { recursive: true, force: true });
for (const failure of failures) process.stdout.write(`failed: ${failure}\n`);
process.stdout.write(`${passed} passed, ${failures.length} failed\n`);
process.exitCode = failures.length === 0 && passed > 0 ? 0 : 1;

/** Names failed tests by file and name; a file that could not be run by its path alone. */
function failuresIn(report) {
  return report.testResults.flatMap((file) => {
    const name = relative(root, file.name);
    const tests = file.assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => `${name}: ${test.fullName}`);
    return file.status === 'failed' && tests.length === 0 ? [name] : tests;
  });
}

/**
 * Files and processes left behind: processes whose environment names the temporary folder, not counting those that
 * are just ending.
 */
async function leftBehind() {
  for (let tries = 0; tries < 20 && processes().length > 0; tries++) await sleep(250);
  const left = [...readdirSync(temporary), ...processes()];
  for (const name of readdirSync(temporary)) rmSync(join(temporary, name), { recursive: true, force: true });
  return left;
}

/** Empty on systems that do not show the environment of processes. */
function processes() {
  const ids = existsSync('/proc/self/environ') ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  return ids.flatMap((id) => {
    const told = readIfAllowed(`/proc/${id}/environ`).split('\0').includes(`TMPDIR=${temporary}`);
    return told ? [`process ${id}: ${readIfAllowed(`/proc/${id}/cmdline`).replaceAll('\0', ' ').trim()}`] : [];
  });
}

function readIfAllowed(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { numPassedTests: 0, testResults: [] };
  }
}
