import type { Project as ProjectRow } from '../generated/client.js';
import { known } from '../sql.js';

/** The project of products that name none, and of everything that existed before there were projects. */
export const DEFAULT_PROJECT = 'default';

/** What a project may use; a missing limit means that there is none. */
export interface ProjectLimits {
  /** Active devices. */
  readonly devices?: number;
  /** Bytes of the stored images of releases, withdrawn ones too. */
  readonly storageBytes?: number;
  /** Requests per minute to one server. */
  readonly requestsPerMinute?: number;
}

/** A tenant of the installation. */
export interface Project {
  readonly name: string;
  /** The name shown to people. */
  readonly title: string;
  readonly limits: ProjectLimits;
  readonly createdAtMs: number;
  readonly version: number;
}

/** What to change of a project; what is missing stays as it is. Limits are replaced all together. */
export interface ProjectChange {
  readonly title?: string | undefined;
  readonly limits?: ProjectLimits | undefined;
}

/** Makes a project from its row. */
export const projectOf = (row: ProjectRow): Project => ({
  name: row.name,
  title: row.title,
  limits: known({
    devices: row.devicesMax,
    storageBytes: row.storageBytesMax === null ? undefined : Number(row.storageBytesMax),
    requestsPerMinute: row.requestsPerMinuteMax,
  }),
  createdAtMs: row.createdAt.getTime(),
  version: row.version,
});
