import type { DeviceHealth } from '@twinbank/protocol';
import { compareMeans, NO_VALUES, withValue, type Groups, type Moments } from '@twinbank/statistics';

import { resetsOf } from '../soak/wellness.js';
import type { JobCounts } from '../job/job.js';
import { numberOf, type ControlGroup, type ControlMeasure, type ControlRule } from './control-group.js';

/** The values of both groups, by measure. A device that does not tell a measure is in none of its values. */
export type Compared = Groups<Readonly<Partial<Record<ControlMeasure, Moments>>>>;

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
/** A rate by the hour of less time than this says nothing. */
const COUNTED_MIN_MS = 60_000;
const HOUR_MS = 3_600_000;

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

/** The values of a group, from what its devices told of the image that they are to run. */
export function valuesOf(
  { rules = [] }: ControlGroup,
  told: Iterable<DeviceHealth>,
): Readonly<Partial<Record<ControlMeasure, Moments>>> {
  const values = new Map<ControlMeasure, Moments>(rules.map(({ measure }) => [measure, NO_VALUES]));
  for (const health of told)
    for (const [measure, moments] of values) {
      const value = valueOf(measure, health);
      if (value !== undefined) values.set(measure, withValue(moments, value));
    }
  return Object.fromEntries(values);
}

function valueOf(measure: ControlMeasure, health: DeviceHealth): number | undefined {
  const number = numberOf(measure);
  if (number !== undefined) return health.numbers[number];
  const { countedMs = 0, watchdogResets, missedDeadlines } = health;
  const count = { watchdogResets, missedDeadlines, resets: resetsOf(health) }[measure as 'resets'] as
    number | undefined;
  return count === undefined || countedMs < COUNTED_MIN_MS ? undefined : (count * HOUR_MS) / countedMs;
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
    const { worseByChance, difference } = compareMeans(groups, rule.worse ?? 'higher')!;
    if (worseByChance <= rule.alpha / (look * (look + 1)))
      judged.push({ ...counts, verdict: 'broken', reason: worse(rule, groups, difference) });
  }
  return { judged, isLook };
}

const unreadable = ({ name, measure, minimum }: ControlRule, n: number): string =>
  `rule ${name} cannot be judged: ${n} devices of the control group tell ${measure} of what they ran, and ${minimum} are needed`;

function worse(
  { name, measure, alpha }: ControlRule,
  { treated, control }: Groups<Moments>,
  difference: number,
): string {
  const unit = numberOf(measure) === undefined ? ' an hour' : '';
  return `rule ${name}: ${measure} of ${treated.n} updated devices is ${short(treated.mean)}${unit} on average, ${short(control.mean)} of ${control.n} that were held back as control; a difference of ${short(difference)} is more than chance would make of it, but for ${short(100 * alpha)} %`;
}

const short = (value: number): string => String(Number(value.toPrecision(4)));
