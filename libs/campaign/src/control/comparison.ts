import { compareMeans, NO_VALUES, rateWorseByChance, type Groups, type Moments } from '@twinbank/statistics';

import type { JobCounts } from '../job/job.js';
import { numberOf, type ControlGroup, type ControlMeasure, type ControlRule } from './control-group.js';

/** What the devices of a group told of a measure, extremes put in. */
export interface Told extends Moments {
  /** Of a count: how much it is altogether, and in how many hours. */
  readonly count?: { readonly events: number; readonly hours: number };
}

/** The values of both groups, by measure. A device that does not tell a measure is in none of its values. */
export type Compared = Groups<Readonly<Partial<Record<ControlMeasure, Told>>>>;

/** How often both groups were compared. */
export interface ControlLooks {
  /** Looks at which some rule could be judged. */
  readonly looks: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** A rule that is broken, or that cannot be judged any more. */
export interface JudgedControlRule {
  readonly rule: ControlRule;
  readonly verdict: 'broken' | 'unreadable';
  readonly reason: string;
  /** Devices of each group that told the measure. */
  readonly devices: number;
  readonly control: number;
}

/** Between two looks at least … */
const BETWEEN_MS = 60_000;
/** … and this share of the time since the first one: what shows late may be seen late. */
const SHARE_OF_TIME = 0.1;

/**
 * Whether both groups are to be compared now. Not before enough devices may run the release for any rule. A clock that was put
 * back puts no look off, and one of another server that is a little behind makes none.
 */
export function isComparisonDue(
  control: ControlGroup | undefined,
  looked: ControlLooks | undefined,
  { nowMs, waves }: { readonly nowMs: number; readonly waves: readonly { readonly jobs: JobCounts }[] },
): boolean {
  const { rules = [] } = control ?? {};
  const updated = waves.reduce((sum, { jobs }) => sum + jobs.soaking + jobs.succeeded + jobs.failed, 0);
  if (!rules.some(({ minimum }) => updated >= minimum)) return false;
  if (looked === undefined) return true;
  const { firstAtMs, lastAtMs } = looked;
  return (
    nowMs < lastAtMs - BETWEEN_MS || nowMs >= lastAtMs + Math.max(BETWEEN_MS, SHARE_OF_TIME * (lastAtMs - firstAtMs))
  );
}

/**
 * The rules that are broken at a look, or cannot be judged. Each look has its share of `alpha`, so that all looks together,
 * however many there are, find a release that changes nothing to be worse with a chance of `alpha` at the most: 1/2, 1/6, 1/12 …
 *
 * @param look from 1
 */
export function judgedControlRules(
  { rules = [] }: ControlGroup,
  { treated, control }: Compared,
  look: number,
): { readonly judged: readonly JudgedControlRule[]; readonly isLook: boolean } {
  const judged: JudgedControlRule[] = [];
  let isLook = false;
  for (const rule of rules) {
    const groups = { treated: treated[rule.measure] ?? NO_VALUES, control: control[rule.measure] ?? NO_VALUES };
    if (groups.treated.n < rule.minimum) continue;
    const counts = { rule, devices: groups.treated.n, control: groups.control.n };
    if (groups.control.n < rule.minimum) {
      judged.push({ ...counts, verdict: 'unreadable', reason: unreadable(rule, groups.control.n) });
      continue;
    }
    isLook = true;
    if (worseByChanceOf(groups, rule.worse ?? 'higher') <= rule.alpha / (look * (look + 1)))
      judged.push({ ...counts, verdict: 'broken', reason: worse(rule, groups) });
  }
  return { judged, isLook };
}

/**
 * How probable it is that the updated devices fare so much worse if the release changes nothing: by the most careful of
 * several tests. Welch's does not suppose that both groups vary alike, and is deceived where a small one happens not to vary;
 * Student's is not. Of counts, the events must also divide otherwise than the hours do: rare ones are far from the normal
 * distribution that both suppose.
 */
function worseByChanceOf({ treated, control }: Groups<Told>, worse: 'higher' | 'lower'): number {
  const { worseByChance, pooledByChance } = compareMeans({ treated, control }, worse)!;
  const byMeans = Math.max(worseByChance, pooledByChance);
  if (treated.count === undefined || control.count === undefined) return byMeans;
  const timed = ({ events, hours }: NonNullable<Told['count']>) => ({ events, time: hours });
  return Math.max(byMeans, rateWorseByChance({ treated: timed(treated.count), control: timed(control.count) }));
}

const unreadable = ({ name, measure, minimum }: ControlRule, n: number): string =>
  `rule ${name} cannot be judged: ${n} devices of the control group tell ${measure} of what they ran, and ${minimum} are needed`;

function worse({ name, measure, alpha }: ControlRule, { treated, control }: Groups<Moments>): string {
  const difference = treated.mean - control.mean;
  const unit = numberOf(measure) === undefined ? ' an hour' : '';
  return `rule ${name}: ${measure} of ${treated.n} updated devices is ${short(treated.mean)}${unit} on average, ${short(control.mean)} of ${control.n} that were held back as control; a difference of ${short(difference)} is more than chance would make of it, but for ${short(100 * alpha)} %`;
}

const short = (value: number): string => String(Number(value.toPrecision(4)));
