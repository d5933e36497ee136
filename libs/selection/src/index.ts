export { conditionOf, type Column, type Columns, type Condition } from './condition.js';
export {
  groupNamesIn,
  groupsIn,
  withGroups,
  type GroupsByName,
  type SelectableGroup,
} from './groups/group-expansion.js';
export { describeVocabulary } from './describe.js';
export { continuation, orderBy, type OrderedColumn } from './keyset.js';
export { matches, type FieldValues } from './matches.js';
export { isRowKey, parseSort, wholeSort, type RowKey, type SortKey } from './sort.js';
export { FILTER_LENGTH_MAX } from './parser.js';
export { Parameters } from './parameters.js';
export { inField, parseSelection, parseSelectionIn } from './check.js';
export { allOf, anyOf, below, equal, missing, since, before, type Comparison, type Selection } from './selection.js';
export type { Field, FieldKind, Vocabulary } from './vocabulary.js';
export { versionKey } from './version-key.js';
