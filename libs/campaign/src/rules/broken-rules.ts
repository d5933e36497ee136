import { sprtVerdict } from '@twinbank/statistics';

import type { JobCell } from '../counts.js';
import { failureClassOf } from './failure.js';
import { sliceKeysOf, type StopRule } from './stop-rule.js';

/** Failures under a rule that an operator has accepted by resuming; they no longer count. */
export interface AcceptedFailures {
  /** The rule's name. */
  readonly rule: string;
  /** The slice; undefined for a rule on the campaign as a whole. */
  readonly slice?: string;
  readonly failed: number;
  readonly ended: number;
}

/** A rule that is broken, or passed for good, by what, and where. */
export interface JudgedRule extends AcceptedFailures {
  readonly action: StopRule['action'];
  readonly verdict: 'broken' | 'passed';
  readonly reason: string;
}

/** What a rule counts in a slice. */
type Tallied = AcceptedFailures;

/**
 * The rules that are broken by the counts, and those whose test is passed for good, in their order. Works on counts only.
 * Jobs that were cancelled or excluded say nothing about a release and count nowhere.
 */
export function judgedRules(
  rules: readonly StopRule[] | undefined,
  cells: readonly JobCell[],
  accepted: readonly AcceptedFailures[] = [],
): readonly JudgedRule[] {
  const acceptedOf = new Map(accepted.map((one) => [JSON.stringify([one.rule, one.slice]), one]));
  return (rules ?? []).flatMap((rule) =>
    talliesOf(rule, rules ?? [], cells).flatMap((tallied): JudgedRule[] => {
      const before = acceptedOf.get(JSON.stringify([rule.name, tallied.slice]));
      const counted = {
        ...tallied,
        failed: tallied.failed - (before?.failed ?? 0),
        ended: tallied.ended - (before?.ended ?? 0),
      };
      const verdict = verdictOf(rule, counted);
      return verdict === undefined
        ? []
        : [{ ...counted, action: rule.action, verdict, reason: sentenceOf(rule, counted, verdict) }];
    }),
  );
}

function verdictOf({ minimum, percent, test }: StopRule, counts: Tallied): JudgedRule['verdict'] | undefined {
  const { failed, ended } = counts;
  if (ended < minimum || failed < 0 || failed > ended) return undefined;
  if (test === undefined) return failed > 0 && failed * 100 >= (percent ?? 100) * ended ? 'broken' : undefined;
  const verdict = sprtVerdict(test, { failed, ended });
  if (verdict === 'undecided') return undefined;
  return verdict === 'reject' ? 'broken' : 'passed';
}

/**
 * What an operator accepts by resuming, under each rule that would pause or stop the campaign again: all failures so far.
 * The others act once anyway.
 */
export const acceptedFailures = (
  rules: readonly StopRule[] | undefined,
  cells: readonly JobCell[],
): readonly AcceptedFailures[] =>
  (rules ?? [])
    .filter(({ action }) => action === 'pause' || action === 'stop')
    .flatMap((rule) => talliesOf(rule, rules ?? [], cells).filter(({ failed }) => failed > 0));

function talliesOf(rule: StopRule, rules: readonly StopRule[], cells: readonly JobCell[]): readonly Tallied[] {
  const at = rule.per === undefined ? -1 : sliceKeysOf(rules).indexOf(rule.per);
  const tallies = new Map<string | undefined, Tallied>();
  for (const cell of cells) {
    const failure = failureClassOf(cell);
    if (failure === undefined && cell.state !== 'succeeded') continue;
    const slice = at < 0 ? undefined : (cell.slices[at] ?? '');
    const so = tallies.get(slice) ?? { rule: rule.name, failed: 0, ended: 0, ...(slice !== undefined && { slice }) };
    const counts = failure !== undefined && isMeant(rule, failure, cell.fault);
    tallies.set(slice, { ...so, ended: so.ended + cell.jobs, failed: so.failed + (counts ? cell.jobs : 0) });
  }
  return [...tallies.values()];
}

const isMeant = (
  { classes, faults }: StopRule,
  failure: NonNullable<ReturnType<typeof failureClassOf>>,
  fault: JobCell['fault'],
): boolean =>
  (classes === undefined && faults === undefined) ||
  classes?.includes(failure) === true ||
  (fault !== undefined && faults?.includes(fault) === true);

function sentenceOf(rule: StopRule, { slice, failed, ended }: Tallied, verdict: JudgedRule['verdict']): string {
  const { name, per, percent, test, classes, faults } = rule;
  const what = [...(classes ?? []), ...(faults ?? [])].join(', ');
  const where = per === undefined ? '' : ` where ${per} is ${slice === '' ? 'unknown' : slice}`;
  const limit =
    test === undefined
      ? `the limit is ${percent} %`
      : verdict === 'broken'
        ? `that is ${test.p1 * 100} % or more, with a chance of ${test.alpha * 100} % to be wrong`
        : `that is ${test.p0 * 100} % or less, with a chance of ${test.beta * 100} % to be wrong`;
  return `rule ${name}: ${failed} of ${ended} ended jobs failed${where}${what && ` (${what})`}; ${limit}`;
}
