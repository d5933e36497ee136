// Weighs the unit tests of rooms: Stryker breaks the code of each in every small way it knows, and the room's own unit tests must notice.
// The copy that is broken lies among temporary files and is removed.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { foldersOf, isMutated, merged, MUTATED_ROOMS, partOf, SCORE_MIN, scoreOf, stampOf } from './mutation/rooms.mjs';
import './sources/reader-gone.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
// Endless code is stopped by a count; the clock only ends what waits for something that never comes, on a busy machine too.
const TIMEOUT_MS = 60_000;
const USAGE = `usage: node tools/mutate.mjs [ROOM | ROOM/FOLDER]... [--since REF] [--budget SECONDS] [--concurrency N]
                              [--keep FOLDER]

Breaks the code of rooms in small ways, and expects their own unit tests to notice; prints what they missed and the score.
Ends with exit code 1 where a room's score is below ${SCORE_MIN} %.

  ROOM             one of ${MUTATED_ROOMS.join(', ')}; without any, all
  ROOM/FOLDER      only that folder or file of it is tried
  --since REF      only files that have changed since that commit are tried
  --budget SECONDS the tests of one mutant may cost the processor so much: slow ones are left out, and the score is a lower bound
  --concurrency N  so many at a time (1)
  --keep FOLDER    what is found is kept there, folder by folder of the room: a run that was stopped goes on, while the room is the same
`;

const { values, positionals } = parseArgs({
  options: {
    help: { type: 'boolean' },
    since: { type: 'string' },
    budget: { type: 'string', default: 'Infinity' },
    concurrency: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
  allowPositionals: true,
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const parts = (positionals.length === 0 ? MUTATED_ROOMS : positionals).map(partOf);
const concurrency = Number(values.concurrency);
if (
  parts.includes(undefined) ||
  !(Number(values.budget) > 0) ||
  !Number.isInteger(concurrency) ||
  concurrency < 1 ||
  concurrency > 64
) {
  process.stderr.write(USAGE);
  process.exit(2);
}
process.chdir(ROOT);
const sandbox = mkdtempSync(join(tmpdir(), 'twinbank-mutate-'));
process.on('exit', () => rmSync(sandbox, { recursive: true, force: true }));
const scores = [];
for (const part of parts) {
  const files = filesOf(part);
  if (files.length === 0) console.log(`${part.room}: nothing has changed`);
  else scores.push({ room: part.room, ...(await weigh(part.room, files)) });
}
const budgeted = values.budget === 'Infinity' ? '' : 'at least ';
for (const { room, missed, timedOut, untried } of scores) {
  for (const line of missed) console.log(`missed  ${room}  ${line}`);
  for (const line of timedOut) console.log(`time ran out  ${room}  ${line}`);
  for (const line of untried) console.log(`not tried  ${room}  ${line}`);
}
for (const { room, percent, noticed, counted, endless, timedOut, untried, ignored, files } of scores)
  console.log(
    `${percent >= SCORE_MIN ? 'enough ' : 'TOO FEW'}  ${room}: ${budgeted}${percent} %, ${noticed} of ${counted} noticed (${endless} ran without end, ` +
      `${timedOut.length} until time ran out), ${ignored} left alone, ${untried.length} not tried, in ${files} of ${sourcesOf(room).length} files`,
  );
process.exit(scores.every(({ percent }) => percent >= SCORE_MIN) ? 0 : 1);

/** What a room is built from. */
function sourcesOf(room) {
  return readdirSync(`libs/${room}/src`, { recursive: true })
    .map((path) => `libs/${room}/src/${path}`)
    .filter(isMutated);
}

/** The files that are to be broken. */
function filesOf({ room, within }) {
  const whole = ['libs', room, 'src', ...within].join('/');
  if (!existsSync(whole)) {
    process.stderr.write(`${whole} does not exist\n`);
    process.exit(2);
  }
  const files = statSync(whole).isFile() ? [whole] : sourcesOf(room).filter((path) => path.startsWith(`${whole}/`));
  if (values.since === undefined) return files;
  const changed = spawnSync(
    'git',
    ['diff', '--name-only', '--diff-filter=d', '--end-of-options', values.since, '--', whole],
    { encoding: 'utf8' },
  );
  if (changed.status !== 0) {
    process.stderr.write(changed.stderr);
    process.exit(2);
  }
  const names = new Set(changed.stdout.split('\n'));
  return files.filter((path) => names.has(path));
}

/** Tries one room, or some files of it. What is kept is tried folder by folder, and what has been is not tried again. */
async function weigh(room, files) {
  if (values.keep === undefined) return scoreOf(await reportOn(room, files));
  const kept = join(values.keep, `${room}-${stampOf(readAll(`libs/${room}`), values.budget)}`);
  mkdirSync(kept, { recursive: true });
  const reports = [];
  for (const [folder, some] of foldersOf(files)) {
    const path = join(kept, `${stampOf(some, folder)}.json`);
    if (existsSync(path)) console.log(`${folder}: tried before`);
    else keep(await reportFile(room, some), path);
    reports.push(JSON.parse(readFileSync(path, 'utf8')));
  }
  return scoreOf(merged(reports));
}

/** Copies a whole report there or nothing: what is there is taken for whole. */
function keep(report, path) {
  copyFileSync(report, `${path}.part`);
  renameSync(`${path}.part`, path);
}

/** Paths and texts of all files of a folder, built ones left out. */
function readAll(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !/dist|node_modules/.test(entry.parentPath))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .flatMap((path) => [path, readFileSync(path, 'utf8')]);
}

async function reportOn(room, mutate) {
  return JSON.parse(readFileSync(await reportFile(room, mutate), 'utf8'));
}

/** Lets Stryker try some files of a room. @returns where its report is */
async function reportFile(room, mutate) {
  const { Stryker } = await import('@stryker-mutator/core');
  process.env['MUTATED_ROOM'] = room;
  process.env['MUTANT_BUDGET_MS'] = String(Number(values.budget) * 1000);
  const report = join(sandbox, `${room}.json`);
  await new Stryker({
    mutate,
    concurrency,
    testRunner: 'one-process',
    plugins: ['one-process-runner', 'message-text'].map((name) => join(ROOT, `tools/mutation/${name}.mjs`)),
    ignorers: ['message-text'],
    coverageAnalysis: 'perTest',
    // What runs once, when a module is loaded, would need all tests for each mutant.
    ignoreStatic: true,
    tempDirName: join(sandbox, 'work'),
    // What the rooms' own tests do not read is not copied.
    ignorePatterns: [
      '/*',
      '!/docs',
      '!/libs',
      '!/simulators',
      '!/tools',
      '!/*.json',
      '!/*.mjs',
      'dist',
      '*.tsbuildinfo',
    ],
    timeoutMS: TIMEOUT_MS,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: report },
    thresholds: { high: 100, low: SCORE_MIN, break: null },
    checkers: [],
    disableTypeChecks: true,
    allowEmpty: false,
    logLevel: 'info',
  }).runMutationTest();
  return report;
}
