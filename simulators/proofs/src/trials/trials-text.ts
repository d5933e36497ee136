import type { ControlFinding } from './control-trials.js';
import type { TrialFinding } from './promise.js';

const HEAD = [
  '| rule | slice | true failure rate | at once | stops | passes | open | error | promised | measured | ended: half | ended: 95 |',
  '|---|---|--:|--:|--:|--:|--:|---|--:|--:|--:|--:|',
];

/** The findings as a table in Markdown. */
export const trialsText = (findings: readonly TrialFinding[]): string =>
  [...HEAD, ...findings.map((one) => `| ${columnsOf(one).join(' | ')} |`)].join('\n');

function columnsOf(finding: TrialFinding): string[] {
  const { name, slice, failureRate, atOnce, runs, verdicts, error, promised, measured, endedHalf, endedMost } = finding;
  const { stopped, passed, undecided } = verdicts;
  return [
    ...[name, slice, percent(failureRate, 1), String(atOnce)],
    ...[stopped, passed, undecided].map((count) => percent(count / runs, 1)),
    error ?? '',
    ...[promised, measured].map((share) => (share === undefined ? '' : percent(share, 2))),
    ...[endedHalf, endedMost].map(String),
  ];
}

const CONTROL_HEAD = [
  '| measure | one device lies | the release | promised stops | measured |',
  '|---|---|---|--:|--:|',
];

/** The findings of rules that compare with a control group, as a table in Markdown. */
export const controlText = (findings: readonly ControlFinding[]): string =>
  [...CONTROL_HEAD, ...findings.map((one) => `| ${controlColumns(one).join(' | ')} |`)].join('\n');

const LIARS = { treated: 'of the updated', control: 'of the held back' } as const;

const controlColumns = ({ name, liar, isWorse, stops, runs, promised }: ControlFinding): string[] => [
  name,
  liar === undefined ? '' : LIARS[liar],
  isWorse ? 'is worse' : 'changes nothing',
  `${isWorse ? 'at least' : 'at most'} ${percent(promised, 2)}`,
  percent(stops / runs, 2),
];

const percent = (share: number, digits: number): string => `${(share * 100).toFixed(digits)} %`;
