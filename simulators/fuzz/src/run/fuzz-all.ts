import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { seededRng } from '@twinbank/primitives';

import type { FuzzOptions } from '../fuzz-command.js';
import { Coverage, type Counters } from '../guide/coverage.js';
import { HIDDEN_DOOR } from '../targets/controls.js';
import type { Target } from '../targets/target.js';
import { fuzz, type Finding, type FuzzOutcome } from './fuzz-run.js';
import { judged } from './judge.js';
import { Watchdog } from './watchdog.js';

const CONTROL_INPUTS = 1_000_000;

/** Where a run writes, and what it counts by. */
export interface Surroundings {
  readonly counters: Counters;
  readonly folder: string;
  readonly say: (line: string) => void;
}

/**
 * Tries all chosen targets, after the control.
 *
 * @returns whether nothing was found, and the control was
 */
export async function fuzzAll(
  targets: readonly Target[],
  options: FuzzOptions,
  { counters, folder, say }: Surroundings,
): Promise<boolean> {
  const chosen = targets.filter(({ name }) => options.target?.includes(name) ?? true);
  if (options.input !== undefined) return once(chosen, options.input, say);
  const watchdog = await Watchdog.start(Math.max(...targets.map(({ bytesMax }) => 4 * bytesMax)));
  try {
    const settings = (name: string, inputs: number, guide = true) => ({
      ...{ inputs, rng: seededRng(options.seed).fork(name), watch: watchdog.watch },
      coverage: guide ? new Coverage(counters) : undefined,
    });
    const guided = fuzz(HIDDEN_DOOR, settings('control', CONTROL_INPUTS));
    const blind = fuzz(HIDDEN_DOOR, settings('control', CONTROL_INPUTS, false));
    const sees = guided.finding !== undefined && blind.finding === undefined;
    say(
      `${sees ? 'right' : 'WRONG'}  control: guided by coverage, the hidden door ${guided.finding ? `is found after ${guided.inputs} inputs` : 'is not found'}; without, it is ${blind.finding ? 'found, too' : 'not'}`,
    );
    const outcomes = chosen.map((target) => {
      const outcome = fuzz(target, settings(target.name, Math.ceil(options.inputs / chosen.length)));
      say(lineOf(outcome));
      if (outcome.finding) say(told(outcome.finding, folder));
      return outcome;
    });
    const inputs = outcomes.reduce((sum, outcome) => sum + outcome.inputs, 0);
    const found = outcomes.filter(({ finding }) => finding !== undefined).length;
    say(
      `${inputs} inputs, ${found === 0 ? 'nothing found' : `${found} of ${chosen.length} targets read something wrongly`}`,
    );
    return sees && found === 0;
  } finally {
    await watchdog.end();
  }
}

const lineOf = ({ target, inputs, corpus, reached, finding }: FuzzOutcome): string =>
  `${finding ? 'FOUND' : 'right'}  ${target.padEnd(15)} ${String(inputs).padStart(9)} inputs, ${String(corpus).padStart(5)} kept, ${String(reached).padStart(5)} places reached`;

/** Writes the input where it can be tried again. */
function told({ target, problem, input }: Finding, folder: string): string {
  const name = `${target}-${createHash('sha256').update(input).digest('hex').slice(0, 8)}.bin`;
  writeFileSync(join(folder, name), input);
  return `       ${problem}\n       ${input.length} bytes in ${name}: npm run fuzz -- --target ${target} --input ${name}`;
}

function once(targets: readonly Target[], path: string, say: (line: string) => void): boolean {
  const input = new Uint8Array(readFileSync(path));
  const problems = targets.map((target) => ({ target, ...judged(target, input) }));
  for (const { target, problem } of problems)
    say(`${problem === undefined ? 'right' : 'FOUND'}  ${target.name}${problem === undefined ? '' : `: ${problem}`}`);
  return problems.every(({ problem }) => problem === undefined);
}
