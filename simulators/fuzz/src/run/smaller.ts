/** Most tries to make an input smaller. */
const TRIES_MAX = 2000;
/** And the longest time for it, in milliseconds: each try of an input that is slow takes seconds. */
export const SMALLER_MS_MAX = 30_000;

/**
 * The shortest input found that still has the same problem: stretches are left out, longest first.
 *
 * @param isStill whether an input has the problem
 * @param nowMs a clock; after {@link SMALLER_MS_MAX} nothing more is tried
 */
export function smaller(
  input: Uint8Array,
  isStill: (input: Uint8Array) => boolean,
  nowMs = (): number => performance.now(),
): Uint8Array {
  const untilMs = nowMs() + SMALLER_MS_MAX;
  let best = input;
  let tries = 0;
  for (let length = best.length >> 1; length > 0; length >>= 1)
    for (let at = 0; at + length <= best.length && tries < TRIES_MAX && nowMs() < untilMs; tries++) {
      const without = Uint8Array.from([...best.subarray(0, at), ...best.subarray(at + length)]);
      if (isStill(without)) best = without;
      else at += length;
    }
  return best;
}
