import { windowAt, type MaintenanceWindow } from '@twinbank/schedule';

/** So many openings are followed: an estimate must stay cheap, and two years of nights say enough. */
const OPENINGS_MAX = 700;

/**
 * How long it takes until so many attempts, one after the other, have been made, if each begins within a window. One that has begun
 * goes on when it closes. The least that it can be: devices are ready at every opening.
 *
 * @returns milliseconds from `fromMs`; a lower bound if windows are so short that it takes hundreds of them, and undefined if it is not known when
 * they open
 */
export function attemptsWithin(
  windows: readonly MaintenanceWindow[],
  zone: string | undefined,
  { fromMs, attempts, attemptMs }: { readonly fromMs: number; readonly attempts: number; readonly attemptMs: number },
): number | undefined {
  if (attempts === 0) return 0;
  let left = attempts;
  let atMs = fromMs;
  for (let openings = 0; openings < OPENINGS_MAX;) {
    const now = windowAt(windows, zone, atMs);
    if (!now.open) {
      if (now.opensAtMs === undefined) return undefined;
      atMs = now.opensAtMs;
      continue;
    }
    const begun = Math.ceil((now.closesAtMs - atMs) / attemptMs);
    if (left <= begun) return atMs + left * attemptMs - fromMs;
    left -= begun;
    atMs = now.closesAtMs;
    openings++;
  }
  return atMs - fromMs;
}
