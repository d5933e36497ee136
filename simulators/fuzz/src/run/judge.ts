import { isFault } from '@twinbank/primitives';
import { isFaultCode } from '@twinbank/protocol';

import type { Target } from '../targets/target.js';

/** How long a decoder may take for one input, in milliseconds of the wall clock. */
export const READ_MS_MAX = 2000;

/** How an input was read. */
export interface Judgement {
  /** What is wrong with it; undefined if nothing is. */
  readonly problem: string | undefined;
  /** Whether it was read to the end and not refused. */
  readonly isTaken: boolean;
}

/** Has an input read, and judges how. */
export function judged({ read }: Pick<Target, 'read'>, input: Uint8Array): Judgement {
  // Not `slice`: of a Buffer, that is the same memory.
  const copy = new Uint8Array(input);
  const startedMs = performance.now();
  const { problem, isTaken } = readBy(read, input);
  if (problem !== undefined) return { problem, isTaken };
  if (performance.now() - startedMs > READ_MS_MAX) return { problem: `takes longer than ${READ_MS_MAX} ms`, isTaken };
  const isChanged = Buffer.compare(copy, input) !== 0;
  return { problem: isChanged ? 'changes the bytes that it reads' : undefined, isTaken };
}

function readBy(read: Target['read'], input: Uint8Array): Judgement {
  try {
    return { problem: undefined, isTaken: read(input) !== false };
  } catch (error) {
    return { problem: problemOf(error), isTaken: false };
  }
}

function problemOf(error: unknown): string | undefined {
  if (!isFault(error)) return error instanceof Error ? `${error.name}: ${error.message}` : `throws ${String(error)}`;
  return isFaultCode(error.code) ? undefined : `refuses with ${error.code}, which is no fault that there is`;
}
