import { link, readFile, rm, writeFile } from 'node:fs/promises';

/** Who holds a folder: a process, and when it began, so that a number that the system gave out again is not mistaken for it. */
interface Holder {
  readonly pid: number;
  readonly began: string;
}

/**
 * Takes a folder for this process by a file in it; returns how to let go. A file left by a process that is gone counts
 * for nothing. Two processes writing one embedded database would destroy it, and PGlite does not guard against that.
 *
 * @throws Error where a living process holds it
 */
export async function lockFolder(lockFile: string): Promise<() => Promise<void>> {
  const mine: Holder = { pid: process.pid, began: await beganOf(process.pid) };
  const draft = `${lockFile}.${process.pid}`;
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    while (!(await placed(draft, lockFile))) {
      const holder = await readHolder(lockFile);
      if (holder && (await isAlive(holder))) throw new Error(`the embedded database is in use by process ${holder.pid} (${lockFile})`);
      await rm(lockFile, { force: true });
    }
  } finally {
    await rm(draft, { force: true });
  }
  return () => rm(lockFile, { force: true });
}

/** Puts the whole file in its place at once; false where there is one already. */
async function placed(draft: string, lockFile: string): Promise<boolean> {
  try {
    await link(draft, lockFile);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(lockFile: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(lockFile, 'utf8')) as Holder;
    return Number.isInteger(holder.pid) && typeof holder.began === 'string' ? holder : undefined;
  } catch {
    return undefined; // Gone in the meantime, or not written by us: nobody's.
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return (await beganOf(holder.pid)) === holder.began;
}

/** When a process began, in the system's ticks since it started; empty where the system does not say (only Linux does so here). */
async function beganOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
