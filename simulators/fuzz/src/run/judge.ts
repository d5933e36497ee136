import { isFault } from '@twinbank/primitives';
import { isFaultCode } from '@twinbank/protocol';

import type { Target } from '../targets/target.js';

/**
 * How long a decoder may compute for one input, in milliseconds of processor time: on a machine that is busy with something else, the
 * clock on the wall goes on while nothing is read.
 */
export const READ_CPU_MS_MAX = 2000;

/** What this process has computed so far, in all its threads and the kernel's part too, in milliseconds. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How an input was read. */
export interface Judgement {
  /** What is wrong with it; undefined if nothing is. */
  readonly problem: string | undefined;
  /** Whether it was read to the end and not refused. */
  readonly isTaken: boolean;
}

/** Has an input read, and judges how. @param usedMs the processor time used so far */
export function judged({ read }: Pick<Target, 'read'>, input: Uint8Array, usedMs = cpuMs): Judgement {
  // Not `slice`: of a Buffer, that is the same memory.
  const copy = new Uint8Array(input);
  const beganMs = usedMs();
  const { problem, isTaken } = readBy(read, input);
  if (problem !== undefined) return { problem, isTaken };
  if (usedMs() - beganMs > READ_CPU_MS_MAX)
    return { problem: `computes for longer than ${READ_CPU_MS_MAX} ms`, isTaken };
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
