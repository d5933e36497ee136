import { conditionOf, type Parameters, type Selection } from '@twinbank/selection';

import { belongsSql } from '../bounds.js';
import type { Session } from '../connection/session.js';
import type { ListDefinition } from './list-definition.js';

/** The tables of a list. */
export const fromOf = ({ from }: ListDefinition, parameters: Parameters): string =>
  typeof from === 'string' ? from : from(parameters);

/** Which rows there are to see, and which of them are selected. */
export function whereOf(
  list: ListDefinition,
  selection: Selection,
  { session, parameters }: { readonly session: Pick<Session, 'reach'>; readonly parameters: Parameters },
): string {
  const bounds = belongsSql(list.model, session.reach, parameters);
  const { text } = conditionOf(selection, list.fields, parameters);
  return [list.where ?? 'true', bounds, `(${text})`].join(' AND ');
}
