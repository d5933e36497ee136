import { reaches, type Command } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import type { Session } from '../connection/session.js';
import { appendEvents } from '../events.js';
import { requireWithinQuotas } from '../projects/quotas.js';
import { jsonOf, storable } from '../sql.js';
import { leaveBlobs, takeBlob } from './intended-blobs.js';

/** What is told of the software bill of materials of a release, without its file. */
export interface ReleaseSbom {
  readonly specVersion: string;
  readonly components: number;
  /** SHA-256 (hex) and bytes of the file. */
  readonly sha256: string;
  readonly length: number;
}

/** An SBOM that is to be kept: its blob is stored already. */
export interface SbomDraft {
  readonly sbom: ReleaseSbom;
  readonly blobKey: string;
  /** Bytes of the blob, which count against the quota. */
  readonly bytes: number;
  /** By which texts the release is found. */
  readonly names: readonly string[];
}

const HOLD = `
  SELECT r.id, r.sbom, r.sbom_key AS "sbomKey", r.labels, p.project FROM releases r JOIN products p ON p.name = r.product
  WHERE r.product = $1 AND r.version = $2 FOR UPDATE OF r`;
const KEEP = `
  UPDATE releases SET sbom = $2::text::jsonb, sbom_key = $3, sbom_bytes = $4, row_version = row_version + 1 WHERE id = $1`;
const NAME = `
  INSERT INTO release_components (release_id, names) VALUES ($1, $2)
  ON CONFLICT (release_id) DO UPDATE SET names = EXCLUDED.names`;

interface Held extends Record<string, unknown> {
  readonly id: number;
  readonly sbom: ReleaseSbom | null;
  readonly sbomKey: string | null;
  readonly labels: string[];
  readonly project: string;
}

/**
 * Keeps the SBOM of a release in place of the one before, whose blob is left to whoever removes what is left, and records it.
 *
 * @param isStored as of a release's other blobs
 * @throws Fault `release_unknown`, `quota_exceeded`; `conflict` if its blob was given up meanwhile
 */
export async function keepSbom(
  session: Session,
  { product, version }: { readonly product: string; readonly version: string },
  { sbom, blobKey, bytes, names }: SbomDraft,
  { by, nowMs, isStored }: Command & { readonly isStored: (key: string) => Promise<boolean> },
): Promise<void> {
  await session.transaction(async (query) => {
    const [held] = await query<Held>({ text: HOLD }, [storable(product), storable(version)]);
    if (!held || !reaches(session.reach, held.project))
      throw faultOf('release_unknown', `${product} has no release ${version}`);
    await query({ text: KEEP }, [held.id, jsonOf(sbom), blobKey, bytes]);
    await query({ text: NAME }, [held.id, names.map(storable)]);
    await requireWithinQuotas(query, held.project, { devices: 0, storageBytes: bytes });
    await takeBlob(query, blobKey, isStored);
    if (held.sbomKey !== null) await leaveBlobs(query, [held.sbomKey], nowMs);
    const change = {
      object: `products/${product}/releases/${version}`,
      before: held.sbom === null ? {} : { sbom: held.sbom.sha256 },
      after: { sbom: sbom.sha256 },
    };
    const data = { product, version, labels: held.labels, sbom: sbom.sha256 };
    await appendEvents(query, [{ atMs: nowMs, kind: 'release_changed', actor: by, data, change }]);
  });
  session.wrote(3);
}
