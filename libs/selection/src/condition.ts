import { attributeCondition } from './attribute-condition.js';
import { Parameters } from './parameters.js';
import type { Comparison, Operand, Selection } from './selection.js';
import { versionKey } from './version-key.js';

/** The SQL of a field: of its value, and of its version key if it is a version. */
export interface Column {
  readonly sql: string;
  /** Of a version: its key, by which it is ordered. */
  readonly keySql?: string;
  /** Of groups: the SQL of whether the row is in the group whose number is this parameter. */
  readonly memberSql?: (group: string) => string;
}

/** The columns by the names of their fields. */
export type Columns = Readonly<Record<string, Column>>;

/** A condition for `WHERE`, whose values are parameters. */
export interface Condition {
  readonly text: string;
  readonly values: readonly unknown[];
}

const TYPES = {
  ...{ text: 'text', texts: 'text', 'one-of': 'text', version: 'text' },
  ...{ number: 'bigint', boolean: 'boolean', time: 'timestamptz', attributes: 'jsonb', group: 'int' },
} as const;
const SIGNS = { lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

/**
 * A selection as SQL. Only the columns, which are of this program, become text; whatever was asked for becomes a
 * parameter. {@link matches} decides the same in memory.
 */
export function conditionOf(selection: Selection, columns: Columns, parameters = new Parameters()): Condition {
  return { text: textOf(selection, columns, parameters), values: parameters.values };
}

function textOf(selection: Selection, columns: Columns, parameters: Parameters): string {
  if ('all' in selection) return joined(selection.all, ' AND ', 'true', columns, parameters);
  if ('any' in selection) return joined(selection.any, ' OR ', 'false', columns, parameters);
  // What is neither so nor not so, as a comparison with NULL, is not so.
  if ('not' in selection) return `(${textOf(selection.not, columns, parameters)}) IS NOT TRUE`;
  const column = columns[selection.field]!;
  if (selection.kind === 'group') return column.memberSql!(parameters.add(groupNumber(selection), 'int'));
  if (selection.kind === 'texts') return listed(selection, column.sql, parameters);
  if (selection.kind === 'attributes') return attributeCondition(selection, column.sql, { parameters, likeOf });
  return compared(selection, column, parameters);
}

/** A group by its number. @throws Error if its name was not looked up: that is a bug */
function groupNumber({ operator, values: [group] }: Comparison): number {
  if (operator !== 'eq' || typeof group !== 'number')
    throw new Error('a group is asked for whose name was not looked up');
  return group;
}

function joined(
  parts: readonly Selection[],
  word: string,
  none: string,
  columns: Columns,
  parameters: Parameters,
): string {
  if (parts.length === 0) return none;
  const patterns = parts.filter(isPatternOfTexts);
  const texts = [
    ...parts.filter((part) => !isPatternOfTexts(part)).map((part) => textOf(part, columns, parameters)),
    ...[...new Set(patterns.map(({ field }) => field))].map((field) =>
      matchedTogether(
        patterns.filter((one) => one.field === field),
        { word, sql: columns[field]!.sql, parameters },
      ),
    ),
  ];
  return `(${texts.join(word)})`;
}

const isPatternOfTexts = (part: Selection): part is Comparison =>
  'kind' in part && part.kind === 'texts' && part.pattern !== undefined;

/**
 * Patterns for the same list of texts, which is unfolded once for all of them: unfolding it costs several times what
 * comparing its texts does. They stand last, so that what costs less can decide before.
 */
function matchedTogether(
  patterns: readonly Comparison[],
  { word, sql, parameters }: { readonly word: string; readonly sql: string; readonly parameters: Parameters },
): string {
  if (patterns.length === 1) return listed(patterns[0]!, sql, parameters);
  const each = patterns.map(({ operator, pattern }) => {
    // Of no texts at all, bool_or is NULL.
    const any = `COALESCE(bool_or(one.text LIKE ${parameters.add(likeOf(pattern!), 'text')}), false)`;
    return operator === 'ne' ? `NOT ${any}` : any;
  });
  return `(SELECT ${each.join(word)} FROM unnest(${sql}) AS one(text))`;
}

function compared({ kind, operator, values, pattern }: Comparison, column: Column, parameters: Parameters): string {
  const { sql } = column;
  const type = TYPES[kind];
  const add = (value: Operand): string => parameters.add(operand(kind, value), type);
  const addAll = (): string =>
    parameters.add(
      values.map((value) => operand(kind, value)),
      `${type}[]`,
    );
  switch (operator) {
    case 'null':
      return values[0] === true ? `${sql} IS NULL` : `${sql} IS NOT NULL`;
    case 'eq':
      if (pattern) return `${sql} LIKE ${parameters.add(likeOf(pattern), type)}`;
      return `${kind === 'version' ? keyed(column, values[0]!, parameters) : ''}${sql} = ${add(values[0]!)}`;
    case 'ne':
      return pattern
        ? `(${sql} IS NULL OR ${sql} NOT LIKE ${parameters.add(likeOf(pattern), type)})`
        : `${sql} IS DISTINCT FROM ${add(values[0]!)}`;
    case 'in':
      return `${sql} = ANY (${addAll()})`;
    case 'out':
      return `(${sql} IS NULL OR ${sql} <> ALL (${addAll()}))`;
    default:
      return kind === 'version'
        ? `${column.keySql!} ${SIGNS[operator]} ${parameters.add(versionKey(String(values[0]!)), type)}`
        : `${sql} ${SIGNS[operator]} ${add(values[0]!)}`;
  }
}

/** That the keys are the same, which is so where the texts are: there is an index of the keys. */
const keyed = ({ keySql }: Column, value: Operand, parameters: Parameters): string =>
  `${keySql!} = ${parameters.add(versionKey(String(value)), 'text')} AND `;

/** A field of several texts, whose column is never NULL. */
function listed({ operator, values, pattern }: Comparison, sql: string, parameters: Parameters): string {
  const anyLike = (pieces: readonly string[]): string =>
    `EXISTS (SELECT FROM unnest(${sql}) AS one(text) WHERE one.text LIKE ${parameters.add(likeOf(pieces), 'text')})`;
  switch (operator) {
    case 'null':
      return values[0] === true ? `${sql} = '{}'` : `${sql} <> '{}'`;
    case 'eq':
      return pattern ? anyLike(pattern) : `${sql} @> ${parameters.add([values[0]], 'text[]')}`;
    case 'ne':
      return pattern ? `NOT ${anyLike(pattern)}` : `NOT ${sql} @> ${parameters.add([values[0]], 'text[]')}`;
    case 'in':
      return `${sql} && ${parameters.add(values, 'text[]')}`;
    default:
      return `NOT ${sql} && ${parameters.add(values, 'text[]')}`;
  }
}

const operand = (kind: Comparison['kind'], value: Operand): unknown =>
  kind === 'time' ? new Date(Number(value)).toISOString() : value;

/** A pattern for LIKE, whose own wildcards and escapes in the pieces are characters like others. */
const likeOf = (pieces: readonly string[]): string => pieces.map((piece) => piece.replace(/[\\%_]/g, '\\$&')).join('%');
