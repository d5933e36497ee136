import { RestError } from '@twinbank/client';

/** Whether the server said that nobody is signed in any more. */
export const isSignedOut = (error: unknown): boolean => error instanceof RestError && error.status === 401;

/** Answers that ask for patience: the request took too long, or there were too many. */
const LATER: readonly number[] = [408, 429];

/** Whether an answer stays the same until somebody changes something. */
export const isRefusal = (error: Error | null): boolean =>
  error instanceof RestError && error.status < 500 && !LATER.includes(error.status);
