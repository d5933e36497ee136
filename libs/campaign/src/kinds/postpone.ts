import { isWithin, type NumberRange } from '../config-ranges.js';
import type { SwapTimes } from '../windows/swap-times.js';
import type { TermsKind } from './kind.js';

/**
 * For how long the application of a device may put its swap off, or, where the choice is the device's, may have the release
 * swapped to; at least one of both. The earlier end counts.
 */
export interface Postpone {
  /** From the first offer of the job on. */
  readonly forMs?: number;
  /** From this time on nobody may any more, milliseconds since 1970. */
  readonly untilMs?: number;
}

/** From a minute to 30 days, the longest that a ticket can say. */
export const POSTPONE_RANGE: NumberRange = { min: 60_000, max: 30 * 24 * 3600 * 1000, whole: true };
const TIME: NumberRange = { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true };

interface WithPostpone {
  readonly postpone?: Postpone;
  readonly terms?: { readonly kind?: TermsKind };
}

/** What is wrong with it, one sentence each. */
export function problemsOfPostpone({ postpone, terms }: WithPostpone): string[] {
  if (postpone === undefined) return [];
  if (typeof postpone !== 'object' || postpone === null) return ['postpone is an object'];
  const { forMs, untilMs } = postpone;
  const { min, max } = POSTPONE_RANGE;
  const checks: [boolean, string][] = [
    [forMs !== undefined || untilMs !== undefined, 'postpone has forMs, until or both'],
    [forMs === undefined || isWithin(forMs, POSTPONE_RANGE), `postpone.forMs is a whole number from ${min} to ${max}`],
    [untilMs === undefined || isWithin(untilMs, TIME), 'postpone.until is a time'],
    [terms?.kind !== 'download-only', 'terms.kind download-only has no postpone: nothing is swapped'],
  ];
  return checks.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}

/**
 * Until when the application of a device may put the swap off that it is offered now. What an earlier attempt was given stays: who
 * misses a window has no more time for it.
 *
 * @param earlierMs the earliest end that an attempt of the job was given
 */
export function postponableUntilMs(
  { forMs = POSTPONE_RANGE.max, untilMs = Infinity }: Postpone,
  offeredAtMs: number,
  earlierMs = Infinity,
): number {
  return Math.min(offeredAtMs + forMs, untilMs, earlierMs);
}

/** The turn of a device, with what its application may put off. */
export function postponableTurn<T extends { readonly swapTimes: SwapTimes }>(
  turn: T,
  postpone: Postpone | undefined,
  { offeredAtMs, earlierMs }: { readonly offeredAtMs: number; readonly earlierMs?: number | undefined },
): T {
  if (postpone === undefined) return turn;
  const postponableUntil = postponableUntilMs(postpone, offeredAtMs, earlierMs);
  return { ...turn, swapTimes: { ...turn.swapTimes, postponableUntil } };
}
