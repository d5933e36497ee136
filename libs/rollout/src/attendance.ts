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

/** Compares two moments of one process. */
export function attend(before: Moment, now: Moment): Attended {
  const awayMs = now.steadyMs - before.steadyMs;
  const steppedMs = now.wallMs - before.wallMs - awayMs;
  return { ...(awayMs >= AWAY_MS && { awayMs }), ...(Math.abs(steppedMs) >= STEP_MS && { steppedMs }) };
}
