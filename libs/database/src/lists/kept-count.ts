import { Parameters, type Selection } from '@twinbank/selection';

import type { Session } from '../connection/session.js';
import { whereOf } from './list-rows.js';
import type { ListDefinition } from './list-definition.js';

/**
 * The statement that adds up the counts which are kept of the rows that are selected: in a time that does not depend on how many rows
 * there are. Its `count` is null if nothing is kept.
 *
 * @returns undefined where the list keeps none, or not by what is asked
 */
export function keptCountStatement(
  list: ListDefinition,
  selection: Selection,
  session: Pick<Session, 'reach'>,
): { readonly text: string; readonly values: readonly unknown[] } | undefined {
  const { kept } = list;
  if (kept === undefined || (kept.per !== undefined && !fixes(selection, kept.per))) return undefined;
  if (!fieldsOf(selection).every((field) => kept.fields.includes(field))) return undefined;
  const parameters = new Parameters();
  const where = whereOf(list, selection, { session, parameters });
  return { text: `SELECT sum(${kept.sql})::int AS count FROM ${kept.from} WHERE ${where}`, values: parameters.values };
}

/** Whether only rows with one certain value in a field are selected. */
function fixes(selection: Selection, field: string): boolean {
  if ('all' in selection) return selection.all.some((part) => fixes(part, field));
  if (!('field' in selection) || selection.field !== field) return false;
  return selection.operator === 'eq' && selection.pattern === undefined && selection.values.length === 1;
}

/** The fields that a selection asks for. */
function fieldsOf(selection: Selection): readonly string[] {
  if ('all' in selection) return selection.all.flatMap(fieldsOf);
  if ('any' in selection) return selection.any.flatMap(fieldsOf);
  return 'not' in selection ? fieldsOf(selection.not) : [selection.field];
}
