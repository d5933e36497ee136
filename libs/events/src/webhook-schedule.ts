/** What became of sending one message. */
export interface Attempt {
  /** Whether the receiver took it: it answered with a status of 200 to 299. */
  readonly taken: boolean;
  /** HTTP status of the answer; without one there was none. */
  readonly status?: number | undefined;
  /** Code of the fault, if it was not taken. */
  readonly fault?: string | undefined;
  /** Whether the receiver took all the time there is, whatever it answered in the end. */
  readonly hung?: boolean | undefined;
}

/** What follows from an attempt for its delivery. */
export interface AfterAttempt {
  readonly state: 'waiting' | 'delivered' | 'dead';
  readonly attempts: number;
  /** In how many milliseconds it is tried again. */
  readonly delayMs?: number;
}

/** What follows from one turn of a webhook. */
export interface AfterTurn {
  /** Turns in a row in which nothing was taken. */
  readonly failures: number;
  /** For how long nothing at all is sent to it. */
  readonly restMs: number;
  readonly disable?: 'gone' | 'failing';
}

/** The pauses grow from this one by this factor up to that one: eleven attempts in about 25 hours. */
const FIRST_PAUSE_MS = 5000;
const FACTOR = 4;
const LONGEST_PAUSE_MS = 6 * 3600 * 1000;
const ATTEMPTS_MAX = 11;
/** Each pause is up to this share shorter or longer, so that not everything comes back at the same moment. */
const JITTER = 0.2;

/** A webhook to which nothing could be delivered is left alone for longer and longer, up to a minute. */
const FIRST_REST_MS = 500;
const LONGEST_REST_MS = 60_000;
/** One that hung rests this long even if something was taken, so that others have its place. */
const HUNG_REST_MS = 5000;
/** After this time without a success it is disabled. */
const FAILING_MS = 3 * 24 * 3600 * 1000;
/** The status by which a receiver says that it wants nothing any more [RFC 9110 §15.5.11]. */
const GONE = 410;

/**
 * What follows from an attempt.
 *
 * @param attempts attempts before this one
 * @param random from 0 up to but not including 1
 */
export function afterAttempt(attempts: number, { taken }: Attempt, random: number): AfterAttempt {
  const made = attempts + 1;
  if (taken) return { state: 'delivered', attempts: made };
  if (made >= ATTEMPTS_MAX) return { state: 'dead', attempts: made };
  const pauseMs = Math.min(FIRST_PAUSE_MS * FACTOR ** (made - 1), LONGEST_PAUSE_MS);
  return { state: 'waiting', attempts: made, delayMs: Math.round(pauseMs * (1 + JITTER * (2 * random - 1))) };
}

/**
 * What follows from a turn. A webhook of which nothing was taken rests, whatever waits for it, and so does one that hung,
 * so that it cannot keep a server busy; one that said it is gone, or failed for days, is disabled.
 */
export function afterTurn(
  { failures, failingForMs = 0 }: { readonly failures: number; readonly failingForMs?: number | undefined },
  tried: readonly Attempt[],
): AfterTurn {
  if (tried.some(({ status }) => status === GONE)) return { failures: failures + 1, restMs: 0, disable: 'gone' };
  if (tried.length === 0) return { failures, restMs: 0 };
  const hungMs = tried.some(({ hung }) => hung) ? HUNG_REST_MS : 0;
  if (tried.some(({ taken }) => taken)) return { failures: 0, restMs: hungMs };
  const restMs = Math.max(hungMs, Math.min(FIRST_REST_MS * 2 ** Math.min(failures, 16), LONGEST_REST_MS));
  const lost = failingForMs >= FAILING_MS;
  return { failures: failures + 1, restMs, ...(lost && { disable: 'failing' as const }) };
}
