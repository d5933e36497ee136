import { RestError } from '@twinbank/client';

/** Faults by which the server says that nobody is signed in any more, whatever was asked. */
const SIGNED_OUT: readonly string[] = ['unauthorized', 'session_ended', 'session_expired', 'user_disabled'];

/** Whether a fault says that nobody is signed in any more. */
export const endsSession = (code: string | undefined): boolean => code !== undefined && SIGNED_OUT.includes(code);

/** Whether the server said that nobody is signed in any more. */
export const isSignedOut = (error: unknown): boolean =>
  error instanceof RestError && (error.status === 401 || endsSession(error.code));

/** Answers that ask for patience: the request took too long, or there were too many. */
const LATER: readonly number[] = [408, 429];

/** Whether an answer stays the same until somebody changes something. */
export const isRefusal = (error: Error | null): boolean =>
  error instanceof RestError && error.status < 500 && !LATER.includes(error.status);

/** Whether it is not for this person to see: that is no trouble of the server, nor anything that asking again would change. */
export const isForbidden = (error: unknown): boolean => error instanceof RestError && error.status === 403;
