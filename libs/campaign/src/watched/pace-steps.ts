/** Minutes in an hour, the longer of the two steps. */
const HOUR_MINUTES = 60;
const MINUTE_MS = 60_000;
const MINUTE_SECONDS = 60;

/** How long minutes are kept one by one; what is older is kept by the hour. */
export const PACE_MINUTES_KEPT = 24 * HOUR_MINUTES;
/** How long hours are kept: a campaign that runs for longer shows its newest ones. */
export const PACE_HOURS_KEPT = 60 * 24;

/** What is added up in a step: a minute, or an hour. */
export type PaceStep = 'minute' | 'hour';

/** Most steps in an answer: the last three hours by the minute, or all hours that are kept. */
const STEPS_MAX: Readonly<Record<PaceStep, number>> = { minute: 3 * HOUR_MINUTES, hour: PACE_HOURS_KEPT };
const MINUTES: Readonly<Record<PaceStep, number>> = { minute: 1, hour: HOUR_MINUTES };

/** What a campaign got done. */
export interface PaceSums {
  /** Tickets handed out. */
  readonly offered: number;
  /** Jobs that ended well. */
  readonly succeeded: number;
  /** Jobs that failed, were rejected, or timed out. */
  readonly failed: number;
  /** Bytes of images that arrived at devices. */
  readonly bytes: number;
}

/** The same of a stretch of time that begins with a minute since 1970 (UTC). */
export interface PaceRow extends PaceSums {
  readonly minute: number;
}

/** What a campaign got done in a step, by the minute and by the second, so that steps of each length can be compared. */
export interface PaceOfStep {
  readonly atMs: number;
  /** How long it is, or has lasted so far: the last one is not over. */
  readonly seconds: number;
  readonly offered: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly bytes: number;
}

/** The first and the last step, as minutes since 1970, that an answer has. @param startMs when the campaign began @param endMs its end, or now */
export function paceSpan(
  step: PaceStep,
  startMs: number,
  endMs: number,
): { readonly first: number; readonly last: number } {
  const length = MINUTES[step];
  const stepOf = (ms: number): number => Math.floor(ms / MINUTE_MS / length) * length;
  const last = stepOf(endMs);
  return { last, first: Math.min(last, Math.max(stepOf(startMs), last - (STEPS_MAX[step] - 1) * length)) };
}

/**
 * The steps of a span, each one also where nothing was done in it: a gap is what somebody who watches wants to see. A sum below 0, which a device causes that says it has
 * less than it said before, counts as nothing.
 */
export function paceSteps(
  step: PaceStep,
  rows: readonly PaceRow[],
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): readonly PaceOfStep[] {
  const length = MINUTES[step];
  const { first, last } = paceSpan(step, startMs, endMs);
  const sums = new Map<number, PaceSums>();
  for (const row of rows) {
    const at = Math.floor(row.minute / length) * length;
    sums.set(at, added(sums.get(at) ?? NOTHING, row));
  }
  return Array.from({ length: (last - first) / length + 1 }, (_, index) => {
    const at = first + index * length;
    const { offered, succeeded, failed, bytes } = sums.get(at) ?? NOTHING;
    const seconds = Math.min(length * MINUTE_SECONDS, Math.max(1, Math.ceil((endMs - at * MINUTE_MS) / 1000)));
    return { atMs: at * MINUTE_MS, seconds, offered, succeeded, failed, bytes: Math.max(0, bytes) };
  });
}

const NOTHING: PaceSums = { offered: 0, succeeded: 0, failed: 0, bytes: 0 };
const added = (one: PaceSums, other: PaceSums): PaceSums => ({
  offered: one.offered + other.offered,
  succeeded: one.succeeded + other.succeeded,
  failed: one.failed + other.failed,
  bytes: one.bytes + other.bytes,
});
