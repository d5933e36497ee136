import { refilled, type Allowance, type Bucket } from './bucket.js';

/** So many devices a minute. */
export interface ConstantRate {
  readonly perMinute: number;
}

/**
 * A rate that grows with what has been reached, as AWS IoT Jobs has it (`exponentialRate`; its *things* are devices here): each time so many devices more have been notified, or
 * have succeeded, it is multiplied by a factor.
 */
export interface ExponentialRate {
  readonly baseRatePerMinute: number;
  readonly incrementFactor: number;
  readonly rateIncreaseCriteria:
    { readonly numberOfNotifiedDevices: number } | { readonly numberOfSucceededDevices: number };
  readonly maximumPerMinute: number;
}

/** How fast devices are notified of a campaign. */
export type Rate = ConstantRate | ExponentialRate;

/** What has been reached, on which an exponential rate depends. */
export interface Reached {
  readonly notified: number;
  readonly succeeded: number;
}

/** The ranges of a rate's numbers; both ends are included. */
export const RATE_LIMITS = {
  /** As many as may be updated at the same time. */
  perMinuteMax: 100_000,
  /** As AWS IoT Jobs: above, a rate does not grow but leap. */
  incrementFactorMax: 5,
  /** More devices than an installation has. */
  devicesMax: 10_000_000,
} as const;

/** What is wrong with a rate, one sentence each; empty if nothing is. Takes anything. */
export function problemsOfRate(rate: unknown, path = 'rate'): string[] {
  if (typeof rate !== 'object' || rate === null) return [`${path} is an object`];
  const { perMinute, ...growing } = rate as Readonly<Record<string, unknown>>;
  if (perMinute !== undefined) {
    if (Object.values(growing).some((value) => value !== undefined))
      return [`${path} has either perMinute or a rate that grows`];
    return isWhole(perMinute, RATE_LIMITS.perMinuteMax)
      ? []
      : [wholeSentence(`${path}.perMinute`, RATE_LIMITS.perMinuteMax)];
  }
  return problemsOfExponential(rate as Readonly<Record<string, unknown>>, path);
}

function problemsOfExponential(rate: Readonly<Record<string, unknown>>, path: string): string[] {
  const {
    baseRatePerMinute: base,
    incrementFactor: factor,
    rateIncreaseCriteria: criteria,
    maximumPerMinute: maximum,
  } = rate;
  const problems: string[] = [];
  if (!isWhole(base, RATE_LIMITS.perMinuteMax))
    problems.push(wholeSentence(`${path}.baseRatePerMinute`, RATE_LIMITS.perMinuteMax));
  if (!(typeof factor === 'number' && factor > 1 && factor <= RATE_LIMITS.incrementFactorMax))
    problems.push(`${path}.incrementFactor is a number above 1, up to ${RATE_LIMITS.incrementFactorMax}`);
  if (!isWhole(maximum, RATE_LIMITS.perMinuteMax))
    problems.push(wholeSentence(`${path}.maximumPerMinute`, RATE_LIMITS.perMinuteMax));
  else if (isWhole(base, RATE_LIMITS.perMinuteMax) && maximum < base)
    problems.push(`${path}.maximumPerMinute is not below baseRatePerMinute`);
  return [...problems, ...problemsOfCriteria(criteria, `${path}.rateIncreaseCriteria`)];
}

function problemsOfCriteria(criteria: unknown, path: string): string[] {
  const fields = Object.entries((criteria ?? {}) as Readonly<Record<string, unknown>>).filter(
    ([, value]) => value !== undefined,
  );
  const [name, value] = fields[0] ?? [];
  const isKnown = name === 'numberOfNotifiedDevices' || name === 'numberOfSucceededDevices';
  if (fields.length !== 1 || !isKnown)
    return [`${path} has either numberOfNotifiedDevices or numberOfSucceededDevices`];
  return isWhole(value, RATE_LIMITS.devicesMax) ? [] : [wholeSentence(`${path}.${name}`, RATE_LIMITS.devicesMax)];
}

const isWhole = (value: unknown, max: number): value is number =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= max;
const wholeSentence = (path: string, max: number): string => `${path} is a whole number from 1 to ${max}`;

/** Whether a rate is constant. A field that is there and undefined, as objects made from classes have it, says nothing, here and below. */
export const isConstant = (rate: Rate): rate is ConstantRate =>
  'perMinute' in rate && (rate.perMinute as number | undefined) !== undefined;

/** What an exponential rate depends on, and how many of these make one step. */
function criterionOf({ rateIncreaseCriteria: criteria }: ExponentialRate): { of: keyof Reached; count: number } {
  const { numberOfNotifiedDevices: notified, numberOfSucceededDevices: succeeded } = criteria as Partial<
    Record<'numberOfNotifiedDevices' | 'numberOfSucceededDevices', number>
  >;
  return notified === undefined ? { of: 'succeeded', count: succeeded! } : { of: 'notified', count: notified };
}

/** Whether an exponential rate depends on how many succeed. */
export const dependsOnSuccess = (rate: ExponentialRate): boolean => criterionOf(rate).of === 'succeeded';

/** How many devices a minute a rate allows when so much has been reached. */
export function perMinuteOf(rate: Rate, reached: Reached): number {
  if (isConstant(rate)) return rate.perMinute;
  const { baseRatePerMinute, incrementFactor, maximumPerMinute } = rate;
  const { of, count } = criterionOf(rate);
  const steps = Math.floor(reached[of] / count);
  return Math.min(maximumPerMinute, baseRatePerMinute * incrementFactor ** steps);
}

/**
 * How many devices may be notified now. What was not used, because no window was open or nothing was to do, is saved up for one minute at the most; what was never asked before has
 * one device at once and the others one after another. So no stretch of time gets more devices than its own at the present rate, and those of one minute.
 *
 * @param state what to remember, from the last answer by way of `taken`; undefined at the beginning
 */
export function allowance(rate: Rate, state: Bucket | undefined, nowMs: number, reached: Reached): Allowance {
  const perMinute = perMinuteOf(rate, reached);
  return refilled({ capacity: perMinute, perSecond: perMinute / 60 }, state ?? { tokens: 1, atMs: nowMs }, nowMs);
}
