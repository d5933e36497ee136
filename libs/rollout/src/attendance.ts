/** What two readings of both clocks tell. */
export interface Attended {
  /** How long the process did not run, where that is worth saying. */
  readonly awayMs?: number;
  /** By how much the time of day was put forward, or back (negative), where that is worth saying. */
  readonly steppedMs?: number;
}

/** One moment by both clocks: the time of day, and the one that only ever runs. */
export interface Moment {
  readonly wallMs: number;
  readonly steadyMs: number;
}

/** The process is looked at this often. */
export const BEAT_MS = 500;
/** Longer than a busy process leaves its timers waiting. */
export const AWAY_MS = 3000;
/** More than the time of day is moved by keeping it right, and less than any deadline. */
export const STEP_MS = 10_000;

/** Compares two moments of one process. */
export function attend(before: Moment, now: Moment): Attended {
  const awayMs = now.steadyMs - before.steadyMs;
  const steppedMs = now.wallMs - before.wallMs - awayMs;
  return { ...(awayMs >= AWAY_MS && { awayMs }), ...(Math.abs(steppedMs) >= STEP_MS && { steppedMs }) };
}
