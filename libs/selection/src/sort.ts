import { faultOf, isUnstorable } from '@twinbank/protocol';

import { fieldOf, type Field, type Vocabulary } from './vocabulary.js';

/** Most fields to sort by. */
const KEYS_MAX = 4;
/** Longest text in a row's key. */
const TEXT_MAX = 1000;
/** Times are kept within these bounds by JavaScript [ECMA-262 §21.4.1.1]. */
const TIME_MAX_MS = 8.64e15;

/** A field to sort by. */
export interface SortKey {
  readonly field: string;
  readonly descending: boolean;
}

/** The values of a row in the fields that a list is sorted by: where a list continues. Times are in milliseconds. */
export type RowKey = readonly (string | number | boolean | null)[];

/** The fields that a list can be sorted by. */
export const sortableOf = (vocabulary: Vocabulary): readonly string[] =>
  Object.keys(vocabulary).filter((name) => vocabulary[name]!.sortable === true);

/**
 * Reads what a list is to be sorted by: `-created,name` is the newest first, and by name where they are as new.
 *
 * @throws Fault `request_invalid` with the fields that there are
 */
export function parseSort(text: string, vocabulary: Vocabulary): readonly SortKey[] {
  const known = sortableOf(vocabulary);
  const invalid = (detail: string) => faultOf('request_invalid', detail, { field: 'sort', known: known.join(', ') });
  const keys = text.split(',', KEYS_MAX + 1).map((part): SortKey => {
    const descending = part.startsWith('-');
    return { field: descending ? part.slice(1) : part, descending };
  });
  if (keys.length > KEYS_MAX) throw invalid(`a list is sorted by at most ${KEYS_MAX} fields`);
  for (const { field } of keys) {
    if (fieldOf(vocabulary, field)?.sortable !== true)
      throw invalid(
        `this list cannot be sorted by ${JSON.stringify(field.slice(0, 64))}; fields are parted by "," and have a "-" before them to begin with the greatest`,
      );
  }
  if (new Set(keys.map(({ field }) => field)).size < keys.length) throw invalid('a list is sorted by each field once');
  return keys;
}

/**
 * The sort order completed by a field that is different in every row, so that it is the same each time. It goes in the
 * direction of the last field, so that the order with all signs changed is the exact reverse.
 */
export function wholeSort(sort: readonly SortKey[], unique: string): readonly SortKey[] {
  const at = sort.findIndex(({ field }) => field === unique);
  if (at !== -1) return sort.slice(0, at + 1);
  return [...sort, { field: unique, descending: sort.at(-1)?.descending ?? false }];
}

/** Whether a value from outside can be the key of a row in a list that is sorted so. */
export function isRowKey(value: unknown, sort: readonly SortKey[], vocabulary: Vocabulary): value is RowKey {
  return (
    Array.isArray(value) &&
    value.length === sort.length &&
    sort.every(({ field }, index) => isValueOf(vocabulary[field]!, value[index]))
  );
}

function isValueOf({ kind, optional }: Field, value: unknown): boolean {
  if (value === null) return optional === true;
  switch (kind) {
    case 'number':
      return Number.isSafeInteger(value);
    case 'time':
      return Number.isSafeInteger(value) && Math.abs(Number(value)) <= TIME_MAX_MS;
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return typeof value === 'string' && value.length <= TEXT_MAX && !isUnstorable(value);
  }
}
