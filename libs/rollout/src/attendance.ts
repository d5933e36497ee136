/** What two readings of both clocks show. */
export interface Attended {
  /** How long the process did not run; undefined if it was not away. */
  readonly awayMs?: number;
  /** By how much the time of day was put forward, or back (negative); undefined if it was not moved. */
  readonly steppedMs?: number;
}

/** One moment read from both clocks: the time of day, and the monotonic clock, which nobody can set. */
export interface Moment {
  readonly wallMs: number;
  readonly steadyMs: number;
}

/** How often the process is checked. */
export const BEAT_MS = 500;
/** A longer gap means that the process was away: even a busy process does not delay its timers this long. */
export const AWAY_MS = 3000;
/** A larger difference is a clock step: more than time synchronisation corrects, and less than any deadline. */
export const STEP_MS = 10_000;

/** Something that arrived, by the clock of the server that took it. */
export interface Stamped {
  readonly atMs: number;
  /** By how much that clock had been moved until then, in all; undefined if nobody watched it. */
  readonly movedMs?: number;
}

/**
 * What arrived, by the clock as it is now. A clock that is put forward makes nothing older: a deadline that is counted from a time before
 * that would be over at once.
 *
 * @param movedMs by how much the clock has been moved until now, in all
 */
export function asMoved<T extends Stamped>(taken: T, movedMs: number): T {
  const stepMs = movedMs - (taken.movedMs ?? movedMs);
  return stepMs === 0 ? taken : { ...taken, atMs: taken.atMs + stepMs, movedMs };
}

/**
 * Whether what was judged when the clock had been moved by so much in all may be written now. What was judged by another clock must be
 * judged again: a deadline that is counted from a time before a step would end early by it.
 */
export const sameClock = (judgedMovedMs: number, movedMs: number): boolean => judgedMovedMs === movedMs;

/** Compares two moments of one process. */
export function attend(before: Moment, now: Moment): Attended {
  const awayMs = now.steadyMs - before.steadyMs;
  const steppedMs = now.wallMs - before.wallMs - awayMs;
  return { ...(awayMs >= AWAY_MS && { awayMs }), ...(Math.abs(steppedMs) >= STEP_MS && { steppedMs }) };
}
