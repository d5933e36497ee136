import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;
const MS_MAX = 120_000;

/** Asks again and again until there is an answer. @param what what is waited for @throws Error that names it if there is none in two minutes */
export async function until<T>(ask: () => Promise<T | undefined | false>, what: string): Promise<T> {
  const deadline = Date.now() + MS_MAX;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${MS_MAX / 1000} s in vain: ${what}`);
    await sleep(POLL_MS);
  }
}
