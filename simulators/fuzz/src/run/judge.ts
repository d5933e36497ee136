import { isFault } from '@twinbank/primitives';
import { isFaultCode } from '@twinbank/protocol';

import type { Target } from '../targets/target.js';

/** How long a decoder may take for one input, in milliseconds of the wall clock. */
export const READ_MS_MAX = 2000;

/** What is wrong with how an input was read; undefined if nothing is. */
export function judged({ read }: Pick<Target, 'read'>, input: Uint8Array): string | undefined {
  // Not `slice`: of a Buffer, that is the same memory.
  const copy = new Uint8Array(input);
  const startedMs = performance.now();
  const problem = problemOf(read, input);
  if (problem !== undefined) return problem;
  if (performance.now() - startedMs > READ_MS_MAX) return `takes longer than ${READ_MS_MAX} ms`;
  return Buffer.compare(copy, input) === 0 ? undefined : 'changes the bytes that it reads';
}

function problemOf(read: Target['read'], input: Uint8Array): string | undefined {
  try {
    read(input);
    return undefined;
  } catch (error) {
    if (!isFault(error)) return error instanceof Error ? `${error.name}: ${error.message}` : `throws ${String(error)}`;
    return isFaultCode(error.code) ? undefined : `refuses with ${error.code}, which is no fault that there is`;
  }
}
