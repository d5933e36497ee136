import { createHash } from 'node:crypto';
import { dirname } from 'node:path';

/** The rooms whose unit tests are weighed by mutants: those whose decisions a campaign, or a device, stands or falls by. */
export const MUTATED_ROOMS = [
  'rollout',
  'delivery',
  'keys',
  'image',
  'campaign',
  'protocol',
  'mcu',
  'agent',
  'schedule',
  'statistics',
];

/** The least share of a room's mutants that its own unit tests must notice, in per cent. */
export const SCORE_MIN = 85;

/** The reason of a mutant that was stopped because the code ran a hundred times as often as it does without it. */
const isEndless = ({ status, statusReason }) => status === 'Timeout' && statusReason?.startsWith('Hit limit') === true;

const placeOf = ({ path, mutatorName, replacement, status, location: { start } }) =>
  `${path}:${start.line}:${start.column} ${status} ${mutatorName} → ${(replacement ?? '').replaceAll(/\s+/g, ' ')}`;

/**
 * How many mutants were noticed and missed, and where the missed ones are. Those that could not be tried or that are ignored say
 * nothing of the tests and are not counted. What was stopped by the clock is noticed too, and named: a machine that stood
 * still would look the same.
 *
 * @param {{ files: Record<string, { mutants: { status: string, statusReason?: string, mutatorName: string, replacement?: string,
 *   location: { start: { line: number, column: number } } }[] }> }} report in the schema of mutation-testing-report-schema
 */
export function scoreOf(report) {
  const mutants = Object.entries(report.files).flatMap(([path, { mutants: all }]) =>
    all.map((mutant) => ({ path, ...mutant })),
  );
  const withStatus = (...wanted) => mutants.filter(({ status }) => wanted.includes(status));
  const missed = withStatus('Survived', 'NoCoverage');
  const noticed = withStatus('Killed', 'Timeout').length;
  const counted = noticed + missed.length;
  return {
    files: Object.keys(report.files).length,
    noticed,
    counted,
    endless: mutants.filter(isEndless).length,
    ignored: withStatus('Ignored').length,
    percent: counted === 0 ? 100 : Math.floor((1000 * noticed) / counted) / 10,
    missed: missed.map(placeOf),
    timedOut: withStatus('Timeout')
      .filter((mutant) => !isEndless(mutant))
      .map(placeOf),
    untried: withStatus('RuntimeError', 'CompileError', 'Pending').map(placeOf),
  };
}

/** Whether a file of a room is code that is shipped, and says more than what the room exports. */
export const isMutated = (path) => /\.ts$/.test(path) && !/spec\.ts$|\/index\.ts$|\/testing\//.test(path);

/** What an argument names: a room, or a folder or file within one, as `mcu/flash`. */
export function partOf(word) {
  const [room, ...within] = word.split('/').filter((step) => step !== '');
  return MUTATED_ROOMS.includes(room) && !within.includes('..') ? { room, within } : undefined;
}

/** Files by the folder that they are in: what is tried in one go where results are kept. */
export function foldersOf(files) {
  const folders = new Map();
  for (const file of files) folders.set(dirname(file), [...(folders.get(dirname(file)) ?? []), file]);
  return [...folders];
}

/** One report of several on different files. */
export const merged = (reports) => ({ files: Object.assign({}, ...reports.map(({ files }) => files)) });

/** Tells texts apart from others: results are good only for the code and the tests that they were found with. */
export const stampOf = (texts, also) =>
  createHash('sha256')
    .update(JSON.stringify([texts, also]))
    .digest('hex')
    .slice(0, 16);
