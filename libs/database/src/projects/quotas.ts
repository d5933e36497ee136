import type { Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { Query } from '../connection/session.js';

/** What a project uses of its quotas. Uploads that are unfinished count with all the bytes that they announced. */
export interface ProjectUsage {
  readonly devices: number;
  readonly storageBytes: number;
}

/** What a release r takes in the store: its stream, what is known of its program, and its SBOM. */
export const STORED_BYTES = `(r.stream_length::bigint + coalesce(r.facts_bytes, 0) + coalesce(r.sbom_bytes, 0))`;

const USAGE = `
  SELECT (SELECT count(*) FROM devices d JOIN products p ON p.name = d.product WHERE p.project = $1 AND d.state = 'active')::float8 AS devices,
         (SELECT coalesce(sum(stored.bytes), 0) FROM (
            SELECT r.product, ${STORED_BYTES} AS bytes FROM releases r
            UNION ALL SELECT u.product, u.length FROM uploads u WHERE u.release IS NULL
          ) stored JOIN products p ON p.name = stored.product WHERE p.project = $1)::float8 AS "storageBytes"`;

/**
 * Locks the projects that have a limit, until the transaction ends: so whoever adds to a project with a limit does so
 * after those who came before, and none of two additions at once can overlook the other. Projects without a limit are
 * not locked.
 */
const LIMITED = `
  SELECT name, devices_max::float8 AS devices, storage_bytes_max::float8 AS "storageBytes" FROM projects
  WHERE name = ANY ($1) AND (devices_max IS NOT NULL OR storage_bytes_max IS NOT NULL) ORDER BY name FOR NO KEY UPDATE`;

/** A project with a limit on what it stores. */
interface Limited {
  readonly name: string;
  readonly devices: number | null;
  readonly storageBytes: number | null;
}

/** What the project uses now. */
export async function usageOf(query: Query, project: string): Promise<ProjectUsage> {
  const [usage] = await query<ProjectUsage & Record<string, unknown>>({ text: USAGE }, [project]);
  return usage!;
}

/** Locks those of the projects that have a limit, in the order of their names. */
export const lockLimited = (query: Query, projects: Iterable<string>): Promise<readonly Limited[]> =>
  query<Limited & Record<string, unknown>>({ text: LIMITED }, [[...new Set(projects)]]);

/**
 * Checks, after something was added to a project in this transaction, that the project is within its limits. Adding
 * nothing to a project that is over a limit, because the limit was lowered, is no addition: call this only where
 * something was added.
 *
 * @throws Fault `quota_exceeded`
 */
export async function requireWithinQuotas(query: Query, project: string, added: ProjectUsage): Promise<void> {
  const [limited] = await lockLimited(query, [project]);
  if (limited === undefined) return;
  const used = await usageOf(query, project);
  for (const quota of ['devices', 'storageBytes'] as const) {
    const limit = limited[quota];
    if (limit === null || added[quota] === 0 || used[quota] <= limit) continue;
    throw quotaExceeded(project, quota, { limit, used: used[quota] - added[quota] });
  }
}

/** The fault of an addition for which a project has no room. */
export const quotaExceeded = (
  project: string,
  quota: keyof ProjectUsage,
  { limit, used }: { readonly limit: number; readonly used: number },
): Fault =>
  faultOf('quota_exceeded', `the project ${project} has ${used} of ${limit} ${WORDS[quota]}`, {
    project,
    quota,
    limit,
    used,
  });

const WORDS: Readonly<Record<keyof ProjectUsage, string>> = {
  devices: 'devices',
  storageBytes: 'bytes of stored releases',
};
