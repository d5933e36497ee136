const SECOND_MS = 1000;
const UNITS_MS = [7 * 86_400, 86_400, 3600, 60, 1].map((seconds) => seconds * SECOND_MS);
const DURATION =
  /^(-?)P(?=[\dT])(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/;
const INSTANT = /^(\d{4})-(\d\d)-(\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** Times that PostgreSQL takes as ISO 8601 writes them with four digits of the year. */
const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z');
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * A time in milliseconds: a date (its beginning in UTC), a time with its offset, or a duration from now in weeks, days,
 * hours, minutes and seconds [ISO 8601]: `-P7D` is a week ago. Undefined for anything else, and for what is
 * not in the years 1 to 9999. Years and months are not taken, because they are not of one length.
 */
export function timeValue(text: string, nowMs: number): number | undefined {
  const atMs = timeIn(text, nowMs);
  return atMs !== undefined && atMs >= EARLIEST_MS && atMs <= LATEST_MS ? atMs : undefined;
}

function timeIn(text: string, nowMs: number): number | undefined {
  const duration = DURATION.exec(text);
  if (duration) {
    const sign = duration[1] === '-' ? -1 : 1;
    return nowMs + sign * UNITS_MS.reduce((sum, unitMs, index) => sum + unitMs * Number(duration[index + 2] ?? 0), 0);
  }
  const instant = INSTANT.exec(text);
  if (!instant) return undefined;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) || !isDay(instant) ? undefined : atMs;
}

/** Whether there is such a day: the parser of dates takes the 31st of April for the 1st of May. */
function isDay([, year, month, day]: RegExpExecArray): boolean {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return Number(year) >= 1 && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
