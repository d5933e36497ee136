import { isTimeZone } from '@twinbank/protocol';

import { readCron } from './cron.js';
import type { LocalStarts } from './local-starts.js';

/** The days of the week as windows name them, in the order in which they are shown. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** What windows of both kinds say. */
interface AnyWindow {
  /** An IANA name such as `Europe/Berlin`; `device`, or nothing, for the zone of each device. */
  readonly zone?: 'device' | (string & {});
  /** How long it stays open, in elapsed time: a change of clocks makes it neither longer nor shorter. */
  readonly durationMinutes: number;
}

/** A window that opens at a time of day. */
export interface WeeklyWindow extends AnyWindow {
  /** The days on which it opens; without them, every day. */
  readonly weekdays?: readonly Weekday[];
  /** The time on the clock of the zone, `HH:MM`. */
  readonly start: string;
}

/** A window that opens whenever a cron expression says so. */
export interface CronWindow extends AnyWindow {
  /** Five fields, see {@link readCron}; on the clock of the zone. */
  readonly cron: string;
}

/** A stretch of time, coming back again and again, in which devices may be updated. */
export type MaintenanceWindow = WeeklyWindow | CronWindow;

/** Limits of windows, with the reason for each. */
export const WINDOW_LIMITS = {
  /** More than this nobody can keep in mind. All of them are looked at for each zone. */
  windowsMax: 16,
  /** A week. What is open for longer needs no window. */
  durationMaxMinutes: 7 * 24 * 60,
} as const;

const CLOCK_TIME = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/;
const ALL_DAYS: ReadonlySet<number> = new Set(Array.from({ length: 31 }, (_, index) => index + 1));
const ALL_MONTHS: ReadonlySet<number> = new Set(Array.from({ length: 12 }, (_, index) => index + 1));

/**
 * What is wrong with a list of windows, one sentence each, with the path of the field; empty if nothing is. Takes anything: what a client sends, or
 * what an older server stored.
 */
export function problemsOfWindows(windows: unknown, path = 'windows'): string[] {
  if (!Array.isArray(windows) || windows.length < 1 || windows.length > WINDOW_LIMITS.windowsMax)
    return [`${path} has 1 to ${WINDOW_LIMITS.windowsMax} entries`];
  return windows.flatMap((window: unknown, index) => problemsOfWindow(window, `${path}[${index}]`));
}

function problemsOfWindow(window: unknown, path: string): string[] {
  if (typeof window !== 'object' || window === null) return [`${path} is an object`];
  const { zone = 'device', durationMinutes } = window as Readonly<Record<string, unknown>>;
  const problems: string[] = [];
  if (zone !== 'device' && !(typeof zone === 'string' && isTimeZone(zone)))
    problems.push(`${path}.zone is device or a time zone such as Europe/Berlin (no offset)`);
  if (!isDuration(durationMinutes))
    problems.push(`${path}.durationMinutes is a whole number from 1 to ${WINDOW_LIMITS.durationMaxMinutes}`);
  return [...problems, ...problemsOfOpening(window, path)];
}

function problemsOfOpening(window: object, path: string): string[] {
  const { start, weekdays, cron } = window as Readonly<Record<string, unknown>>;
  if ((start === undefined) === (cron === undefined)) return [`${path} has either start or cron`];
  if (cron === undefined) return problemsOfTime(start, weekdays, path);
  if (weekdays !== undefined) return [`${path}.weekdays belongs to start, not to cron`];
  const reading = readCron(cron);
  return 'problem' in reading ? [`${path}.cron ${reading.problem}`] : [];
}

function problemsOfTime(start: unknown, weekdays: unknown, path: string): string[] {
  const problems: string[] = [];
  if (typeof start !== 'string' || !CLOCK_TIME.test(start))
    problems.push(`${path}.start is a time from 00:00 to 23:59`);
  if (weekdays !== undefined && !areWeekdays(weekdays))
    problems.push(`${path}.weekdays names days, each once: ${WEEKDAYS.join(', ')}`);
  return problems;
}

const isDuration = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= WINDOW_LIMITS.durationMaxMinutes;

const areWeekdays = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((day) => WEEKDAYS.includes(day)) &&
  new Set(value).size === value.length;

/** Whether a window opens by cron: a field that is there and undefined, as objects made from classes have it, says nothing. */
export const isCron = (window: MaintenanceWindow): window is CronWindow =>
  'cron' in window && (window.cron as string | undefined) !== undefined;

/** When a window without problems opens, on the clock of its zone. */
export function startsOf(window: MaintenanceWindow): LocalStarts {
  if (isCron(window)) {
    const reading = readCron(window.cron);
    if ('problem' in reading) throw new RangeError(`cron ${reading.problem}`);
    return reading.starts;
  }
  const [hour, minute] = window.start.split(':').map(Number) as [number, number];
  const weekdays = (window.weekdays ?? WEEKDAYS).map((day) => (WEEKDAYS.indexOf(day) + 1) % 7);
  return {
    minutes: [hour * 60 + minute],
    months: ALL_MONTHS,
    days: ALL_DAYS,
    weekdays: new Set(weekdays),
    eitherDay: false,
  };
}
