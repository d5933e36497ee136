import type { Weekday, WeeklyWindow } from '../window.js';

const MINUTE_MS = 60_000;
/** No zone changed its clock at any other minute of these years. */
const STEP_MINUTES = 30;
const DAY_MINUTES = 24 * 60;
/** 1 January 1970 was a Thursday. */
const DAYS: readonly Weekday[] = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'];

/** What the clock of a zone showed in every minute of a stretch of time, read from the runtime's own date format. */
export interface EveryMinute {
  readonly zone: string;
  readonly fromMs: number;
  readonly minutes: number;
  /** Minutes since 1970 on the clock, for each minute. */
  readonly shown: Float64Array;
}

/** Reads the clock of a zone, step by step. */
export function everyMinute(zone: string, fromMs: number, days: number): EveryMinute {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const),
  });
  const minutes = days * 24 * 60;
  const shown = new Float64Array(minutes);
  for (let minute = 0; minute < minutes; minute += STEP_MINUTES) {
    const parts = format.formatToParts(fromMs + minute * MINUTE_MS);
    const field = (type: string): number => Number(parts.find((part) => part.type === type)!.value);
    const atMs = Date.UTC(field('year'), field('month') - 1, field('day'), field('hour'), field('minute'));
    for (let more = 0; more < STEP_MINUTES; more++) shown[minute + more] = atMs / MINUTE_MS + more;
  }
  return { zone, fromMs, minutes, shown };
}

/**
 * In which minutes a window is open, found the slow way: each minute of the clock, and each one that it leaves out, is asked whether the window starts in it;
 * one that it shows a second time is not.
 */
export function openMinutes({ shown, minutes }: EveryMinute, window: WeeklyWindow): Uint8Array {
  const open = new Uint8Array(minutes);
  const [hour, minuteOfHour] = window.start.split(':').map(Number) as [number, number];
  const startMinute = hour * 60 + minuteOfHour;
  const isDay = DAYS.map((day) => window.weekdays === undefined || window.weekdays.includes(day));
  let passed = shown[0]! - 1;
  for (let minute = 0; minute < minutes; minute++) {
    while (passed < shown[minute]!) {
      passed++;
      if (passed % DAY_MINUTES === startMinute && isDay[Math.floor(passed / DAY_MINUTES) % 7]!)
        open.fill(1, minute, minute + window.durationMinutes);
    }
  }
  return open;
}
