import { sprtVerdict } from '@twinbank/statistics';

import type { JobCell } from '../counts.js';
import { failureClassOf } from './failure.js';
import { isHalting, sliceKeysOf, type StopRule } from './stop-rule.js';

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
  const ended = endedOf(cells);
  const acceptedOf = new Map(accepted.map((one) => [JSON.stringify([one.rule, one.slice]), one]));
  return (rules ?? []).flatMap((rule) =>
    talliesOf(rule, rules ?? [], ended).flatMap((tallied): JudgedRule[] => {
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
export function acceptedFailures(
  rules: readonly StopRule[] = [],
  cells: readonly JobCell[],
): readonly AcceptedFailures[] {
  const ended = endedOf(cells);
  return rules.filter(isHalting).flatMap((rule) => talliesOf(rule, rules, ended).filter(({ failed }) => failed > 0));
}

/** The jobs that succeeded or failed, whatever their wave: rules ask for no more, and there are up to 100 waves. */
function endedOf(cells: readonly JobCell[]): readonly JobCell[] {
  const ended = new Map<string, JobCell>();
  for (const cell of cells) {
    if (cell.state !== 'succeeded' && failureClassOf(cell) === undefined) continue;
    const key = JSON.stringify([cell.state, cell.fault, cell.slices]);
    ended.set(key, { ...cell, jobs: cell.jobs + (ended.get(key)?.jobs ?? 0) });
  }
  return [...ended.values()];
}

function talliesOf(rule: StopRule, rules: readonly StopRule[], cells: readonly JobCell[]): readonly Tallied[] {
  const at = rule.per === undefined ? -1 : sliceKeysOf(rules).indexOf(rule.per);
  const tallies = new Map<string | undefined, Tallied>();
  for (const cell of cells) {
    const failure = failureClassOf(cell);
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
        ? `that is ${percentOf(test.p1)} % or more, with a chance of ${percentOf(test.alpha)} % to be wrong`
        : `that is ${percentOf(test.p0)} % or less, with a chance of ${percentOf(test.beta)} % to be wrong`;
  return `rule ${name}: ${failed} of ${ended} ended jobs failed${where}${what && ` (${what})`}; ${limit}`;
}

/** A share in percent, without what binary fractions leave behind: 7 and not 7.000000000000001. */
const percentOf = (share: number): number => Number((share * 100).toPrecision(6));
