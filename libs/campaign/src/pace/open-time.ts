import { windowAt, type MaintenanceWindow } from '@twinbank/schedule';

/** So many openings are followed, over all zones: an estimate must stay cheap, and two years of nights say enough. */
const OPENINGS_MAX = 700;

/**
 * How long it takes until so many attempts, one after the other, have been made, if each begins within a window. One that has begun
 * goes on when it closes. The least that it can be: devices are ready at every opening.
 *
 * @param zones those of the devices: with several of them an attempt can begin wherever the window is open
 * @returns milliseconds from `fromMs`; a lower bound if windows are so short that it takes hundreds of them, and undefined if it is not known when
 * they open
 */
export function attemptsWithin(
  windows: readonly MaintenanceWindow[],
  zones: readonly (string | undefined)[],
  { fromMs, attempts, attemptMs }: { readonly fromMs: number; readonly attempts: number; readonly attemptMs: number },
): number | undefined {
  if (attempts === 0) return 0;
  let left = attempts;
  let atMs = fromMs;
  for (let openings = 0; openings < OPENINGS_MAX;) {
    const now = openAt(windows, zones, atMs);
    if (now === undefined) return undefined;
    if ('opensAtMs' in now) {
      atMs = now.opensAtMs;
      continue;
    }
    const begun = Math.ceil((now.closesAtMs - atMs) / attemptMs);
    if (left <= begun) return atMs + left * attemptMs - fromMs;
    left -= begun;
    atMs = now.closesAtMs;
    openings += zones.length;
  }
  return atMs - fromMs;
}

/** Whether a window is known to open, or is open, for devices of a zone. */
export function opensIn(windows: readonly MaintenanceWindow[], zone: string | undefined, atMs: number): boolean {
  const now = windowAt(windows, zone, atMs);
  return now.open || now.opensAtMs !== undefined;
}

/** Until when a window is open in any of the zones, or when the first one opens; undefined if none does. */
function openAt(
  windows: readonly MaintenanceWindow[],
  zones: readonly (string | undefined)[],
  atMs: number,
): { readonly closesAtMs: number } | { readonly opensAtMs: number } | undefined {
  const all = zones.map((zone) => windowAt(windows, zone, atMs));
  const closes = all.flatMap((now) => (now.open ? now.closesAtMs : []));
  if (closes.length > 0) return { closesAtMs: Math.max(...closes) };
  const opens = all.flatMap((now) => (now.open ? [] : (now.opensAtMs ?? [])));
  return opens.length > 0 ? { opensAtMs: Math.min(...opens) } : undefined;
}
