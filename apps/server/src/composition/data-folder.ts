import { stat } from 'node:fs/promises';

import type { Logger } from 'pino';

import { holdFolder, type HeldFolder } from '@twinbank/folder-lock';

import type { Config } from './config.js';

const WRITABLE_FOR_OTHERS = 0o022;

/**
 * Holds the data folder, and warns if others may write there: whatever the mode of a file in it, they could put another
 * key ring or token in its place. The mode of a folder that was there before is the operator's to choose.
 *
 * @throws FolderRefused if another server uses the folder
 */
export async function holdDataFolder(
  { dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>,
  log: Logger,
): Promise<HeldFolder> {
  const held = await holdFolder(dataDir, databaseUrl === undefined ? 'alone' : 'together');
  const { mode } = await stat(dataDir);
  if (process.platform !== 'win32' && (mode & WRITABLE_FOR_OTHERS) !== 0)
    log.warn(
      { folder: dataDir, mode: (mode & 0o777).toString(8) },
      'others can write into the data folder, and so replace its keys and tokens: set its mode to 700',
    );
  return held;
}
