import { durationWords } from '@twinbank/primitives';

import { isCron, WEEKDAYS, type MaintenanceWindow, type Weekday, type WeeklyWindow } from './window.js';
import { AHEAD, windowAt, type WindowAnswer } from './window-at.js';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/**
 * What a list of windows means for a device in this zone now, in words for people: `02:00–04:00 Europe/Berlin, Mon–Fri; opens in 5 h 12 min`.
 * Times of day are those of an ordinary day: where clocks change, a window still lasts as long. Not to be parsed.
 */
export function describeWindow(windows: readonly MaintenanceWindow[], zone: string | undefined, nowMs: number): string {
  const each = windows.map((window) => textOf(window, zone));
  return `${each.join(' or ')}; ${whenOf(windowAt(windows, zone, nowMs), nowMs)}`;
}

function textOf(window: MaintenanceWindow, deviceZone: string | undefined): string {
  const { zone = 'device', durationMinutes } = window;
  const place = zone === 'device' ? (deviceZone ?? 'in the zone of the device') : zone;
  if (isCron(window)) return `cron ${window.cron} ${place}, for ${durationWords(durationMinutes * MINUTE_MS)}`;
  return `${hoursOf(window)} ${place}, ${daysOf(window.weekdays ?? WEEKDAYS)}`;
}

/** `02:00–04:00`, or `02:00 for 2 d` where the end would be a day later or more. */
function hoursOf({ start, durationMinutes }: WeeklyWindow): string {
  if (durationMinutes >= DAY_MINUTES) return `${start} for ${durationWords(durationMinutes * MINUTE_MS)}`;
  const [hour, minute] = start.split(':').map(Number) as [number, number];
  const end = (hour * 60 + minute + durationMinutes) % DAY_MINUTES;
  return `${start}–${twoDigits(Math.floor(end / 60))}:${twoDigits(end % 60)}`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `daily`, or days in the order of the week, with three or more in a row as a range: `Mon–Wed, Sat, Sun`. */
function daysOf(weekdays: readonly Weekday[]): string {
  const named = WEEKDAYS.filter((day) => weekdays.includes(day));
  if (named.length === WEEKDAYS.length) return 'daily';
  const runs: Weekday[][] = [];
  for (const day of named) {
    const run = runs.at(-1);
    if (run !== undefined && WEEKDAYS.indexOf(run.at(-1)!) === WEEKDAYS.indexOf(day) - 1) run.push(day);
    else runs.push([day]);
  }
  return runs
    .map((run) => run.map((day) => `${day.charAt(0).toUpperCase()}${day.slice(1)}`))
    .map((run) => (run.length > 2 ? `${run[0]}–${run.at(-1)}` : run.join(', ')))
    .join(', ');
}

function whenOf(answer: WindowAnswer, nowMs: number): string {
  if (answer.open) return `open for another ${durationWords(wholeMinutes(answer.closesAtMs - nowMs))}`;
  if (answer.opensAtMs !== undefined) return `opens in ${durationWords(wholeMinutes(answer.opensAtMs - nowMs))}`;
  if (answer.zoneUnknown) return 'does not open, because the zone of the device is not known';
  return `does not open within ${Math.floor(AHEAD.days / 366)} years`;
}

/** Rounded up to whole minutes, so that nobody who waits so long is too early. */
const wholeMinutes = (ms: number): number => Math.ceil(ms / MINUTE_MS) * MINUTE_MS;
