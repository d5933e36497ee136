const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY_MS = DAY_MINUTES * MINUTE_MS;

/** Minutes at which something starts, by the calendar and a clock on the wall: no zone, no change of clocks. */
export interface LocalStarts {
  /** Minutes since midnight, rising, at least one. */
  readonly minutes: readonly number[];
  /** 1 to 12. */
  readonly months: ReadonlySet<number>;
  /** 1 to 31. */
  readonly days: ReadonlySet<number>;
  /** 0 (Sunday) to 6. */
  readonly weekdays: ReadonlySet<number>;
  /** Whether a day that is one of `days` or of `weekdays` is enough; otherwise it must be both. */
  readonly eitherDay: boolean;
}

/** The stretch of days that is searched. */
export interface SearchLimit {
  readonly days: number;
}

/** The first start after a local time; undefined if there is none within the limit. Times are milliseconds, read as if they were UTC. */
export function nextStartMs(starts: LocalStarts, afterMs: number, limit: SearchLimit): number | undefined {
  const firstDayMs = Math.floor(afterMs / DAY_MS) * DAY_MS;
  for (let day = 0; day <= limit.days; day++) {
    const dayMs = firstDayMs + day * DAY_MS;
    if (!isOn(starts, dayMs)) continue;
    const minute = starts.minutes.find((each) => dayMs + each * MINUTE_MS > afterMs);
    if (minute !== undefined) return dayMs + minute * MINUTE_MS;
  }
  return undefined;
}

/** The last start at or before a local time; undefined if there is none within the limit. */
export function lastStartMs(starts: LocalStarts, atMs: number, limit: SearchLimit): number | undefined {
  const lastDayMs = Math.floor(atMs / DAY_MS) * DAY_MS;
  for (let day = 0; day <= limit.days; day++) {
    const dayMs = lastDayMs - day * DAY_MS;
    if (!isOn(starts, dayMs)) continue;
    const minute = starts.minutes.findLast((each) => dayMs + each * MINUTE_MS <= atMs);
    if (minute !== undefined) return dayMs + minute * MINUTE_MS;
  }
  return undefined;
}

/** Whether something starts on the day that begins at this local time. */
function isOn(starts: LocalStarts, dayMs: number): boolean {
  const date = new Date(dayMs);
  if (!starts.months.has(date.getUTCMonth() + 1)) return false;
  const isDay = starts.days.has(date.getUTCDate());
  const isWeekday = starts.weekdays.has(date.getUTCDay());
  return starts.eitherDay ? isDay || isWeekday : isDay && isWeekday;
}
