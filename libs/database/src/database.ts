import type { Campaigns } from './campaigns.js';
import type { Devices } from './devices.js';
import type { Events } from './events.js';
import type { Jobs } from './jobs.js';
import type { Products } from './products.js';
import type { Releases } from './releases.js';

/** Where the log of this room goes; pino fits. */
export interface DatabaseLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface DatabaseOptions {
  /** A PostgreSQL URL. Without one, an embedded database is used. */
  readonly url?: string | undefined;
  /** Folder of the embedded database; without one it lives in memory and is gone on close. */
  readonly embeddedDir?: string | undefined;
  /** Connections to PostgreSQL; the embedded database always has one. */
  readonly poolSize?: number | undefined;
  readonly log: DatabaseLog;
}

/** The open database. */
export interface Database {
  readonly kind: 'postgresql' | 'embedded';
  readonly products: Products;
  readonly releases: Releases;
  readonly devices: Devices;
  readonly campaigns: Campaigns;
  readonly jobs: Jobs;
  readonly events: Events;
  /** Rows inserted or updated through this object since it was opened. */
  readonly rowsWritten: number;
  /** Answers where the database does: for readiness. */
  ping(): Promise<void>;
  /** Closes connections and the embedded database; nothing lingers. */
  close(): Promise<void>;
}

/** Opens the database and brings its tables up to date. Servers that start together wait for one another. */
export function openDatabase(options: DatabaseOptions): Promise<Database> {
  return Promise.reject(new Error(`to be written: ${options.url ?? options.embeddedDir ?? 'memory'}`));
}
