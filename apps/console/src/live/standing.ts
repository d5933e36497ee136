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
  /** The stream ended, or could not be opened, without an answer; the last sign of the server was at `heardMs`. */
  | { readonly what: 'lost'; readonly heardMs: number }
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
      return before.state === 'stale' ? before : { state: 'stale', sinceMs: happening.heardMs };
  }
}
