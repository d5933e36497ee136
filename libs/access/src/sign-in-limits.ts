/** Failed attempts that were counted for one thing, and when the last one was. */
export interface Failures {
  readonly count: number;
  readonly lastAtMs: number;
}

/** No failure so far. */
export const NO_FAILURES: Failures = { count: 0, lastAtMs: 0 };

/** Failures are forgotten when none was added for this long. */
export const FAILURES_FORGOTTEN_MS = 3600_000;

interface Limit {
  /** Failures that cost nothing: people mistype. */
  readonly free: number;
  /** The wait after the first failure beyond; it doubles with each further one, up to the longest. */
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * How failures slow down further attempts.
 *
 * - `pair`: one name from one address. This is what stops guessing, and it touches nobody else behind that address.
 * - `name`: one name from anywhere. It stops guessing from many addresses. Its wait is short, because a stranger can
 *   bring it about; and it does not hold for an address from which that person has signed in before.
 * - `address`: many names from one address. It counts each name once, so a colleague who mistypes does not use it up;
 *   and it does not hold for a person who has signed in from there before.
 */
export const SIGN_IN_LIMITS = {
  pair: { free: 5, firstMs: 2000, longestMs: 15 * 60_000 },
  name: { free: 30, firstMs: 1000, longestMs: 30_000 },
  address: { free: 20, firstMs: 1000, longestMs: 60_000 },
} as const satisfies Readonly<Record<string, Limit>>;

/** What was counted for an attempt, before it. */
export interface SignInHistory {
  readonly pair: Failures;
  readonly name: Failures;
  readonly address: Failures;
  /** Whether the person of this name has signed in from this address before. */
  readonly knownHere: boolean;
}

/** What becomes of an attempt: it is made, and counted as failed until it succeeds; or it has to wait. */
export type SignInVerdict =
  | { readonly allowed: true; readonly counted: Omit<SignInHistory, 'knownHere'> }
  | { readonly allowed: false; readonly by: keyof typeof SIGN_IN_LIMITS; readonly waitMs: number };

/**
 * Whether an attempt may be made now. It is counted before the password is looked at, so that a thousand attempts at the
 * same time are not more than a thousand after one another.
 */
export function judgeSignIn(history: SignInHistory, nowMs: number): SignInVerdict {
  const held = history.knownHere ? (['pair'] as const) : (['pair', 'name', 'address'] as const);
  for (const by of held) {
    const waitMs = waitOf(history[by], SIGN_IN_LIMITS[by], nowMs);
    if (waitMs > 0) return { allowed: false, by, waitMs };
  }
  const isFirstOfPair = remembered(history.pair, nowMs).count === 0;
  return {
    allowed: true,
    counted: {
      pair: oneMore(history.pair, nowMs),
      name: oneMore(history.name, nowMs),
      address: isFirstOfPair ? oneMore(history.address, nowMs) : history.address,
    },
  };
}

/** A clock that was set back must not lock anybody for longer than the limit says. */
function waitOf(failures: Failures, { free, firstMs, longestMs }: Limit, nowMs: number): number {
  const { count, lastAtMs } = remembered(failures, nowMs);
  if (count < free) return 0;
  const delayMs = Math.min(longestMs, firstMs * 2 ** (count - free));
  return Math.min(delayMs, Math.max(0, lastAtMs + delayMs - nowMs));
}

const remembered = (failures: Failures, nowMs: number): Failures =>
  nowMs - failures.lastAtMs >= FAILURES_FORGOTTEN_MS ? NO_FAILURES : failures;

const oneMore = (failures: Failures, nowMs: number): Failures => ({
  count: remembered(failures, nowMs).count + 1,
  lastAtMs: nowMs,
});
