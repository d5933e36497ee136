import { setTimeout as sleep } from 'node:timers/promises';

import { FolderRefused, holdFolder, LOCK_FILE, type HeldFolder } from '@twinbank/folder-lock';

/** A fleet that was killed leaves workers that end a moment later, and until then may still write. */
const LEAVING_MS = 5000;
const ASK_AGAIN_MS = 100;

/**
 * Takes the folder that a fleet is kept in, making it where it is missing. The lock belongs to the open file, so that workers who are given
 * its descriptor hold it as long as they live, even where this process was killed: nobody reads a device that another still writes.
 *
 * @param leavingMs how long those that a killed fleet left may take to end
 * @throws Error where another fleet runs on it
 */
export async function holdFleetFolder(folder: string, leavingMs = LEAVING_MS): Promise<HeldFolder> {
  for (let waitedMs = 0; ; waitedMs += ASK_AGAIN_MS) {
    try {
      return await holdFolder(folder, 'alone');
    } catch (error) {
      if (!(error instanceof FolderRefused)) throw error;
      if (error.reason === 'network' || waitedMs >= leavingMs) throw refusal(folder, error);
      await sleep(ASK_AGAIN_MS);
    }
  }
}

const refusal = (folder: string, { reason, fileSystem }: FolderRefused): Error =>
  new Error(
    reason === 'network'
      ? `${folder} is on a network file system (${fileSystem}), where nothing keeps two fleets from one --state folder: put it on a local disk`
      : `another fleet runs on ${folder} (a lock on ${LOCK_FILE}): stop that one first, or give this one a --state folder of its own`,
  );
