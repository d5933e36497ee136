import type { Command } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import type { Query } from '../connection/session.js';
import { holdGroups, recordGroup, touchGroup } from './group-records.js';
import { FILTERS, namesIn } from './group-uses.js';

/** Campaigns of the product $1 whose devices are not determined yet, with what may name groups. */
const UNPLANNED = `
  SELECT c.id, f.filter FROM campaigns c, ${FILTERS}
  WHERE c.product = $1 AND f.filter LIKE '%group%' AND (c.state IN ('draft', 'scheduled') OR c.plan IS NOT NULL) ORDER BY c.id`;
const LEAVE = `
  WITH gone AS (
    DELETE FROM device_group_members WHERE device_id IN (SELECT id FROM devices WHERE product = $1) RETURNING group_number, device_id)
  SELECT g.number, g.id, g.name, array_agg(gone.device_id ORDER BY gone.device_id) AS devices
  FROM gone JOIN device_groups g ON g.number = gone.group_number GROUP BY g.number ORDER BY g.number`;

interface Left extends Record<string, unknown> {
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly devices: readonly string[];
}

/**
 * Takes the devices of a product, which moves to another project, out of the static groups of the project that it leaves,
 * and records it of each group. Returns how many rows that wrote.
 *
 * @throws Fault `group_in_use` while a campaign of the product whose devices are not determined yet names groups: it would
 * find those of the other project under the same names
 */
export async function leaveGroups(
  query: Query,
  { product, project }: { readonly product: string; readonly project: string },
  command: Command,
): Promise<number> {
  await holdGroups(query, project);
  const campaigns = await query<{ id: number; filter: string }>({ text: UNPLANNED }, [product]);
  const campaign = campaigns.find(({ filter }) => namesIn(filter, command.nowMs).length > 0);
  if (campaign !== undefined)
    throw faultOf(
      'group_in_use',
      `campaign ${campaign.id} of the product names groups of the project, and does not have its devices yet`,
      { campaign: campaign.id },
    );
  const groups = await query<Left>({ text: LEAVE }, [product]);
  for (const { number, id, name, devices } of groups) {
    await touchGroup(query, number);
    const facts = { added: 0, removed: devices.length };
    const after = { removed: devices };
    await recordGroup(query, { id, name, project }, { kind: 'group_devices_changed', after, facts }, command);
  }
  return groups.reduce((rows, { devices }) => rows + devices.length + 2, 0);
}
