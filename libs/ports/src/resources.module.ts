import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { Logger } from 'pino';

import type { BlobStore } from '@twinbank/blobs';
import {
  AuditLog,
  BrowserSessions,
  Campaigns,
  DeviceHealths,
  Devices,
  Disposals,
  Events,
  IdempotencyKeys,
  Jobs,
  KeySets,
  Receipts,
  OperatorTokens,
  Plans,
  Products,
  Releases,
  Uploads,
  SignInFailures,
  Users,
  type Database,
} from '@twinbank/database';
import type { KeyRing } from '@twinbank/keys';
import type { Clock } from '@twinbank/primitives';

import { KEPT_IN_FILE, type CustodyReport } from './custody-report.js';
import { EventBus } from './event-bus.js';
import { BLOBS, CLOCK, CUSTODY, DATABASE, KEY_RING, LOGGER } from './tokens.js';
import { wallClock } from './wall-clock.js';

/** The opened resources of which a server has one each. */
export interface Resources {
  readonly logger: Logger;
  readonly keyRing: KeyRing;
  readonly blobs: BlobStore;
  readonly database: Database;
  /** How the key ring is kept; without it, in a file. */
  readonly custody?: CustodyReport;
  /** The time of day; without it, the machine's. */
  readonly clock?: Clock;
}

/** Makes log, clock, keys, images, the parts of the database and the event bus injectable everywhere. */
@Module({})
export class ResourcesModule {
  static of({ logger, keyRing, blobs, database, custody = KEPT_IN_FILE, clock = wallClock }: Resources): DynamicModule {
    const providers: Provider[] = [
      { provide: LOGGER, useValue: logger },
      { provide: CLOCK, useValue: clock },
      { provide: KEY_RING, useValue: keyRing },
      { provide: CUSTODY, useValue: custody },
      { provide: BLOBS, useValue: blobs },
      { provide: DATABASE, useValue: database },
      { provide: Products, useValue: database.products },
      { provide: Releases, useValue: database.releases },
      { provide: Uploads, useValue: database.uploads },
      { provide: KeySets, useValue: database.keySets },
      { provide: Devices, useValue: database.devices },
      { provide: DeviceHealths, useValue: database.deviceHealths },
      { provide: Disposals, useValue: database.disposals },
      { provide: Campaigns, useValue: database.campaigns },
      { provide: Jobs, useValue: database.jobs },
      { provide: Receipts, useValue: database.receipts },
      { provide: Plans, useValue: database.plans },
      { provide: AuditLog, useValue: database.auditLog },
      { provide: Events, useValue: database.events },
      { provide: OperatorTokens, useValue: database.operatorTokens },
      { provide: Users, useValue: database.users },
      { provide: BrowserSessions, useValue: database.browserSessions },
      { provide: SignInFailures, useValue: database.signInFailures },
      { provide: IdempotencyKeys, useValue: database.idempotencyKeys },
      EventBus,
    ];
    return { module: ResourcesModule, global: true, providers, exports: providers };
  }
}
