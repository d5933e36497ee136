import type { Reach } from '@twinbank/access';
import {
  groupNamesIn,
  parseSelection,
  withGroups,
  type SelectableGroup,
  type Selection,
  type Vocabulary,
} from '@twinbank/selection';

import type { Query } from '../connection/session.js';
import { storable } from '../sql.js';

/** $1 names, $2 projects, or NULL for all. Of so many that there is no end to them, the selection is refused as too long. */
const NAMED = `
  SELECT number, name, project, filter FROM device_groups WHERE name = ANY ($1) AND ($2::text[] IS NULL OR project = ANY ($2)) ORDER BY number LIMIT 2001`;

interface NamedRow extends Record<string, unknown> {
  readonly number: number;
  readonly name: string;
  readonly project: string;
  readonly filter: string | null;
}

/** Where groups are looked for, and from when durations in their filters count. */
export interface GroupScope {
  readonly reach: Reach;
  readonly atMs: number;
  /** The fields by which groups select. */
  readonly vocabulary: Vocabulary;
}

/**
 * A selection with the groups that are stored in the place of their names.
 *
 * @throws Fault `selection_invalid` as `withGroups`
 */
export async function withStoredGroups(query: Query, selection: Selection, scope: GroupScope): Promise<Selection> {
  const groups = new Map<string, SelectableGroup[]>();
  for (let names = groupNamesIn(selection); names.length > 0;) {
    for (const name of names) groups.set(name, []);
    const found: SelectableGroup[] = [];
    for (const { filter, ...row } of await rowsOf(query, names, scope)) {
      const group = {
        ...row,
        selection: filter === null ? undefined : parseSelection(filter, scope.vocabulary, scope.atMs),
      };
      groups.get(row.name)!.push(group);
      found.push(group);
    }
    const inner = found.flatMap(({ selection: of }) => (of === undefined ? [] : groupNamesIn(of)));
    names = [...new Set(inner)].filter((name) => !groups.has(name));
  }
  return groups.size === 0 ? selection : withGroups(selection, groups);
}

const rowsOf = (query: Query, names: readonly string[], { reach }: GroupScope): Promise<readonly NamedRow[]> =>
  query<NamedRow>({ text: NAMED }, [names.map(storable), reach === 'everywhere' ? undefined : [...reach]]);
