import { join } from 'node:path';

import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { Logger } from 'pino';

import { openDiskBlobStore, type BlobStore } from '@twinbank/blobs';
import {
  Campaigns,
  Devices,
  Events,
  holdFolder,
  Jobs,
  openDatabase,
  OperatorTokens,
  Plans,
  Products,
  Releases,
  type Database,
} from '@twinbank/database';
import type { KeyRing } from '@twinbank/keys';

import { StoredImages } from '../releases/stored-images.js';
import { UpdateOrders } from '../releases/update-orders.js';
import type { Config } from './config.js';
import { EventBus } from './event-bus.js';
import { bindKeyRing } from './key-ring-binding.js';
import { loadKeyRing } from './key-ring-file.js';
import { BLOBS, CLOCK, CONFIG, DATABASE, KEY_RING, LOGGER } from './tokens.js';
import { wallClock } from './wall-clock.js';

interface Parts {
  readonly config: Config;
  readonly logger: Logger;
  readonly keyRing: KeyRing;
  readonly blobs: BlobStore;
  readonly database: Database;
}

/** Everything that a server has one of; all modules may inject it. */
export interface Composition {
  readonly config: Config;
  readonly logger: Logger;
  readonly keyRing: KeyRing;
  readonly database: Database;
  readonly providers: readonly Provider[];
  /** Gives back what was opened. */
  close(): Promise<void>;
}

/**
 * Takes the data folder, then opens database, keys and blob store. With the embedded database the folder is one server's; on one
 * PostgreSQL several may use it together.
 *
 * @param onLost another server has the devices by now, and this one must end
 * @throws Error where another server has folder or devices, or the database belongs to another key ring
 */
export async function compose(config: Config, logger: Logger, onLost: (error: Error) => void): Promise<Composition> {
  const letGo = await holdFolder(config.dataDir, config.databaseUrl === undefined ? 'alone' : 'together');
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
    return compositionOf({ config, logger, keyRing, blobs, database });
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The composition of things that are open. */
export function compositionOf({ config, logger, keyRing, blobs, database }: Parts): Composition {
  const providers: Provider[] = [
    { provide: CONFIG, useValue: config },
    { provide: LOGGER, useValue: logger },
    { provide: CLOCK, useValue: wallClock },
    { provide: KEY_RING, useValue: keyRing },
    { provide: BLOBS, useValue: blobs },
    { provide: DATABASE, useValue: database },
    { provide: Products, useValue: database.products },
    { provide: Releases, useValue: database.releases },
    { provide: Devices, useValue: database.devices },
    { provide: Campaigns, useValue: database.campaigns },
    { provide: Jobs, useValue: database.jobs },
    { provide: Plans, useValue: database.plans },
    { provide: Events, useValue: database.events },
    { provide: OperatorTokens, useValue: database.operatorTokens },
    EventBus,
    UpdateOrders,
    StoredImages,
  ];
  return { config, logger, keyRing, database, providers, close: () => database.close() };
}

/** Makes the composition injectable everywhere. */
@Module({})
export class CompositionModule {
  static of(composition: Composition): DynamicModule {
    const providers = [...composition.providers];
    return { module: CompositionModule, global: true, providers, exports: providers };
  }
}
