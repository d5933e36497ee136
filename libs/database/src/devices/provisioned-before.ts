import type { Query } from '../connection/session.js';
import { rowsOf } from '../sql.js';

/**
 * A repeated request with the same key, for a device from which nothing was ever received; a day is enough to
 * repeat a request.
 */
const PROVISIONED_BEFORE = `
  SELECT d.id, d.key_epoch AS "keyEpoch" FROM jsonb_to_recordset($1::jsonb) AS o(id text, product text, hardware text) JOIN devices d USING (id)
  WHERE d.provision_key = $2 AND d.product = o.product AND d.hardware = o.hardware AND d.state = 'active'
    AND d.last_seen_at IS NULL AND d.status_at IS NULL AND d.created_at > now() - interval '24 hours'`;

/** Which of these devices the same request added before, with their epochs. */
export async function provisionedBefore(
  query: Query,
  rows: readonly Readonly<Record<string, unknown>>[],
  key: string | undefined,
): Promise<ReadonlyMap<string, number>> {
  if (key === undefined || rows.length === 0) return new Map();
  const found = await query<{ id: string; keyEpoch: number }>(
    { name: 'devices_provisioned_before', text: PROVISIONED_BEFORE },
    [rowsOf(rows), key],
  );
  return new Map(found.map(({ id, keyEpoch }) => [id, keyEpoch]));
}
