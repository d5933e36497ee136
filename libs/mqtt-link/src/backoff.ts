/** Waits between attempts: the first, and the longest. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before trying again. It doubles from attempt to attempt, and the result lies between half and
 * the whole of it, so that devices that lost their server together do not all reconnect at the same moment.
 *
 * @param attempt from 0
 * @param random in [0, 1)
 */
export function backoffMs({ firstMs, maxMs }: Backoff, attempt: number, random: number): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30)) * (0.5 + random / 2);
}
