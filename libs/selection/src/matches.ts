import { compareVersions, isVersion } from '@twinbank/primitives';
import type { Attributes } from '@twinbank/protocol';

import { attributeMatches } from './attribute-value.js';
import type { Comparison, Operand, Selection } from './selection.js';

/**
 * The values of a row by the names of its fields: times in milliseconds, several texts as a list, attributes by their names,
 * groups by the numbers of those that list it; undefined where missing.
 */
export type FieldValues = Readonly<
  Record<string, Operand | readonly string[] | readonly number[] | Attributes | undefined>
>;

/** Whether a row is selected: the same decision as {@link conditionOf} has the database make. */
export function matches(selection: Selection, row: FieldValues): boolean {
  if ('all' in selection) return selection.all.every((one) => matches(one, row));
  if ('any' in selection) return selection.any.some((one) => matches(one, row));
  if ('not' in selection) return !matches(selection.not, row);
  const value = row[selection.field];
  if (selection.kind === 'group') return (value as readonly number[]).includes(selection.values[0] as number);
  if (isList(value)) return listed(selection, value);
  if (selection.kind !== 'attributes') return compared(selection, value as Operand | undefined);
  const attributes = (value ?? {}) as Attributes;
  const name = selection.attribute!;
  return attributeMatches(selection, Object.hasOwn(attributes, name) ? attributes[name] : undefined, isLike);
}

const isList = (value: FieldValues[string]): value is readonly string[] => Array.isArray(value);

function listed(comparison: Comparison, values: readonly string[]): boolean {
  const { operator } = comparison;
  if (operator === 'null') return (values.length === 0) === comparison.values[0];
  const positive = { ne: 'eq', out: 'in' } as const;
  if (operator === 'ne' || operator === 'out')
    return !values.some((value) => compared({ ...comparison, operator: positive[operator] }, value));
  return values.some((value) => compared(comparison, value));
}

function compared(comparison: Comparison, value: Operand | undefined): boolean {
  const { operator, values, pattern } = comparison;
  if (operator === 'null') return (value === undefined) === values[0];
  if (value === undefined) return operator === 'ne' || operator === 'out';
  const same = pattern ? isLike(String(value), pattern) : values.includes(value);
  switch (operator) {
    case 'eq':
    case 'in':
      return same;
    case 'ne':
    case 'out':
      return !same;
    default:
      return inOrder(operator, differenceOf(comparison.kind, value, values[0]!));
  }
}

function inOrder(operator: 'lt' | 'le' | 'gt' | 'ge', difference: number): boolean {
  if (operator === 'lt') return difference < 0;
  if (operator === 'le') return difference <= 0;
  return operator === 'gt' ? difference > 0 : difference >= 0;
}

/** Below 0 if the value comes first; NaN, which is in no order, if it is no version. */
function differenceOf(kind: Comparison['kind'], value: Operand, other: Operand): number {
  if (kind !== 'version') return Number(value) - Number(other);
  return isVersion(String(value)) ? compareVersions(String(value), String(other)) : Number.NaN;
}

/** Whether a text is made of these pieces with anything between them: each piece at its first place, the last at the end. */
function isLike(text: string, pieces: readonly string[]): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
