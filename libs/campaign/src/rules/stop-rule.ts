import { ATTRIBUTE_NAME, FAULT_CODES, type FaultCode } from '@twinbank/protocol';
import { problemsOfSprt, type SprtRule } from '@twinbank/statistics';

import { CONFIG_LIMITS, isWithin, RULE_MINIMUM } from '../config-ranges.js';
import { FAILURE_CLASSES, type FailureClass } from './failure.js';
import { RULE_NAME } from './rule-name.js';

/**
 * What a broken rule does:
 *
 * - `notify`: it is recorded, once
 * - `pause`: the campaign pauses, for a person to look
 * - `stop`: the campaign stops
 * - `roll_back`: the campaign stops, and its devices go back to what they ran before
 * - `stop_slice`: devices of the slice that have not begun get no ticket; the others go on
 */
export const RULE_ACTIONS = ['notify', 'pause', 'stop', 'roll_back', 'stop_slice'] as const;
export type RuleAction = (typeof RULE_ACTIONS)[number];
/** Actions that end or pause the campaign as a whole. */
const HALTING: readonly RuleAction[] = ['pause', 'stop', 'roll_back'];

/**
 * By what a fleet is divided into slices: the hardware revision, the version that ran when the job was planned, or an
 * attribute of the device (`attr.NAME`).
 */
export type SliceKey = 'hardware' | 'version' | `attr.${string}`;

/** Of these jobs too many failed: a rule that an operator adds to a campaign. */
export interface StopRule {
  /** How it is called in records; different from the other rules of the campaign. */
  readonly name: string;
  /** Which failures count, by class and by fault; without both, every failure. */
  readonly classes?: readonly FailureClass[];
  readonly faults?: readonly FaultCode[];
  /** Judges each slice by itself; without it, the campaign as a whole. */
  readonly per?: SliceKey;
  /** Jobs that must have ended before it is judged, in each slice. */
  readonly minimum: number;
  /** It is broken when this percentage of the ended jobs has failed. Exactly one of this and `test` is given. */
  readonly percent?: number;
  /**
   * It is broken when a sequential test says that the failure rate is `p1` or more, with `alpha` as the chance of a false
   * stop and `beta` as that of a missed one. Once the test says that the rate is `p0` or less, the rule is passed for good.
   */
  readonly test?: SprtRule;
  readonly action: RuleAction;
}

/** Whether a rule pauses or stops the campaign as a whole: it does so each time, not once. */
export const isHalting = ({ action }: Pick<StopRule, 'action'>): boolean => HALTING.includes(action);

/** A {@link SliceKey} as a pattern. */
export const SLICE_KEY = new RegExp(`^(hardware|version|attr\\.${ATTRIBUTE_NAME.source.slice(1, -1)})$`);

/** Whether a text is a {@link SliceKey}. */
export const isSliceKey = (text: unknown): text is SliceKey => typeof text === 'string' && SLICE_KEY.test(text);

/** The keys by which the rules divide the fleet, each once, in the order of the rules. */
export const sliceKeysOf = (rules: readonly StopRule[] | undefined): readonly SliceKey[] => [
  ...new Set((rules ?? []).flatMap(({ per }) => per ?? [])),
];

/** What is wrong with the rules, one sentence each. */
export function problemsOfRules(rules: readonly StopRule[] | undefined): string[] {
  if (rules === undefined) return [];
  if (!Array.isArray(rules) || rules.length > CONFIG_LIMITS.rulesMax)
    return [`rules has at most ${CONFIG_LIMITS.rulesMax} entries`];
  const given = rules.map((rule: Partial<StopRule> | null | undefined) => rule ?? {});
  const names = new Set(given.map(({ name }) => name));
  return [
    ...given.flatMap((rule, at) => problemsOfRule(rule).map((problem) => `rules[${at}].${problem}`)),
    ...(names.size < given.length ? ['rules[].name is different in each'] : []),
    ...(sliceKeysOf(given as StopRule[]).length > CONFIG_LIMITS.sliceKeysMax
      ? [`rules[].per has at most ${CONFIG_LIMITS.sliceKeysMax} different values`]
      : []),
  ];
}

const PERCENT = { min: 0, max: 100, whole: false };

function problemsOfRule({ name, classes, faults, per, minimum, percent, test, action }: Partial<StopRule>): string[] {
  const checks: [boolean, string][] = [
    [typeof name === 'string' && RULE_NAME.test(name), 'name is 1 to 64 letters, digits, blanks or one of ._-'],
    [isListOf(classes, FAILURE_CLASSES), `classes names some of ${FAILURE_CLASSES.join(', ')}`],
    [isListOf(faults, FAULT_CODES), 'faults names codes of faults'],
    [per === undefined || isSliceKey(per), 'per is hardware, version or attr.NAME'],
    [isWithin(minimum, RULE_MINIMUM), `minimum is a whole number from ${RULE_MINIMUM.min} to ${RULE_MINIMUM.max}`],
    [(percent === undefined) !== (test === undefined), 'has either percent or test'],
    [percent === undefined || (isWithin(percent, PERCENT) && percent > 0), 'percent is above 0 and up to 100'],
    [RULE_ACTIONS.some((known) => known === action), `action is one of ${RULE_ACTIONS.join(', ')}`],
    [action !== 'stop_slice' || per !== undefined, 'per is needed where the action is stop_slice'],
  ];
  return [
    ...checks.flatMap(([holds, problem]) => (holds ? [] : [problem])),
    ...(test === undefined ? [] : problemsOfSprt(test, 'test')),
  ];
}

const isListOf = (list: unknown, known: readonly string[]): boolean =>
  list === undefined ||
  (Array.isArray(list) && list.length > 0 && list.length <= known.length && list.every((one) => known.includes(one)));
