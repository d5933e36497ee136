import { conditionOf, groupNamesIn, parseSelection, type Parameters, type Selection } from '@twinbank/selection';

import type { Query } from '../connection/session.js';
import { withStoredGroups } from '../groups/stored-groups.js';
import { DEVICE_LIST, deviceFields } from '../lists/device-list.js';
import { vocabularyOf } from '../lists/list-definition.js';
import { storable } from '../sql.js';

const FIELDS = deviceFields('d', '(SELECT b.project FROM products b WHERE b.name = d.product)');
const PROJECT = 'SELECT project FROM products WHERE name = $1';

/** A selection of devices of a product, as it was written. */
export interface WrittenSelection {
  readonly product: string;
  readonly filter: string | undefined;
  /** The time from which durations count. */
  readonly atMs: number;
}

/**
 * Reads a selection of devices of a product, with the groups of its project; undefined without one.
 *
 * @throws Fault `selection_invalid`
 */
export async function readDeviceSelection(
  query: Query,
  { product, filter, atMs }: WrittenSelection,
): Promise<Selection | undefined> {
  if (filter === undefined) return undefined;
  const vocabulary = vocabularyOf(DEVICE_LIST);
  const selection = parseSelection(filter, vocabulary, atMs);
  if (groupNamesIn(selection).length === 0) return selection;
  const rows = await query<{ project: string }>({ text: PROJECT }, [storable(product)]);
  return withStoredGroups(query, selection, { reach: rows.map(({ project }) => project), atMs, vocabulary });
}

/** The condition under which a device d is selected; `true` without a selection. It narrows what stands beside it. */
export const selectedBySelection = (selection: Selection | undefined, parameters: Parameters): string =>
  selection === undefined ? 'true' : `(${conditionOf(selection, FIELDS, parameters).text})`;
