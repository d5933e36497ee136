import { isFault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';
import { groupNamesIn, parseSelection } from '@twinbank/selection';

import type { Query } from '../connection/session.js';
import { DEVICE_LIST } from '../lists/device-list.js';
import { vocabularyOf } from '../lists/list-definition.js';

/** The filters of a campaign c that choose devices, as rows f: that of its selection, and those of its waves. */
export const FILTERS =
  "LATERAL (SELECT c.selection ->> 'filter' AS filter UNION ALL SELECT w ->> 'filter' FROM jsonb_array_elements(c.rules -> 'waves') AS w) AS f";

/**
 * $1 project, $2 which uses count. The filters of selections and of waves. A campaign that is over names nothing any more.
 */
const CAMPAIGNS = `
  SELECT c.id, f.filter FROM campaigns c JOIN products p ON p.name = c.product, ${FILTERS}
  WHERE p.project = $1 AND f.filter LIKE '%group%' AND c.state NOT IN ('stopped', 'finished') 
    AND CASE $2 WHEN 'anywhere' THEN true WHEN 'planning' THEN c.state = 'scheduled' OR c.plan IS NOT NULL
      ELSE c.plan IS NOT NULL AND c.approval ->> 'groups' IS NOT NULL END`;
const GROUPS = `SELECT name, filter FROM device_groups WHERE project = $1 AND filter LIKE '%group%'`;

/**
 * Where a group may not be named: by a campaign that was started and whose devices are not determined yet, by one of those that was approved for the devices of the
 * group and is planned at this moment, or by anything that is not over.
 */
export type Uses = 'planning' | 'approved' | 'anywhere';

/** A dynamic group of a project. */
export type Filtered = { readonly name: string; readonly filter: string };

/**
 * Refuses to go on while something names a group, itself or through other groups.
 *
 * @throws Fault `group_in_use`
 */
export async function requireUnnamed(
  query: Query,
  { project, name }: { readonly project: string; readonly name: string },
  uses: Uses,
  nowMs: number,
): Promise<void> {
  const groups = await query<Filtered>({ text: GROUPS }, [project]);
  const naming = new Set(groupsNaming(name, groups, nowMs));
  if (uses === 'anywhere' && naming.size > 1) {
    const others = [...naming].slice(1).join(', ');
    throw faultOf('group_in_use', `it is named by the groups ${others}`, { groups: others });
  }
  const campaigns = await query<{ id: number; filter: string }>({ text: CAMPAIGNS }, [project, uses]);
  const campaign = campaigns.find(({ filter }) => namesIn(filter, nowMs).some((one) => naming.has(one)));
  if (campaign !== undefined)
    throw faultOf('group_in_use', `it is named by campaign ${campaign.id}`, { campaign: campaign.id });
}

/** The group of this name, and those that name it, themselves or through others. Each filter is read once. */
export function groupsNaming(name: string, groups: readonly Filtered[], nowMs: number): readonly string[] {
  const inner = groups.map((group) => ({ name: group.name, names: namesIn(group.filter, nowMs) }));
  const naming = new Set([name]);
  // Whoever names one of them names it, too.
  for (let size = 0; size !== naming.size;) {
    size = naming.size;
    for (const group of inner) if (group.names.some((one) => naming.has(one))) naming.add(group.name);
  }
  return [...naming];
}

/**
 * The groups that a filter names. It could be read when it was stored; if a time in it has left the years that there are
 * since then, it selects nothing any more.
 */
export function namesIn(filter: string, nowMs: number): readonly string[] {
  try {
    return groupNamesIn(parseSelection(filter, vocabularyOf(DEVICE_LIST), nowMs));
  } catch (error) {
    if (isFault(error, 'selection_invalid')) return [];
    throw error;
  }
}
