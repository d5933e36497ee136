import { operatorsOf, WRITTEN_AS } from './check.js';
import { sortableOf } from './sort.js';
import type { Field, Vocabulary } from './vocabulary.js';

/** What can be asked of a list, in words for its documentation: of its filter, and of its order. */
export function describeVocabulary(vocabulary: Vocabulary): { readonly filter: string; readonly sort: string } {
  const fields = Object.entries(vocabulary).map(([name, field]) => `* \`${name}\` ${wordsOf(field)}`);
  return {
    filter: `Selection in RSQL (docs/selection.md), by these fields:\n\n${fields.join('\n')}`,
    sort: `Fields to sort by, the first one first; "-" before one begins with the greatest. Of: ${sortableOf(vocabulary).join(', ')}.`,
  };
}

function wordsOf(field: Field): string {
  const kind = field.kind === 'one-of' ? field.values!.join(' | ') : field.kind;
  const operators = operatorsOf(field).map((operator) => WRITTEN_AS[operator]);
  const also = field.alsoCalled === undefined ? '' : `, also called \`${field.alsoCalled}\``;
  return `(${kind}${field.optional ? ', may be missing' : ''}): ${field.about}${also}; ${operators.join(' ')}`;
}
