import type { Session } from '../connection/session.js';
import { rowsOf, timeOf } from '../sql.js';

/**
 * A refused connection, or a contested identity, in a device's name. Anyone can claim a name: a refusal proves
 * nothing about the device.
 */
export interface DeviceTrouble {
  readonly deviceId: string;
  /** The last connection that was refused. */
  readonly refusal?: { readonly code: string; readonly address?: string | undefined; readonly atMs: number };
  /** When its identity was last contested. */
  readonly contestedAtMs?: number;
}

const APPLY = `
  WITH noted AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS n(id text, code text, address text, refused_at timestamptz, contested_at timestamptz)
  ), locked AS (
    SELECT noted.* FROM noted JOIN devices d USING (id) ORDER BY d.id FOR NO KEY UPDATE OF d
  )
  UPDATE devices d SET
    refusal_code = CASE WHEN n.refused_at IS NULL THEN d.refusal_code ELSE n.code END,
    refusal_address = CASE WHEN n.refused_at IS NULL THEN d.refusal_address ELSE n.address END,
    refused_at = coalesce(n.refused_at, d.refused_at),
    contested_at = coalesce(n.contested_at, d.contested_at)
  FROM locked n WHERE d.id = n.id RETURNING d.id`;

/** Stores such records, at most one for each device, in one statement; unknown devices are ignored. */
export async function applyTroubles(session: Session, troubles: readonly DeviceTrouble[]): Promise<void> {
  if (troubles.length === 0) return;
  const rows = troubles.map(({ deviceId: id, refusal, contestedAtMs }) => ({
    id,
    ...(refusal && { code: refusal.code, address: refusal.address, refused_at: timeOf(refusal.atMs) }),
    ...(contestedAtMs !== undefined && { contested_at: timeOf(contestedAtMs) }),
  }));
  const written = await session.query({ name: 'devices_apply_troubles', text: APPLY }, [rowsOf(rows)]);
  session.wrote(written.length);
}
