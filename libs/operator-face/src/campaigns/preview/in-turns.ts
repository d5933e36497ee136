import { setImmediate as turn } from 'node:timers/promises';

/** Whoever asks something else meanwhile, such as whether the server is alive, waits for so long and for one piece more. */
const TURN_MS = 10;

/**
 * Does work in pieces, and lets others have their turn between them whenever it has gone on for 10 ms. Returns what the last piece returns.
 *
 * @param signal ends it between two turns, by throwing its reason: nobody waits for what comes of it any more
 */
export async function inTurns<Result>(
  pieces: Generator<undefined, Result, undefined>,
  signal?: AbortSignal,
): Promise<Result> {
  let endMs = performance.now() + TURN_MS;
  for (;;) {
    const piece = pieces.next();
    if (piece.done === true) return piece.value;
    if (performance.now() < endMs) continue;
    await turn();
    signal?.throwIfAborted();
    endMs = performance.now() + TURN_MS;
  }
}
