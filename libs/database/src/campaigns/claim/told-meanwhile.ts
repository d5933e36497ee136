import type { Query } from '../../connection/session.js';
import { KEY_SET_REFUSED } from '../../devices/device-facts.js';
import { ZONE } from '../../devices/device-zone.js';
import type { PickedRow } from './claim-statements.js';

/**
 * $1 devices. What triggers release a held job by, read under a lock: whoever is about to change it is waited for, and whoever comes later finds the job held.
 * Devices are locked after their jobs and in the order of their ids, as where tickets are numbered.
 */
const TOLD_NOW = `
  SELECT d.id AS "deviceId", ${ZONE} AS zone, d.key_set AS "keySet", ${KEY_SET_REFUSED} AS "keySetRefused"
  FROM devices d WHERE d.id = ANY ($1) ORDER BY d.id FOR SHARE`;

/** What a device, or an operator, says by which a hold ends. */
type Told = Pick<PickedRow, 'deviceId' | 'zone' | 'keySet' | 'keySetRefused'>;

/**
 * The jobs, out of those that are to be held for their devices' windows or key sets, whose devices have said something else since they were picked. A trigger
 * that ran meanwhile did not see these jobs held, so they are not to wait for what has come already. The others stay as they are until the transaction ends.
 */
export async function toldMeanwhile(query: Query, held: readonly PickedRow[]): Promise<ReadonlySet<number>> {
  if (held.length === 0) return new Set();
  const statement = { name: 'jobs_told_meanwhile', text: TOLD_NOW };
  const rows = await query<Told & Record<string, unknown>>(statement, [held.map(({ deviceId }) => deviceId)]);
  const now = new Map(rows.map((told) => [told.deviceId, told]));
  return new Set(held.filter((seen) => !isSame(seen, now.get(seen.deviceId))).map(({ jobId }) => jobId));
}

const isSame = (seen: Told, now: Told | undefined): boolean =>
  now !== undefined && seen.zone === now.zone && seen.keySet === now.keySet && seen.keySetRefused === now.keySetRefused;
