import { faultOf } from '../faults.js';
import { isReservedName } from '../i-json.js';
import type { FieldReader } from '../json-reader.js';
import { RESET_CAUSES, type ResetCause } from './reset-cause.js';

/** Starts of a device by their cause; a cause that is missing never happened. */
export type BootCounts = Readonly<Partial<Record<ResetCause, number>>>;

/**
 * How a device fares with the image that it runs. All counts begin at 0 when another image begins to run, so they are
 * those of this image alone.
 */
export interface DeviceHealth {
  /**
   * The image that was counted: SHA-256 (hex) of its code section, and its version. Left out by a device that cannot
   * tell what it runs.
   */
  readonly digest?: string;
  readonly version?: string;
  /** For how long this image has been counted, in milliseconds of device time. Left out if the device has no measure. */
  readonly countedMs?: number;
  readonly boots: BootCounts;
  /** Resets by any watchdog: the chip's own, or another chip that pulls the reset pin. */
  readonly watchdogResets: number;
  /** Runs of tasks that ended after their deadline. Left out by a device that does not count them. */
  readonly missedDeadlines?: number;
  /** Numbers that the application chooses, such as temperatures, retries or free memory: 0 to 16 of them. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** What a device may say of its health. */
export const HEALTH_LIMITS = {
  /** Named numbers of the application. */
  numbersMax: 16,
  /** Longest name of such a number, in characters. */
  numberNameMax: 32,
  /** A device waits this long between two reports of its health, at least. */
  betweenMs: 10_000,
} as const;

/** The form of the name of a number: begins with a letter; then letters, digits, dots, underscores, hyphens. */
export const HEALTH_NUMBER_NAME = /^[A-Za-z][A-Za-z0-9._-]{0,31}$/;

const COUNT_MAX = 0xffffffff;
const DIGEST = /^[0-9a-f]{64}$/;

/**
 * Reads what a device says of its health; fields and causes that are not known are ignored.
 *
 * @param version reads the version of an image
 * @throws Fault `message_malformed`
 */
export function readHealth(fields: FieldReader, version: (fields: FieldReader) => string): DeviceHealth {
  const digest = fields.optional('digest', (name) => fields.text(name, 64, DIGEST));
  const countedMs = fields.optional('countedMs', (name) => fields.whole(name, 0, Number.MAX_SAFE_INTEGER));
  const missedDeadlines = fields.optional('missedDeadlines', (name) => fields.whole(name, 0, COUNT_MAX));
  return {
    ...(digest !== undefined && { digest }),
    ...(fields.has('version') && { version: version(fields) }),
    ...(countedMs !== undefined && { countedMs }),
    boots: readBoots(fields.nested('boots')),
    watchdogResets: fields.whole('watchdogResets', 0, COUNT_MAX),
    ...(missedDeadlines !== undefined && { missedDeadlines }),
    numbers: fields.has('numbers') ? readNumbers(fields.nested('numbers')) : {},
  };
}

function readBoots(fields: FieldReader): BootCounts {
  const counted = RESET_CAUSES.filter((cause) => fields.has(cause));
  return Object.fromEntries(counted.map((cause) => [cause, fields.whole(cause, 0, COUNT_MAX)]));
}

function readNumbers(fields: FieldReader): Record<string, number> {
  const names = fields.names();
  if (names.length > HEALTH_LIMITS.numbersMax)
    throw faultOf('message_malformed', `health has at most ${HEALTH_LIMITS.numbersMax} numbers`);
  const strange = names.find((name) => !HEALTH_NUMBER_NAME.test(name));
  if (strange !== undefined)
    throw faultOf('message_malformed', `health.numbers: a name must match ${HEALTH_NUMBER_NAME.source}`);
  const { MAX_SAFE_INTEGER: most } = Number;
  return Object.fromEntries(names.map((name) => [name, fields.number(name, -most, most)]));
}

/**
 * The health as it may be sent, whatever an application counted: counts become whole numbers within their range, and
 * numbers that are not finite, have no proper name or are more than allowed are left out.
 *
 * @example
 * ```ts
 * import { soundHealth } from '@twinbank/protocol';
 *
 * const { numbers } = soundHealth({ boots: {}, watchdogResets: 0, numbers: { retries: 3, ratio: NaN } });
 * console.log(JSON.stringify(numbers)); // {"retries":3}
 * ```
 */
export function soundHealth(health: DeviceHealth): DeviceHealth {
  const { countedMs, missedDeadlines, boots, numbers } = health;
  const sound = Object.entries(numbers).filter(
    ([name, value]) =>
      HEALTH_NUMBER_NAME.test(name) && !isReservedName(name) && Math.abs(value) <= Number.MAX_SAFE_INTEGER,
  );
  return {
    ...health,
    ...(countedMs !== undefined && { countedMs: wholeOf(countedMs, Number.MAX_SAFE_INTEGER) }),
    boots: Object.fromEntries(Object.entries(boots).map(([cause, count]) => [cause, wholeOf(count, COUNT_MAX)])),
    watchdogResets: wholeOf(health.watchdogResets, COUNT_MAX),
    ...(missedDeadlines !== undefined && { missedDeadlines: wholeOf(missedDeadlines, COUNT_MAX) }),
    numbers: Object.fromEntries(sound.slice(0, HEALTH_LIMITS.numbersMax)),
  };
}

/** The nearest whole number from 0 to `max`; what is no number counts as 0. */
const wholeOf = (value: number, max: number): number => Math.min(max, Math.max(0, Math.floor(value || 0)));

/** A number counts as changed when it differs by more than this share of what was told last. */
const CHANGED_SHARE = 0.1;

/**
 * Whether health differs so much from what was told last that it is told at once: another image, any count, or a number
 * that moved by more than a tenth, came or went. The time that was counted says nothing new.
 */
export function hasHealthChanged(before: DeviceHealth, now: DeviceHealth): boolean {
  if (before.digest !== now.digest || before.version !== now.version) return true;
  if (before.watchdogResets !== now.watchdogResets || before.missedDeadlines !== now.missedDeadlines) return true;
  if (RESET_CAUSES.some((cause) => (before.boots[cause] ?? 0) !== (now.boots[cause] ?? 0))) return true;
  const names = new Set([...Object.keys(before.numbers), ...Object.keys(now.numbers)]);
  return [...names].some((name) => isMoved(before.numbers[name], now.numbers[name]));
}

function isMoved(before: number | undefined, now: number | undefined): boolean {
  if (before === undefined || now === undefined) return before !== now;
  return Math.abs(now - before) > CHANGED_SHARE * Math.abs(before);
}
