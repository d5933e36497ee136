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

/** How long a project keeps its records, where that is shorter than the installation says; a missing one is the installation's. */
export interface ProjectKeep {
  readonly eventsDays?: number;
  /** How many events, the newest ones. */
  readonly events?: number;
  /** Days after the end of a campaign that its jobs are kept. */
  readonly jobsDays?: number;
}

/** A tenant of the installation. */
export interface Project {
  readonly name: string;
  /** The name shown to people. */
  readonly title: string;
  readonly limits: ProjectLimits;
  readonly keep: ProjectKeep;
  /** Whether campaigns must be approved by somebody who did not write them before they are started. */
  readonly campaignsNeedApproval: boolean;
  readonly createdAtMs: number;
  readonly version: number;
}

/** What to change of a project; what is missing stays as it is. Limits are replaced all together, and so is what is kept. */
export interface ProjectChange {
  readonly title?: string | undefined;
  readonly limits?: ProjectLimits | undefined;
  readonly keep?: ProjectKeep | undefined;
  readonly campaignsNeedApproval?: boolean | undefined;
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
  keep: known({ eventsDays: row.keepEventsDays, events: row.keepEventsMax, jobsDays: row.keepJobsDays }),
  campaignsNeedApproval: row.campaignsNeedApproval,
  createdAtMs: row.createdAt.getTime(),
  version: row.version,
});
