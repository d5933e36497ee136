import { HEALTH_LIMITS, HEALTH_NUMBER_NAME } from '@twinbank/protocol';

import { isWithin, type NumberRange } from '../config-ranges.js';

/** What a device may count of each kind while the new release runs, from its first moment. */
export interface SoakAllowance {
  /** Starts by any cause but option bytes, by which updates themselves restart a device. */
  readonly resets?: number;
  /** Resets by a watchdog. */
  readonly watchdogResets?: number;
  /** Runs of tasks that ended after their deadline. */
  readonly missedDeadlines?: number;
}

/** A number of the application, and beyond which value a device is not well. At least one limit is given. */
export interface HealthLimit {
  /** Its name in the reports of health. */
  readonly name: string;
  readonly above?: number;
  readonly below?: number;
}

/**
 * How long an updated device is watched before it counts as succeeded, and by what. What is not named is not judged; what is
 * named must be told by the device, or it is not well.
 */
export interface Soak {
  readonly durationMs: number;
  /** At the end, a device that is offline must have been seen within this time; without it, within half of `durationMs`. */
  readonly seenWithinMs?: number;
  readonly allowance?: SoakAllowance;
  readonly limits?: readonly HealthLimit[];
}

/** 30 days: longer, and nobody remembers what is waited for. */
const DURATION: NumberRange = { min: 1000, max: 30 * 24 * 3600 * 1000, whole: true };
const COUNT: NumberRange = { min: 0, max: 1_000_000, whole: true };
const NUMBER: NumberRange = { min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, whole: false };

/** Ranges and limits of a soak. */
export const SOAK_LIMITS = {
  duration: DURATION,
  count: COUNT,
  number: NUMBER,
  /** As many as a device may tell. */
  limitsMax: HEALTH_LIMITS.numbersMax,
} as const;

/** The kinds of counts that an allowance has. */
export const ALLOWED_COUNTS = ['resets', 'watchdogResets', 'missedDeadlines'] as const;

/** How long before the end of its soak a device may have been seen last. */
export const seenWithinMs = ({ durationMs, seenWithinMs: given }: Soak): number => given ?? durationMs / 2;

/** What is wrong with a soak, one sentence each. */
export function problemsOfSoak(soak: Soak | undefined): string[] {
  if (soak === undefined) return [];
  if (typeof soak !== 'object' || soak === null) return ['soak is an object'];
  const { durationMs, seenWithinMs: seen, allowance, limits } = soak as Partial<Soak>;
  const checks: [boolean, string][] = [
    [isWithin(durationMs, DURATION), `soak.durationMs is a whole number from ${DURATION.min} to ${DURATION.max}`],
    [seen === undefined || isWithin(seen, DURATION), 'soak.seenWithinMs is a duration'],
    [seen === undefined || !(seen > durationMs!), 'soak.seenWithinMs is at most soak.durationMs'],
    [allowance === undefined || isAllowance(allowance), `soak.allowance has ${ALLOWED_COUNTS.join(', ')}, from 0`],
    [
      limits === undefined || (Array.isArray(limits) && limits.length <= SOAK_LIMITS.limitsMax),
      `soak.limits has at most ${SOAK_LIMITS.limitsMax} entries`,
    ],
  ];
  return [
    ...checks.flatMap(([holds, problem]) => (holds ? [] : [problem])),
    ...(Array.isArray(limits) ? problemsOfLimits(limits) : []),
  ];
}

const isAllowance = (allowance: unknown): boolean =>
  typeof allowance === 'object' &&
  allowance !== null &&
  Object.entries(allowance).every(
    ([kind, count]) =>
      ALLOWED_COUNTS.some((known) => known === kind) && (count === undefined || isWithin(count, COUNT)),
  );

function problemsOfLimits(limits: readonly (Partial<HealthLimit> | null | undefined)[]): string[] {
  const names = new Set(limits.map((limit) => limit?.name));
  return [
    ...limits.flatMap((limit, at) => problemsOfLimit(limit ?? {}).map((problem) => `soak.limits[${at}].${problem}`)),
    ...(names.size < limits.length ? ['soak.limits[].name is different in each'] : []),
  ];
}

function problemsOfLimit({ name, above, below }: Partial<HealthLimit>): string[] {
  const checks: [boolean, string][] = [
    [typeof name === 'string' && HEALTH_NUMBER_NAME.test(name), 'name is that of a number of health'],
    [above !== undefined || below !== undefined, 'has above, below or both'],
    [[above, below].every((limit) => limit === undefined || isWithin(limit, NUMBER)), 'above and below are numbers'],
    [above === undefined || below === undefined || below < above, 'below is less than above'],
  ];
  return checks.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}
