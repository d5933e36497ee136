/**
 * Runs the tests and ends with the line `N passed, N failed`.
 *
 *   node tools/test.mjs [--select unit|medium|scenario]... [-- jest arguments]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const args = process.argv.slice(2);
const split = args.indexOf('--');
const own = split < 0 ? args : args.slice(0, split);
const passedOn = split < 0 ? [] : args.slice(split + 1);
const chosen = own.flatMap((arg, index) => (arg === '--select' ? [own[index + 1]] : []));
const suites = chosen.length > 0 ? chosen : ['unit', 'medium', 'scenario'];

const scratch = mkdtempSync(join(tmpdir(), 'twinbank-test-'));
const totals = { passed: 0, failed: 0 };
for (const suite of suites) {
  // Scenarios start whole fleets: one at a time on two cores.
  const workers = suite === 'unit' ? ['--maxWorkers=2'] : ['--runInBand'];
  const file = join(scratch, `${suite}.json`);
  const jest = [join(root, 'node_modules/jest/bin/jest.js'), '--selectProjects', suite, ...workers, '--json', `--outputFile=${file}`, '--passWithNoTests', ...passedOn];
  const result = spawnSync(process.execPath, jest, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings` },
  });
  const report = readReport(file);
  totals.passed += report.numPassedTests;
  totals.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  if (result.status !== 0 && report.numFailedTests + report.numRuntimeErrorTestSuites === 0) totals.failed += 1;
}
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1 };
  }
}
