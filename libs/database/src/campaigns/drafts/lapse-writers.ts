import { otherGroups, type Campaign, type LapseWriters } from '@twinbank/campaign';

import type { Query } from '../../connection/session.js';
import { storable } from '../../sql.js';

/** So many of the newest events of a project, and of those about changed devices, are looked at: whoever changed something before them is not told. */
const LOOKED_AT_MAX = 1000;

/** $1 campaign. The event of its approval: what was changed after it has a higher number, however wrong a server's clock is. 0 where it was removed by age, as was all that came before it. */
const APPROVED = `coalesce((SELECT max(a.id) FROM events a WHERE a.campaign_id = $1 AND a.job_id IS NULL AND a.kind = 'campaign_approved'), 0)`;

/**
 * $1 campaign, $2 product, $3 names, $4 how many events. A group that was only described otherwise has the filter that the event before it says, and selects whom it
 * selected; a static one has none, and its devices change by events of their own.
 */
const OF_GROUPS = `
  SELECT name, by, min(id)::float8 AS first FROM (
    SELECT e.id, e.kind, e.data ->> 'name' AS name, e.actor ->> 'name' AS by, e.data ->> 'filter' AS filter,
           lag(e.data ->> 'filter') OVER (PARTITION BY e.data ->> 'group' ORDER BY e.id) AS before
    FROM (
      SELECT id, kind, actor, data FROM events WHERE project = (SELECT project FROM products WHERE name = $2) ORDER BY id DESC LIMIT $4
    ) e WHERE e.kind IN ('group_created', 'group_changed', 'group_devices_changed')
  ) told
  WHERE id > ${APPROVED} AND name = ANY ($3) AND by IS NOT NULL AND (kind = 'group_devices_changed' OR filter IS DISTINCT FROM before)
  GROUP BY 1, 2 ORDER BY 3`;

/** $1 campaign, $2 product, $3 how many events. The kinds are those of an index. */
const OF_DEVICES = `
  SELECT by, min(id)::float8 AS first FROM (
    SELECT e.id, e.actor ->> 'name' AS by, coalesce(d.product, e.data ->> 'product') AS product, e.data ->> 'created' AS created
    FROM (
      SELECT id, actor, data, device_id FROM events
      WHERE kind IN ('device_changed', 'device_moved', 'device_reactivated', 'devices_provisioned') AND id > ${APPROVED}
      ORDER BY id DESC LIMIT $3
    ) e LEFT JOIN devices d ON d.id = e.device_id
  ) told
  WHERE product = $2 AND by IS NOT NULL AND created IS DISTINCT FROM '0' GROUP BY 1 ORDER BY 2`;

interface GroupWriterRow extends Record<string, unknown> {
  readonly name: string;
  readonly by: string;
}

/** What of a draft says since when, and of which groups, somebody is looked for. */
type Approved = Pick<Campaign, 'id' | 'product' | 'approval'>;

/**
 * Who changed what a draft was approved for, as events tell it. Nobody where it has no approval. The caller has read the campaign, and so may see it.
 *
 * @param groups the digests of its groups when it was approved, and now
 */
export async function lapseWriters(
  query: Query,
  { id, product, approval }: Approved,
  groups: { readonly before: Readonly<Record<string, string>>; readonly now: Readonly<Record<string, string>> },
): Promise<LapseWriters> {
  if (approval?.state !== 'approved') return { groups: {}, devices: [] };
  const names = otherGroups(groups.before, groups.now);
  const found = new Map<string, string[]>();
  const values = [id, storable(product)];
  const rows =
    names.length === 0
      ? []
      : await query<GroupWriterRow>({ text: OF_GROUPS }, [...values, names.map(storable), LOOKED_AT_MAX]);
  for (const { name, by } of rows) found.set(name, [...(found.get(name) ?? []), by]);
  const devices = await query<{ by: string }>({ text: OF_DEVICES }, [...values, LOOKED_AT_MAX]);
  return { groups: Object.fromEntries(found), devices: devices.map(({ by }) => by) };
}
