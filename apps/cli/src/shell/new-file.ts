import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { CliProblem } from './problem.js';

/** Modes of files that hold a secret, and of others. */
export const [FOR_OWNER, FOR_ALL] = [0o600, 0o644];

/** What folders answer that cannot be synced: the file system has no such thing, or we may put files there and not list them. */
const CANNOT_SYNC: readonly unknown[] = ['EINVAL', 'ENOTSUP', 'EACCES', 'EPERM'];

/**
 * Writes a file that is not there yet. It and its name are on the disk when this returns, or it is gone.
 *
 * @param mode its rights, from its first moment; the umask of the process takes its share
 * @throws CliProblem `file_unwritable`, also if something has its name
 */
export async function writeNewFile(path: string, bytes: Uint8Array | string, mode: number): Promise<void> {
  await written(path, path, { bytes, mode });
  await syncFolder(path, path);
}

/**
 * Puts other bytes in place of a file, in one step that outlives a power cut: whoever reads it sees the old ones or the new ones. It
 * keeps its rights, as far as the umask of the process lets them; one that is not there yet is for its owner alone.
 *
 * @throws CliProblem `file_unwritable`
 */
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
  await syncFolder(there, path);
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

/** A new name is in its folder after a power cut only if the folder was synced [fsync(2)]. */
async function syncFolder(path: string, named: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const folder = await open(dirname(path), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!CANNOT_SYNC.includes((error as NodeJS.ErrnoException).code)) throw unwritable(named, error);
  }
}

function unwritable(path: string, error: unknown): CliProblem {
  const { code } = error as NodeJS.ErrnoException;
  const why = code === 'EEXIST' ? 'it is there already, and nothing is written over' : (code ?? 'error');
  return new CliProblem('file_unwritable', `${path}: ${why}`);
}
