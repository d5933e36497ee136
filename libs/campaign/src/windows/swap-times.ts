/**
 * When a device may swap its banks, milliseconds since 1970: not before the one, before the other. It may download at once.
 */
export interface SwapTimes {
  readonly swapNotBefore?: number;
  readonly swapNotAfter?: number;
  /** Until then, its application may put the swap off. */
  readonly postponableUntil?: number;
}

/**
 * By when an attempt that a device accepted must have ended: `runMs` after it, or after the device may swap at the
 * latest. Waiting for the maintenance window is no work, so it must not use up the time for it. A window that does not
 * close gives the time from its beginning; neither is what the application may put off.
 */
export function runDeadlineMs(
  acceptedAtMs: number,
  runMs: number,
  { swapNotBefore = 0, swapNotAfter, postponableUntil = 0 }: SwapTimes = {},
): number {
  return Math.max(acceptedAtMs, swapNotAfter ?? Math.max(swapNotBefore, postponableUntil)) + runMs;
}
