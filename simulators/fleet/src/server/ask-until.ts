import { setTimeout as sleep } from 'node:timers/promises';

/** How often the server is asked, in milliseconds. */
const POLL_MS = 100;

/**
 * Asks a server again and again until there is an answer, for programs that no event tells.
 *
 * @param ask any answer that is not falsy ends the waiting
 * @param what what is waited for, for the error's message
 * @throws Error if there is none within the time limit
 */
export async function askUntil<Answer>(
  ask: () => Promise<Answer | undefined | false>,
  what: string,
  timeoutMs: number,
): Promise<Answer> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s in vain: ${what}`);
    await sleep(POLL_MS);
  }
}
