import type { AttributeValue } from '@twinbank/protocol';

import type { Comparison } from './selection.js';

/** Numbers as JSON writes them [RFC 8259 §6]. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,4})?$/;

/**
 * What a value means where no type is known before: in quotes a text; otherwise `true` and `false` are booleans, what JSON
 * would take for a number is a number, and everything else is a text. Undefined for a number that is too large.
 */
export function literalOf(text: string, isQuoted: boolean): AttributeValue | undefined {
  if (isQuoted) return text;
  if (text === 'true' || text === 'false') return text === 'true';
  if (!NUMBER.test(text)) return text;
  return Number.isFinite(Number(text)) ? Number(text) : undefined;
}

/**
 * Whether an attribute is as a comparison asks. A value is equal to one of its own type only: the number 24 is not the text
 * "24". What is no number is in no order.
 *
 * @param isLike whether a text has a pattern
 */
export function attributeMatches(
  { operator, values, pattern }: Comparison,
  value: AttributeValue | undefined,
  isLike: (text: string, pieces: readonly string[]) => boolean,
): boolean {
  if (operator === 'null') return (value === undefined) === values[0];
  const isSame = pattern ? typeof value === 'string' && isLike(value, pattern) : values.some((one) => one === value);
  if (operator === 'eq' || operator === 'in') return isSame;
  if (operator === 'ne' || operator === 'out') return !isSame;
  if (typeof value !== 'number') return false;
  const other = Number(values[0]);
  if (operator === 'lt') return value < other;
  if (operator === 'le') return value <= other;
  return operator === 'gt' ? value > other : value >= other;
}
