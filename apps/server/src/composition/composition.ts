import { join } from 'node:path';

import type { Logger } from 'pino';

import { openDiskBlobStore } from '@twinbank/blobs';
import { CustodyWatch, type KeyCustody } from '@twinbank/custody';
import { openDatabase } from '@twinbank/database';
import type { CustodyReport, Resources } from '@twinbank/ports';

import type { Config } from './config.js';
import { holdDataFolder } from './data-folder.js';
import { bindKeyRing } from './key-ring-binding.js';
import { custodyOf, loadKeyRing } from './key-ring-file.js';

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
    const custody = custodyOf(config);
    const keyRing = await loadKeyRing(config, logger, await database.keyRecord.inUse(), custody);
    await bindKeyRing({ keyRing, record: database.keyRecord, replaces: config.keyRingReplaces, logger });
    const blobs = await openDiskBlobStore({ directory: config.blobsDir, key: keyRing.storageKey });
    const watch = custody.kind === 'token' ? watchOf(custody, logger) : undefined;
    const close = async (): Promise<void> => {
      await watch?.stop();
      await database.close();
    };
    return { config, logger, keyRing, blobs, database, custody: reportOf(config, custody, watch), close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function watchOf(custody: KeyCustody, logger: Logger): CustodyWatch {
  return new CustodyWatch({
    custody,
    onChange: (fault) => {
      if (fault)
        logger.warn(
          { fault: fault.code, detail: fault.detail },
          'the token that seals the key ring does not answer: this server goes on, and would not start again',
        );
      else logger.info('the token that seals the key ring answers again');
    },
  });
}

function reportOf(config: Config, custody: KeyCustody, watch: CustodyWatch | undefined): CustodyReport {
  const { by } = custody;
  const kind = by ? 'token' : config.keyRingText === undefined ? 'file' : 'environment';
  return { kind, ...(by && { token: by.token }), fault: () => watch?.standing() };
}
