import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';

import { CliProblem } from './problem.js';

/** Modes of files that hold a secret, and of others. */
export const [FOR_OWNER, FOR_ALL] = [0o600, 0o644];

/**
 * Writes a file that is not there yet. It is on the disk when this returns, or gone.
 *
 * @throws CliProblem `file_unwritable`, also if something has its name
 */
export async function writeNewFile(path: string, bytes: Uint8Array | string, mode: number): Promise<void> {
  await written(path, path, { bytes, mode });
}

/** Puts other bytes in place of a file, in one step, with the rights that it has. @throws CliProblem `file_unwritable` */
export async function replaceFile(path: string, bytes: Uint8Array | string): Promise<void> {
  // Whoever keeps it elsewhere, with a link here, finds it there.
  const there = await realpath(path).catch(() => path);
  const mode = (await stat(there).catch(() => undefined))?.mode ?? FOR_OWNER;
  const next = `${there}.${randomBytes(6).toString('hex')}`;
  await written(next, path, { bytes, mode: mode & 0o777 });
  try {
    await rename(next, there);
  } catch (error) {
    await rm(next, { force: true });
    throw unwritable(path, error);
  }
}

async function written(
  to: string,
  named: string,
  { bytes, mode }: { bytes: Uint8Array | string; mode: number },
): Promise<void> {
  const file = await open(to, 'wx', mode).catch((error: unknown) => {
    throw unwritable(named, error);
  });
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await rm(to, { force: true });
    throw unwritable(named, error);
  } finally {
    await file.close();
  }
}

function unwritable(path: string, error: unknown): CliProblem {
  const { code } = error as NodeJS.ErrnoException;
  const why = code === 'EEXIST' ? 'it is there already, and nothing is written over' : (code ?? 'error');
  return new CliProblem('file_unwritable', `${path}: ${why}`);
}
