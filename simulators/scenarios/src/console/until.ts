import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;
const MS_MAX = 120_000;

/** Asks again and again until there is an answer. @throws Error if there is none in two minutes */
export async function until<T>(ask: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + MS_MAX;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`it did not come to that in ${MS_MAX / 1000} s`);
    await sleep(POLL_MS);
  }
}
