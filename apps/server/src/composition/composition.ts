import { join } from 'node:path';

import type { Logger } from 'pino';

import { openDiskBlobStore } from '@twinbank/blobs';
import { openDatabase } from '@twinbank/database';
import type { Resources } from '@twinbank/ports';

import type { Config } from './config.js';
import { holdDataFolder } from './data-folder.js';
import { bindKeyRing } from './key-ring-binding.js';
import { loadKeyRing } from './key-ring-file.js';

/** Everything that a server opens once, with its configuration. */
export interface Composition extends Resources {
  readonly config: Config;
  /** Closes everything that was opened. */
  close(): Promise<void>;
}

/**
 * Locks the data folder, then opens database, keys and blob store. With the embedded database only one server may
 * use the folder; with one PostgreSQL several may share it.
 *
 * @param onLost called when another server has taken over the devices, so that this one must end
 * @throws Error if another server uses the folder or the devices, or the database belongs to another key ring
 */
export async function compose(config: Config, logger: Logger, onLost: (error: Error) => void): Promise<Composition> {
  const { letGo } = await holdDataFolder(config, logger);
  try {
    const composition = await open(config, logger, onLost);
    return { ...composition, close: () => composition.close().finally(letGo) };
  } catch (error) {
    await letGo();
    throw error;
  }
}

async function open(config: Config, logger: Logger, onLost: (error: Error) => void): Promise<Composition> {
  const database = await openDatabase({
    url: config.databaseUrl,
    embeddedDir: join(config.dataDir, 'database'),
    poolSize: config.databasePool,
    log: logger.child({ context: 'database' }),
  });
  try {
    await database.claimDevices({ share: config.broker.kind === 'embedded' ? 'alone' : 'together', onLost });
    const keyRing = await loadKeyRing(config, logger, await database.keyRecord.inUse());
    await bindKeyRing({ keyRing, record: database.keyRecord, replaces: config.keyRingReplaces, logger });
    const blobs = await openDiskBlobStore({ directory: config.blobsDir, key: keyRing.storageKey });
    return { config, logger, keyRing, blobs, database, close: () => database.close() };
  } catch (error) {
    await database.close();
    throw error;
  }
}
