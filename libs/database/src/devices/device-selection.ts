import { conditionOf, parseSelection, type Parameters } from '@twinbank/selection';

import { DEVICE_LIST, deviceFields } from '../lists/device-list.js';
import { vocabularyOf } from '../lists/list-definition.js';

const FIELDS = deviceFields('d', '(SELECT b.project FROM products b WHERE b.name = d.product)');

/**
 * The condition under which a device d is selected by a text in the language of lists; `true` without one. It is in
 * parentheses: it narrows what stands beside it.
 *
 * @param atMs the time from which durations count
 * @throws Fault `selection_invalid`
 */
export function selectedByFilter(filter: string | undefined, atMs: number, parameters: Parameters): string {
  if (filter === undefined) return 'true';
  return `(${conditionOf(parseSelection(filter, vocabularyOf(DEVICE_LIST), atMs), FIELDS, parameters).text})`;
}
