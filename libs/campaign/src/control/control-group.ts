import type { Fault } from '@twinbank/primitives';
import { faultOf, HEALTH_NUMBER_NAME } from '@twinbank/protocol';

import { isWithin, type NumberRange } from '../config-ranges.js';
import { RULE_NAME } from '../rules/rule-name.js';
import { PLACE_KEYS, type NamedDevices } from '../waves.js';

/** What devices count that can be compared, each by the hour for which its image was counted. */
export const CONTROL_COUNTS = ['watchdogResets', 'resets', 'missedDeadlines'] as const;

/** What is compared: a count, or a number of the application (`numbers.NAME`). */
export type ControlMeasure = (typeof CONTROL_COUNTS)[number] | `numbers.${string}`;

/** What a rule that compares with the control group does; as those of other rules. */
export const CONTROL_ACTIONS = ['notify', 'pause', 'stop', 'roll_back'] as const;
export type ControlAction = (typeof CONTROL_ACTIONS)[number];

/** It is broken when updated devices fare worse than the control group, with `alpha` as the chance that it is so by chance. */
export interface ControlRule {
  /** How it is called in records; different from the other rules of the campaign. */
  readonly name: string;
  readonly measure: ControlMeasure;
  /** Of a number: which way is bad; without it, `higher`. More resets and missed deadlines are always bad. */
  readonly worse?: 'higher' | 'lower';
  /** Devices of each group that must have told it. */
  readonly minimum: number;
  /** Over all looks together. */
  readonly alpha: number;
  readonly action: ControlAction;
}

/** Devices that are held back on what they run, for as long as the campaign lasts, and what they are compared by. */
export interface ControlGroup {
  /** Share of the devices that would get the release, rounded up … */
  readonly percent: number;
  /** … but at most so many; without it, {@link CONTROL_MOST}. */
  readonly most?: number;
  readonly rules?: readonly ControlRule[];
}

/** More say hardly more, and a look at them must stay cheap. */
export const CONTROL_MOST = 1000;
/** Ranges of the numbers. */
export const CONTROL_RANGES: Readonly<Record<'percent' | 'most' | 'minimum' | 'alpha', NumberRange>> = {
  percent: { min: 0.001, max: 50, whole: false },
  most: { min: 2, max: CONTROL_MOST, whole: true },
  minimum: { min: 5, max: CONTROL_MOST, whole: true },
  alpha: { min: 0.0001, max: 0.5, whole: false },
};
/** Most rules of one campaign that compare with its control group. */
export const CONTROL_RULES_MAX = 10;

/** How many of so many devices are held back. At least one gets the release. */
export function controlSize(devices: number, control: ControlGroup | undefined): number {
  if (control === undefined) return 0;
  const share = Math.ceil((devices * control.percent) / 100);
  return Math.max(0, Math.min(share, control.most ?? CONTROL_MOST, devices - 1));
}

/** How many of so many devices get the release. Those that waves name do: only others are held back. */
export const treatedSize = (devices: number, control: ControlGroup | undefined, named: NamedDevices = []): number =>
  Math.max(
    devices - controlSize(devices, control),
    named.reduce((sum, count) => sum + count, 0),
  );

/**
 * Whether a device that joins a dynamic campaign is held back: by its hash, as those at the start are, and not by when it comes, so that
 * both groups stay alike. Not once the group is full, nor before anybody gets the release.
 *
 * @param key its sort key in the campaign (`placeOf`)
 */
export const holdsJoinerBack = (
  control: ControlGroup | undefined,
  key: number,
  { held, treated }: { readonly held: number; readonly treated: number },
): boolean =>
  control !== undefined &&
  treated > 0 &&
  held < (control.most ?? CONTROL_MOST) &&
  key * 100 < control.percent * PLACE_KEYS;

/**
 * Fault `request_invalid` for a control group in which fewer devices would be than one of its rules needs: the rule could never
 * be judged. Undefined if it is large enough.
 *
 * @param devices that would get a job, the held back ones included
 */
export function smallControlFault(
  control: ControlGroup | undefined,
  devices: number,
  named?: NamedDevices,
): Fault | undefined {
  const held = devices - treatedSize(devices, control, named);
  const rules = control?.rules ?? [];
  const at = rules.findIndex(({ minimum }) => minimum > held);
  if (at === -1) return undefined;
  const { name, minimum } = rules[at]!;
  const field = `control.rules[${at}].minimum`;
  const detail = `${held} of ${devices} devices would be held back, and rule ${name} needs ${minimum}: it could never be judged`;
  return faultOf('request_invalid', detail, { field, devices: held });
}

interface WithControl {
  readonly control?: ControlGroup;
  readonly rules?: readonly { readonly name: string }[];
  readonly terms?: { readonly kind?: string };
}

/** What is wrong with it, one sentence each. */
export function problemsOfControl({ control, rules, terms }: WithControl): string[] {
  if (control === undefined) return [];
  if (typeof control !== 'object' || control === null) return ['control is an object'];
  const { percent, most, rules: own = [] } = control as Partial<ControlGroup>;
  const names = new Set([...(Array.isArray(rules) ? rules : []).map((rule) => rule?.name), ...nameList(own)]);
  const checks: [boolean, string][] = [
    [isWithin(percent, CONTROL_RANGES.percent), 'control.percent is above 0 and up to 50'],
    [most === undefined || isWithin(most, CONTROL_RANGES.most), `control.most is 2 to ${CONTROL_MOST}`],
    [Array.isArray(own) && own.length <= CONTROL_RULES_MAX, `control.rules has at most ${CONTROL_RULES_MAX} entries`],
    [names.size === (rules?.length ?? 0) + nameList(own).length, 'control.rules[].name is different from every other'],
    [terms?.kind !== 'download-only', 'terms.kind download-only has no control: the release does not run'],
  ];
  return [
    ...checks.flatMap(([holds, problem]) => (holds ? [] : [problem])),
    ...(Array.isArray(own) ? own.flatMap((rule, at) => problemsOfRule(rule, at, most)) : []),
  ];
}

const nameList = (rules: unknown): readonly unknown[] =>
  Array.isArray(rules) ? rules.map((rule: Partial<ControlRule> | null) => rule?.name) : [];

function problemsOfRule(rule: Partial<ControlRule> | null, at: number, most: number | undefined): string[] {
  const { name, measure, worse, minimum, alpha, action } = rule ?? {};
  const { minimum: few, alpha: risk } = CONTROL_RANGES;
  const checks: [boolean, string][] = [
    [typeof name === 'string' && RULE_NAME.test(name), 'name is 1 to 64 letters, digits, blanks or one of ._-'],
    [isMeasure(measure), `measure is one of ${CONTROL_COUNTS.join(', ')}, or numbers.NAME`],
    [worse === undefined || (numberOf(measure) !== undefined && isWay(worse)), 'worse is higher or lower, of a number'],
    [isWithin(minimum, few), `minimum is a whole number from ${few.min} to ${few.max}`],
    [!((minimum ?? 0) > (most ?? CONTROL_MOST)), 'minimum is at most control.most'],
    [isWithin(alpha, risk), `alpha is ${risk.min} to ${risk.max}`],
    [CONTROL_ACTIONS.some((known) => known === action), `action is one of ${CONTROL_ACTIONS.join(', ')}`],
  ];
  return checks.flatMap(([holds, problem]) => (holds ? [] : [`control.rules[${at}].${problem}`]));
}

const isWay = (worse: unknown): boolean => worse === 'higher' || worse === 'lower';

const isMeasure = (measure: unknown): boolean =>
  CONTROL_COUNTS.some((known) => known === measure) || numberOf(measure) !== undefined;

/** The name of the application's number that a measure is; undefined for a count. */
export function numberOf(measure: unknown): string | undefined {
  if (typeof measure !== 'string' || !measure.startsWith('numbers.')) return undefined;
  const name = measure.slice('numbers.'.length);
  return HEALTH_NUMBER_NAME.test(name) ? name : undefined;
}
