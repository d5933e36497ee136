/** How long to wait; every field has a default. */
export interface Patience {
  readonly withinMs?: number;
  /** Between two checks. */
  readonly everyMs?: number;
}

/**
 * Waits until a check finds something, and returns what it found. For what happens in another process or
 * connection; if a test can be notified (by an event, a promise), it waits for that instead.
 *
 * @param look any value that is not falsy ends the waiting
 * @param what what is waited for, for the error's message
 * @throws Error if it was not found in time; the time is generous because tests are not timed
 */
export async function until<T>(
  look: () => T | undefined | false | null | Promise<T | undefined | false | null>,
  what: string,
  { withinMs = 15_000, everyMs = 5 }: Patience = {},
): Promise<T> {
  const endMs = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > endMs) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
