import type { Rng } from '@twinbank/primitives';
import { errorBoundsOf, exactBounds, type SprtRule } from '@twinbank/statistics';

import { runTrial, type TrialPlan, type TrialVerdict } from './trial.js';

/** A plan with a name for tables, and the test whose promise its rule is held to. */
export interface TrialCase extends TrialPlan {
  readonly name: string;
  readonly promise: SprtRule;
}

/** How often a rule was wrong about a slice, over many campaigns. */
export interface TrialFinding {
  readonly name: string;
  /** The slice; empty where the rule judges the campaign as a whole. */
  readonly slice: string;
  readonly failureRate: number;
  readonly atOnce: number;
  readonly runs: number;
  readonly verdicts: Readonly<Record<TrialVerdict, number>>;
  /** Which error can be made at this rate. Between `p0` and `p1` nothing is promised. */
  readonly error: 'false stop' | 'missed stop' | undefined;
  /** At most this share of campaigns was promised to be wrong. */
  readonly promised: number | undefined;
  readonly measured: number | undefined;
  /** Ended devices when the rule spoke, in half of the campaigns at most, and in 95 of 100. */
  readonly endedHalf: number;
  readonly endedMost: number;
  /** Whether so many errors cannot be chance. */
  readonly isBroken: boolean;
}

/** With this confidence a promise is called broken: of 100 000 tables with ten rows, one is wrong by chance. */
const CONFIDENCE = 1 - 1e-6;

/** Runs a case `runs` times, and compares the errors of its rule with what its test promises. */
export function findingsOf(trial: TrialCase, runs: number, rng: Rng): readonly TrialFinding[] {
  const outcomes = Array.from({ length: runs }, () => runTrial(trial, rng));
  const isWhole = trial.rule.per === undefined;
  const judged = isWhole ? trial.slices.slice(0, 1) : trial.slices;
  return judged.map(({ value, failureRate }, at) => {
    const verdicts = { stopped: 0, passed: 0, undecided: 0 };
    for (const outcome of outcomes) verdicts[outcome.verdicts[at]!]++;
    const ended = outcomes.map((outcome) => outcome.ended[at]!).sort((a, b) => a - b);
    return {
      ...{ name: trial.name, slice: isWhole ? '' : value, failureRate, atOnce: trial.atOnce, runs, verdicts },
      ...judgedErrors(trial.promise, failureRate, verdicts, runs),
      endedHalf: ended[Math.floor((runs - 1) / 2)]!,
      endedMost: ended[Math.ceil(runs * 0.95) - 1]!,
    };
  });
}

/** A campaign that ends before its test has spoken counts as no error, but its row shows it. */
function judgedErrors(
  test: SprtRule,
  failureRate: number,
  { stopped, passed }: Record<TrialVerdict, number>,
  runs: number,
): Pick<TrialFinding, 'error' | 'promised' | 'measured' | 'isBroken'> {
  const { falseStop, missedStop } = errorBoundsOf(test);
  const error = failureRate <= test.p0 ? 'false stop' : failureRate >= test.p1 ? 'missed stop' : undefined;
  if (error === undefined) return { error, promised: undefined, measured: undefined, isBroken: false };
  const [promised, wrong] = error === 'false stop' ? [falseStop, stopped] : [missedStop, passed];
  const { lower } = exactBounds({ failed: wrong, ended: runs }, CONFIDENCE);
  return { error, promised, measured: wrong / runs, isBroken: lower > promised };
}

const OF_HARDWARE: SprtRule = { p0: 0.01, p1: 0.1, alpha: 0.02, beta: 0.05 };
const USUAL: SprtRule = { p0: 0.01, p1: 0.05, alpha: 0.05, beta: 0.1 };

/** A rule that does not keep the promise it is held to: a threshold. Trials that do not notice are blind. */
export const CONTROL: TrialCase = {
  name: 'control: 5 % of at least 20',
  rule: { name: 'tried', minimum: 20, percent: 5, action: 'pause' },
  promise: USUAL,
  slices: [{ value: 'A', devices: 200, failureRate: USUAL.p0 }],
  atOnce: 1,
};

/** The rules that are tried: asked after each device, after many, by slice, and with other errors. */
export const TRIAL_CASES: readonly TrialCase[] = [
  ...bothWays('the test of docs/statistics.md', USUAL, 1, 2000),
  ...bothWays('the same', USUAL, 50, 2000),
  ...bothWays('2 % against 10 %, 1 % errors each', { p0: 0.02, p1: 0.1, alpha: 0.01, beta: 0.01 }, 10, 1500),
  ...bothWays('no failure against 20 %', { p0: 0.001, p1: 0.2, alpha: 0.001, beta: 0.01 }, 5, 300),
  {
    name: 'each hardware by itself',
    rule: { ...ruleOf(OF_HARDWARE), per: 'hardware', action: 'stop_slice' },
    promise: OF_HARDWARE,
    slices: [
      { value: 'A', devices: 900, failureRate: 0.01 },
      { value: 'B', devices: 600, failureRate: 0.1 },
      { value: 'C', devices: 500, failureRate: 0.01 },
    ],
    atOnce: 20,
  },
];

function bothWays(name: string, promise: SprtRule, atOnce: number, devices: number): TrialCase[] {
  return [promise.p0, promise.p1].map((failureRate) => ({
    ...{ name, rule: ruleOf(promise), promise, atOnce },
    slices: [{ value: 'A', devices, failureRate }],
  }));
}

function ruleOf(test: SprtRule): TrialPlan['rule'] {
  return { name: 'tried', minimum: 1, test, action: 'pause' };
}
