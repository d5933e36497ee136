import type { BucketLimits } from '@twinbank/primitives';

/** What is remembered of a bucket. Plain JSON, so that it goes on after a restart as if there had been none. */
export interface Bucket {
  readonly tokens: number;
  /** When it was last refilled, in milliseconds since 1970 (UTC). */
  readonly atMs: number;
}

/** What is there now, and what to remember. */
export interface Allowance {
  /** Whole tokens that may be taken now. */
  readonly available: number;
  /** When one token more is there; undefined if the bucket is full. */
  readonly moreAtMs: number | undefined;
  /** Remember this, less what is {@link taken}. */
  readonly bucket: Bucket;
}

/**
 * By how much clocks of two servers may differ, or one be set back, without a token being made twice: until time has caught up, none are made. A clock that goes back
 * further was wrong before, and time goes on from what it shows now.
 */
export const CLOCK_LAG_MS = 60_000;
/** What adding fractions of tokens may be off by. */
const ROUNDING = 1e-6;

/** What is in a bucket now. What came in since is added, up to the capacity; a bucket that holds more, because its limits were lowered, loses the rest. */
export function refilled({ capacity, perSecond }: BucketLimits, { tokens, atMs }: Bucket, nowMs: number): Allowance {
  const passedMs = nowMs - atMs;
  const gained = (Math.max(0, passedMs) * perSecond) / 1000;
  const bucket = {
    tokens: Math.min(capacity, tokens + gained),
    atMs: passedMs >= 0 || passedMs < -CLOCK_LAG_MS ? nowMs : atMs,
  };
  const available = Math.max(0, Math.floor(bucket.tokens + ROUNDING));
  const missing = available + 1 - bucket.tokens;
  const moreAtMs =
    available + 1 > capacity + ROUNDING ? undefined : Math.ceil(bucket.atMs + (missing * 1000) / perSecond);
  return { available, moreAtMs, bucket };
}

/** A bucket from which so many tokens were taken. Throws a RangeError for more than are in it: that is a bug of the caller. */
export function taken({ tokens, atMs }: Bucket, count: number): Bucket {
  if (!(count >= 0 && count <= tokens + ROUNDING)) throw new RangeError(`${count} cannot be taken of ${tokens}`);
  return { tokens: Math.max(0, tokens - count), atMs };
}
