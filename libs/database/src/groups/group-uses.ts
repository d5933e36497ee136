import { faultOf } from '@twinbank/protocol';
import { groupNamesIn, parseSelection } from '@twinbank/selection';

import type { Query } from '../connection/session.js';
import { DEVICE_LIST } from '../lists/device-list.js';
import { vocabularyOf } from '../lists/list-definition.js';

/** $1 project, $2 whether only those that are being planned count. A campaign that is over names nothing any more. */
const CAMPAIGNS = `
  SELECT c.id, c.selection ->> 'filter' AS filter FROM campaigns c JOIN products p ON p.name = c.product
  WHERE p.project = $1 AND c.selection ->> 'filter' LIKE '%group%' AND c.state NOT IN ('stopped', 'finished') AND (NOT $2 OR c.plan IS NOT NULL)`;
const GROUPS = `SELECT name, filter FROM device_groups WHERE project = $1 AND filter LIKE '%group%'`;

/** Where a group may not be named: by a campaign whose devices are being determined, or by anything that is not over. */
export type Uses = 'planning' | 'anywhere';

/**
 * Refuses to go on while something names a group, itself or through other groups.
 *
 * @throws Fault `group_in_use`
 */
export async function requireUnnamed(
  query: Query,
  { project, name }: { readonly project: string; readonly name: string },
  uses: Uses,
): Promise<void> {
  const groups = await query<{ name: string; filter: string }>({ text: GROUPS }, [project]);
  const naming = new Set([name]);
  // Whoever names one of them names it, too.
  for (let size = 0; size !== naming.size;) {
    size = naming.size;
    for (const group of groups) if (names(group.filter, naming)) naming.add(group.name);
  }
  if (uses === 'anywhere' && naming.size > 1) {
    const others = [...naming].slice(1).join(', ');
    throw faultOf('group_in_use', `it is named by the groups ${others}`, { groups: others });
  }
  const campaigns = await query<{ id: number; filter: string }>({ text: CAMPAIGNS }, [project, uses === 'planning']);
  const campaign = campaigns.find(({ filter }) => names(filter, naming));
  if (campaign !== undefined)
    throw faultOf('group_in_use', `it is named by campaign ${campaign.id}`, { campaign: campaign.id });
}

/** Whether a filter names one of these groups. It could be read when it was stored. */
function names(filter: string, groups: ReadonlySet<string>): boolean {
  return groupNamesIn(parseSelection(filter, vocabularyOf(DEVICE_LIST), 0)).some((name) => groups.has(name));
}
