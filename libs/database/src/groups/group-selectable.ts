import { isFault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';
import { parseSelection, withGroups, type GroupsByName, type SelectableGroup } from '@twinbank/selection';

import type { Query } from '../connection/session.js';
import { DEVICE_LIST } from '../lists/device-list.js';
import { vocabularyOf } from '../lists/list-definition.js';
import { groupsNaming } from './group-uses.js';

const ALL = 'SELECT number, name, project, filter FROM device_groups WHERE project = $1 ORDER BY number';

interface StoredGroup extends Record<string, unknown> {
  readonly number: number;
  readonly name: string;
  readonly project: string;
  readonly filter: string | null;
}

/**
 * Checks a group as it is stored now, with all that it names and all that names it: there is no other way to see a circle,
 * and groups that become too deep or too long by it.
 *
 * @throws Fault `selection_invalid`, which says of which group if it is another one
 */
export async function requireSelectable(
  query: Query,
  { name, project }: Pick<StoredGroup, 'name' | 'project'>,
  nowMs: number,
): Promise<void> {
  const rows = await query<StoredGroup>({ text: ALL }, [project]);
  const filters = rows.flatMap(({ name: of, filter }) => (filter === null ? [] : [{ name: of, filter }]));
  const groups = readGroups(rows, name, nowMs);
  const vocabulary = vocabularyOf(DEVICE_LIST);
  for (const one of groupsNaming(name, filters, nowMs)) {
    try {
      withGroups(parseSelection(`group==${one}`, vocabulary, nowMs), groups);
    } catch (error) {
      throw one === name || !isFault(error, 'selection_invalid') ? error : brokenBy(one, error.detail, error.facts);
    }
  }
}

const brokenBy = (group: string, detail: string, facts: Readonly<Record<string, unknown>>): Error =>
  faultOf('selection_invalid', `the group ${group}, which names it, could not be read any more: ${detail}`, {
    ...facts,
    group,
  });

/** Every group that can be read; of the one that was changed it is said why not. */
function readGroups(rows: readonly StoredGroup[], changed: string, nowMs: number): GroupsByName {
  const vocabulary = vocabularyOf(DEVICE_LIST);
  const groups = new Map<string, readonly SelectableGroup[]>();
  for (const { filter, ...row } of rows) {
    try {
      const selection = filter === null ? undefined : parseSelection(filter, vocabulary, nowMs);
      groups.set(row.name, [{ ...row, selection }]);
    } catch (error) {
      if (row.name === changed || !isFault(error, 'selection_invalid')) throw error;
    }
  }
  return groups;
}
