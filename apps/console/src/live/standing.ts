/**
 * How the console learns what changes: by events (`live`); by asking again and again, because the server sends none (`polling`); or
 * not at all, because it does not answer (`stale`). `asleep` while nobody looks.
 */
export type Standing =
  | { readonly state: 'connecting' | 'live' | 'asleep' }
  | { readonly state: 'stale'; readonly sinceMs: number }
  | { readonly state: 'polling'; readonly code: string };

/** What happened to the stream of events, or to another request. */
export type Happening =
  | { readonly what: 'opened' | 'slept' | 'woke' | 'answered' }
  /**
   * The stream ended, or could not be opened, without an answer. The try began at `beganMs`, the last sign of the server by a stream was at
   * `heardMs`, its last answer to another request at `answeredMs`.
   */
  | { readonly what: 'lost'; readonly beganMs: number; readonly heardMs: number; readonly answeredMs?: number }
  /** The server refused the stream. */
  | { readonly what: 'refused'; readonly code: string };

/** The code of a server that answers other requests, while its stream of events is cut off on the way. */
export const NO_STREAM = 'stream_interrupted';

/** How things stand after something happened. */
export function nextStanding(before: Standing, happening: Happening): Standing {
  switch (happening.what) {
    case 'opened':
      return { state: 'live' };
    case 'slept':
      return { state: 'asleep' };
    case 'woke':
      return before.state === 'asleep' ? { state: 'connecting' } : before;
    case 'answered':
      return before.state === 'stale' ? { state: 'polling', code: NO_STREAM } : before;
    case 'refused':
      return { state: 'polling', code: happening.code };
    case 'lost':
      return afterLoss(before, happening);
  }
}

/** One more try in vain is nothing new where the server answered another request while it lasted: only its stream does not arrive. */
function afterLoss(
  before: Standing,
  { beganMs, heardMs, answeredMs = 0 }: Extract<Happening, { readonly what: 'lost' }>,
): Standing {
  if (before.state === 'stale') return before;
  if (before.state === 'polling' && before.code === NO_STREAM && answeredMs > beganMs) return before;
  return { state: 'stale', sinceMs: Math.max(heardMs, answeredMs) };
}
