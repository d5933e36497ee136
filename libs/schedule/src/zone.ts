import { isTimeZone } from '@twinbank/protocol';
import { Temporal } from 'temporal-polyfill';

/** A stretch of time in which a zone keeps one distance from UTC: from `fromMs` on, before `untilMs`. */
interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly offsetMs: number;
}

const DAY_MS = 24 * 3600 * 1000;
/** More than any zone ever turned its clock, which is a day (Samoa, 2011). */
const AROUND_MS = 2 * DAY_MS;
/** Two years of every zone that there is, with room. A few numbers each. */
const REMEMBERED_MAX = 2048;
const remembered = new Map<string, readonly Stretch[]>();

/** Those that were asked for and exist: as many as there are in the world at the most. */
const known = new Set<string>();

/** Whether a device’s zone is one that this machine knows (`process.versions.tz` says by which edition of the IANA database). */
export function isKnownZone(name: string | undefined): name is string {
  if (name === undefined || known.has(name)) return name !== undefined;
  if (!isTimeZone(name)) return false;
  known.add(name);
  return true;
}

/**
 * The latest time that the clock of a zone has shown up to a moment; milliseconds, read as if it were UTC. That is what it
 * shows, except where it was put back: there, what it showed just before stays until it is passed again.
 */
export function latestShownMs(zone: string, atMs: number): number {
  let latestMs = -Infinity;
  for (const { fromMs, untilMs, offsetMs } of stretchesAround(zone, atMs))
    if (fromMs <= atMs) latestMs = Math.max(latestMs, Math.min(atMs, untilMs - 1) + offsetMs);
  return latestMs;
}

/**
 * The first moment at which the clock of a zone shows a local time or a later one. So a time that is left out when clocks go forward is at
 * the first moment after the change, and one that comes twice when they go back is at its first coming.
 */
export function firstShowingMs(zone: string, localMs: number): number {
  const stretches = stretchesAround(zone, localMs);
  const { fromMs, offsetMs } = stretches.find((stretch) => stretch.untilMs + stretch.offsetMs > localMs)!;
  return Math.max(fromMs, localMs - offsetMs);
}

function stretchesAround(zone: string, ms: number): readonly Stretch[] {
  const first = yearOf(ms - AROUND_MS);
  const last = yearOf(ms + AROUND_MS);
  return first === last ? stretchesOf(zone, first) : [...stretchesOf(zone, first), ...stretchesOf(zone, last)];
}

const yearOf = (ms: number): number => new Date(ms).getUTCFullYear();

/** The stretches of a zone in one year of UTC, in their order. Throws a RangeError if there is no such zone. */
function stretchesOf(zone: string, year: number): readonly Stretch[] {
  const key = `${zone} ${year}`;
  const read = remembered.get(key);
  if (read !== undefined) return read;
  const found = readStretches(zone, year);
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(key, found);
  return found;
}

function readStretches(zone: string, year: number): readonly Stretch[] {
  const endMs = Date.UTC(year + 1, 0);
  const stretches: Stretch[] = [];
  let clock: Temporal.ZonedDateTime = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0)).toZonedDateTimeISO(
    zone,
  );
  for (;;) {
    const next = clock.getTimeZoneTransition('next');
    const untilMs = Math.min(next?.epochMilliseconds ?? endMs, endMs);
    stretches.push({ fromMs: clock.epochMilliseconds, untilMs, offsetMs: clock.offsetNanoseconds / 1e6 });
    if (next === null || next === undefined || untilMs === endMs) return stretches;
    clock = next;
  }
}
