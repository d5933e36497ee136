import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';

import type { Reach } from '@twinbank/access';

import { AuditLog } from './audit/audit-log.js';
import { boundSession } from './bounds.js';
import { Campaigns } from './campaigns/campaigns.js';
import { Devices } from './devices/devices.js';
import { DeviceHealths } from './devices/device-healths.js';
import type { DatabaseLog } from './connection/database-log.js';
import { startEmbedded, type EmbeddedServer } from './connection/embedded.js';
import { checkReferencesByStatement } from './connection/embedded-references.js';
import { Events } from './events.js';
import { PrismaClient } from './generated/client.js';
import { IdempotencyKeys } from './idempotency/idempotency-keys.js';
import { Jobs } from './campaigns/jobs.js';
import { KeyRecord } from './key-record.js';
import { KeySets } from './key-sets/key-sets.js';
import { claimDevices, type ClaimOptions, type DeviceClaim } from './connection/device-claim.js';
import { migrate } from './connection/migrations.js';
import { OperatorTokens } from './operator-tokens.js';
import { BrowserSessions } from './people/browser-sessions.js';
import { SignInFailures } from './people/sign-in-failures.js';
import { Users } from './people/users.js';
import { Lists } from './lists/lists.js';
import { Paces } from './campaigns/pace/paces.js';
import { Plans } from './campaigns/planning/plans.js';
import { Receipts } from './campaigns/receipts.js';
import {
  connectionSettings,
  EMBEDDED_PATIENCE,
  PATIENCE,
  sessionSettings,
  type Patience,
} from './connection/patience.js';
import { Products } from './products.js';
import { Projects } from './projects/projects.js';
import { Releases } from './releases.js';
import { JobRetention } from './retention/job-retention.js';
import { Retention } from './retention/retention.js';
import { openSession, type Session } from './connection/session.js';
import { TableStatistics } from './table-statistics.js';
import { WebhookTurns } from './webhooks/webhook-turns.js';
import { Groups } from './groups/groups.js';
import { Uploads } from './uploads/uploads.js';
import { Webhooks } from './webhooks/webhooks.js';
import { DeviceCounts } from './device-counts/device-counts.js';
import { DeviceKeyCounts } from './device-counts/device-key-counts.js';
import { Disposals } from './disposal/disposals.js';
import { VersionCounts } from './devices/version-counts.js';

export interface DatabaseOptions {
  /** A PostgreSQL URL. Without one, the embedded database is used. */
  readonly url?: string | undefined;
  /** Folder of the embedded database; without one it is in memory and lost on close. */
  readonly embeddedDir?: string | undefined;
  /** Connections to PostgreSQL; the embedded database always has one. */
  readonly poolSize?: number | undefined;
  readonly log: DatabaseLog;
}

/** What belongs to projects. */
export interface BoundedDatabase {
  readonly projects: Projects;
  readonly products: Products;
  readonly releases: Releases;
  readonly keySets: KeySets;
  readonly devices: Devices;
  readonly deviceHealths: DeviceHealths;
  readonly disposals: Disposals;
  readonly campaigns: Campaigns;
  readonly jobs: Jobs;
  readonly paces: Paces;
  readonly plans: Plans;
  readonly events: Events;
  readonly lists: Lists;
  readonly webhooks: Webhooks;
  readonly groups: Groups;
  readonly uploads: Uploads;
}

/** The open database. */
export interface Database extends BoundedDatabase {
  readonly kind: 'postgresql' | 'embedded';
  readonly auditLog: AuditLog;
  readonly receipts: Receipts;
  readonly retention: Retention;
  readonly jobRetention: JobRetention;
  readonly versionCounts: VersionCounts;
  readonly deviceCounts: DeviceCounts;
  readonly deviceKeyCounts: DeviceKeyCounts;
  readonly keyRecord: KeyRecord;
  readonly operatorTokens: OperatorTokens;
  readonly users: Users;
  readonly browserSessions: BrowserSessions;
  readonly signInFailures: SignInFailures;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly webhookTurns: WebhookTurns;
  /** Rows inserted or updated through this object since it was opened. */
  readonly rowsWritten: number;
  /** Whether its disk was full at the last write, if that was recent. */
  readonly diskFull: boolean;
  /** The database as whoever reaches so far may see it: rows of other projects are not there. */
  within(reach: Reach): BoundedDatabase;
  /** Resolves if the database answers: for readiness. */
  ping(): Promise<void>;
  /**
   * Claims the devices of this database for this server, alone or together with others, until it is closed; call it
   * once. An embedded database has only one server anyway. @throws Error if another server holds them
   */
  claimDevices(claim: Pick<ClaimOptions, 'share' | 'waitMs' | 'onLost'>): Promise<void>;
  /** Closes connections and the embedded database; nothing remains open. */
  close(): Promise<void>;
}

/** Two servers with a pool each stay well below PostgreSQL's default of 100 connections. */
const POOL_SIZE = 10;
/** pglite-socket 0.2.17 corrupts messages over 64 KiB if it has more than one connection. */
const EMBEDDED_POOL_SIZE = 1;
/** A caller that has waited this long for a connection gets an error instead of waiting on. */
const CONNECT_TIMEOUT_MS = 30_000;

/** A full disk counts as full for this long, unless something was written since: perhaps nobody writes just now. */
const FULL_FOR_MS = 60_000;

/**
 * Opens the database and upgrades its tables. Servers that start together wait for one another.
 *
 * @throws Error if it cannot be reached, is held by another process (embedded), or belongs to another version
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, log, poolSize = POOL_SIZE } = options;
  if (url !== undefined) return openOn({ kind: 'postgresql', pool: { connectionString: url, max: poolSize }, log });
  const { connection, close } = await openEmbedded(options);
  return openOn({ kind: 'embedded', pool: { ...connection, max: EMBEDDED_POOL_SIZE }, log, afterwards: close });
}

/** What a database is opened on. */
export interface OpenOptions {
  readonly kind: Database['kind'];
  readonly pool: pg.PoolConfig;
  readonly log: DatabaseLog;
  /** Called when it has been closed, or could not be opened. */
  readonly afterwards?: () => Promise<void>;
  /** How long to wait for PostgreSQL. */
  readonly patience?: Patience;
}

/** Opens the database behind a pool. */
export async function openOn(options: OpenOptions): Promise<Database> {
  const { kind, pool: config, log, afterwards } = options;
  const pool = new pg.Pool({
    ...config,
    ...settingsOf(options),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'twinbank',
  });
  pool.on('error', (error) => log.warn({ err: error }, 'a database connection was lost'));
  const shut = async (): Promise<void> => {
    await pool.end();
    await afterwards?.();
  };
  try {
    await bringUpToDate(kind, config, log);
  } catch (error) {
    await shut();
    throw error;
  }
  return assemble(pool, kind, { connection: config, shut, log });
}

/** How its connections are made: one that does not answer is closed, on both sides. */
function settingsOf({ kind, patience = PATIENCE }: OpenOptions): pg.PoolConfig {
  if (kind === 'embedded') return connectionSettings(EMBEDDED_PATIENCE);
  return {
    ...connectionSettings(patience),
    onConnect: async (client) => void (await client.query(sessionSettings(patience))),
  };
}

/** Uses a separate connection without a time limit, because a migration of much data takes long. */
async function bringUpToDate(kind: Database['kind'], config: pg.PoolConfig, log: DatabaseLog): Promise<void> {
  const client = new pg.Client({
    ...config,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'twinbank',
  });
  client.on('error', (error) => log.warn({ err: error }, 'a database connection was lost'));
  try {
    await client.connect();
    await migrate(client, log);
    if (kind === 'embedded') await checkReferencesByStatement(client);
  } finally {
    await client.end();
  }
}

async function openEmbedded({ embeddedDir, log }: DatabaseOptions): Promise<EmbeddedServer> {
  log.warn(
    { folder: embeddedDir ?? 'memory' },
    'embedded database (PGlite): right for trying out, tests and small installations; it does not wait for the disk. Set DATABASE_URL to use PostgreSQL.',
  );
  return startEmbedded(embeddedDir);
}

function assemble(
  pool: pg.Pool,
  kind: Database['kind'],
  { connection, shut, log }: { connection: pg.PoolConfig; shut: () => Promise<void>; log: DatabaseLog },
): Database {
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  let rowsWritten = 0;
  let claim: DeviceClaim | undefined;
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await statistics.stop();
    await claim?.release();
    await prisma.$disconnect();
    await shut();
  };
  let fullAtMs = Number.NEGATIVE_INFINITY;
  const wrote = (rows: number, attributes?: number): void => {
    rowsWritten += rows;
    statistics.wrote(rows, attributes);
    if (rows > 0) fullAtMs = Number.NEGATIVE_INFINITY;
  };
  const session = openSession(pool, prisma, { wrote, diskFull: () => (fullAtMs = performance.now()) });
  const statistics = new TableStatistics(session, (error) =>
    log.warn({ err: error }, 'table statistics could not be updated: the database may choose slow plans for a while'),
  );
  const everywhere = repositoriesOf(session);
  return {
    kind,
    ...everywhere,
    within: (reach) => (reach === 'everywhere' ? everywhere : repositoriesOf(boundSession(session, reach))),
    auditLog: new AuditLog(session),
    receipts: new Receipts(session),
    retention: new Retention(session),
    jobRetention: new JobRetention(session),
    versionCounts: new VersionCounts(session),
    deviceCounts: new DeviceCounts(session),
    deviceKeyCounts: new DeviceKeyCounts(session),
    keyRecord: new KeyRecord(session),
    operatorTokens: new OperatorTokens(session),
    users: new Users(session),
    browserSessions: new BrowserSessions(session),
    signInFailures: new SignInFailures(session),
    idempotencyKeys: new IdempotencyKeys(session),
    webhookTurns: new WebhookTurns(session),
    get rowsWritten() {
      return rowsWritten;
    },
    get diskFull() {
      return performance.now() - fullAtMs < FULL_FOR_MS;
    },
    ping: async () => void (await pool.query('SELECT 1')),
    claimDevices: async (wish) => {
      if (kind === 'postgresql') claim ??= await claimDevices({ ...wish, connection });
    },
    close: () => (closing ??= close()),
  };
}

const repositoriesOf = (session: Session): BoundedDatabase => ({
  projects: new Projects(session),
  products: new Products(session),
  releases: new Releases(session),
  keySets: new KeySets(session),
  devices: new Devices(session),
  deviceHealths: new DeviceHealths(session),
  disposals: new Disposals(session),
  campaigns: new Campaigns(session),
  jobs: new Jobs(session),
  paces: new Paces(session),
  plans: new Plans(session),
  events: new Events(session),
  lists: new Lists(session),
  webhooks: new Webhooks(session),
  groups: new Groups(session),
  uploads: new Uploads(session),
});
