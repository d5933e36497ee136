import { allOf, equal, type Selection } from '@twinbank/selection';

import type { Database } from '../database.js';
import type { ListDefinition } from '../lists/list-definition.js';

/** More rows than any test has. */
const ALL = 1000;

/** Every row of a list that has these values in these fields, in the order of the list. */
export async function listed<Item>(
  database: Pick<Database, 'lists'>,
  list: ListDefinition<Item>,
  values: Readonly<Record<string, string | number>> = {},
): Promise<readonly Item[]> {
  const selection: Selection = allOf(
    ...Object.entries(values).map(([field, value]) => equal(field, list.fields[field]!.kind, value)),
  );
  return (await database.lists.page(list, { selection, limit: ALL })).items;
}
