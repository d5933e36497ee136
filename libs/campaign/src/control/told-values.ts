import type { DeviceHealth } from '@twinbank/protocol';
import { boundedBy, boundsWithout, NO_VALUES, withValue, type Groups } from '@twinbank/statistics';

import { resetsOf } from '../soak/wellness.js';
import type { Compared, Told } from './comparison.js';
import { numberOf, type ControlGroup, type ControlMeasure } from './control-group.js';

/**
 * So large a share of the values of both groups is taken, at each end, for as far out as the next one; one value at least. A device with a valid key may tell what it likes, and a sensor
 * may break: neither is to hide how all others fare.
 */
export const EXTREME_SHARE = 0.01;

/** A rate by the hour of less time than this says nothing. */
const COUNTED_MIN_MS = 60_000;
const HOUR_MS = 3_600_000;

/** What one device told of a measure. */
interface One {
  /** Of a count: by the hour. */
  readonly value: number;
  /** Of a count: for how long it was counted. */
  readonly hours?: number;
}

/** The values of both groups, by measure, from what their devices told of the images that they are to run. */
export function comparedOf(
  { rules = [] }: ControlGroup,
  { treated, control }: Groups<readonly DeviceHealth[]>,
): Compared {
  const compared: { readonly [group in keyof Compared]: Partial<Record<ControlMeasure, Told>> } = {
    treated: {},
    control: {},
  };
  for (const measure of new Set(rules.map((rule) => rule.measure))) {
    const groups = { treated: toldOf(measure, treated), control: toldOf(measure, control) };
    const all = [...groups.treated, ...groups.control];
    const bounded = boundedAs(all);
    compared.treated[measure] = summed(groups.treated.map(bounded));
    compared.control[measure] = summed(groups.control.map(bounded));
  }
  return compared;
}

const toldOf = (measure: ControlMeasure, told: readonly DeviceHealth[]): readonly One[] => {
  const number = numberOf(measure);
  return told.flatMap((health) => (number === undefined ? countIn(health, measure) : numberIn(health, number)) ?? []);
};

function numberIn({ numbers }: DeviceHealth, name: string): One | undefined {
  const value = Object.hasOwn(numbers, name) ? numbers[name] : undefined;
  return value === undefined ? undefined : { value };
}

function countIn(health: DeviceHealth, measure: ControlMeasure): One | undefined {
  const { countedMs = 0, watchdogResets, missedDeadlines } = health;
  const events = { watchdogResets, missedDeadlines, resets: resetsOf(health) }[measure as 'resets'] as
    number | undefined;
  if (events === undefined || countedMs < COUNTED_MIN_MS) return undefined;
  const hours = countedMs / HOUR_MS;
  return { value: events / hours, hours };
}

/** Takes values for no further out than nearly all of them are, and hours likewise: a device that says to have counted for a thousand years would outweigh all others. */
function boundedAs(all: readonly One[]): (one: One) => One {
  const values = boundsWithout(
    all.map(({ value }) => value),
    EXTREME_SHARE,
  );
  const times = boundsWithout(
    all.flatMap(({ hours }) => hours ?? []),
    EXTREME_SHARE,
  );
  return ({ value, hours }) => ({
    value: boundedBy(values, value),
    ...(hours !== undefined && { hours: boundedBy(times, hours) }),
  });
}

function summed(ones: readonly One[]): Told {
  const moments = ones.reduce((so, { value }) => withValue(so, value), NO_VALUES);
  if (ones[0]?.hours === undefined) return moments;
  const hours = ones.reduce((sum, one) => sum + one.hours!, 0);
  return {
    ...moments,
    count: { events: Math.round(ones.reduce((sum, one) => sum + one.value * one.hours!, 0)), hours },
  };
}
