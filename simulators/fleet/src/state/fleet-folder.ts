import { setTimeout as sleep } from 'node:timers/promises';

import { FolderRefused, holdFolder, LOCK_FILE, type HeldFolder } from '@twinbank/folder-lock';

/** Workers of a killed fleet end a moment later; until then they may still write. */
const LEAVING_MS = 5000;
const ASK_AGAIN_MS = 100;

/**
 * Holds the folder in which a fleet keeps its state; creates it if it is missing. The lock belongs to the open file.
 * Workers that inherit its descriptor hold the folder until they end, even if this process is killed, so no other fleet
 * reads a device that a worker still writes.
 *
 * @param leavingMs how long the workers of a killed fleet may take to end
 * @throws Error if another fleet uses the folder
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
