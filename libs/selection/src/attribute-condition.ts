import type { Parameters } from './parameters.js';
import type { Comparison, Operand } from './selection.js';

const SIGNS = { lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

/**
 * A comparison of an attribute as SQL over a column of JSON objects that is never NULL. Equality is containment, so that
 * an index of the paths in the objects serves it. Never NULL itself, so that NOT makes the opposite of it.
 *
 * @param likeOf makes a pattern for LIKE from its pieces
 */
export function attributeCondition(
  { attribute, operator, values, pattern }: Comparison,
  sql: string,
  { parameters, likeOf }: { readonly parameters: Parameters; readonly likeOf: (pieces: readonly string[]) => string },
): string {
  const name = (): string => parameters.add(attribute, 'text');
  const is = (value: Operand): string =>
    `${sql} @> ${parameters.add(JSON.stringify({ [attribute!]: value }), 'jsonb')}`;
  const isAny = (): string => `(${values.map(is).join(' OR ')})`;
  const like = (): string =>
    ofType('string', { sql, name: name() }, (value) => `${value} LIKE ${parameters.add(likeOf(pattern!), 'text')}`);
  switch (operator) {
    case 'null':
      return `${values[0] === true ? 'NOT ' : ''}${sql} ? ${name()}`;
    case 'eq':
      return pattern ? like() : is(values[0]!);
    case 'ne':
      return `NOT ${pattern ? like() : is(values[0]!)}`;
    case 'in':
      return isAny();
    case 'out':
      return `NOT ${isAny()}`;
    default: {
      const compared = (value: string): string =>
        `(${value})::numeric ${SIGNS[operator]} ${parameters.add(values[0], 'numeric')}`;
      return ofType('number', { sql, name: name() }, compared);
    }
  }
}

/** What holds of a value if it is of this type, and false if it is of another: only CASE says what is looked at first. */
const ofType = (
  type: 'string' | 'number',
  { sql, name }: { readonly sql: string; readonly name: string },
  holds: (value: string) => string,
): string => `CASE jsonb_typeof(${sql} -> ${name}) WHEN '${type}' THEN ${holds(`${sql} ->> ${name}`)} ELSE false END`;
