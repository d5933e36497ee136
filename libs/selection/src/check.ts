import { isFault, isVersion, type Fault } from '@twinbank/primitives';
import { faultOf, isAttributeName, isTextAttribute, WELL_KNOWN_ATTRIBUTES } from '@twinbank/protocol';

import { literalOf } from './attribute-value.js';
import { invalidAt, parse, type Operator, type Written, type WrittenComparison, type WrittenValue } from './parser.js';
import type { Comparison, Operand, Selection } from './selection.js';
import { timeValue } from './time-value.js';
import { namedField, type Field, type FieldKind, type Vocabulary } from './vocabulary.js';

const SAMENESS: readonly Operator[] = ['eq', 'ne', 'in', 'out', 'null'];
const ORDER: readonly Operator[] = ['lt', 'le', 'gt', 'ge'];
/** What can be asked of a field of each kind. */
const ALLOWED: Readonly<Record<FieldKind, readonly Operator[]>> = {
  text: SAMENESS,
  texts: SAMENESS,
  'one-of': SAMENESS,
  boolean: ['eq', 'ne', 'null'],
  number: [...SAMENESS, ...ORDER],
  time: [...SAMENESS, ...ORDER],
  version: [...SAMENESS, ...ORDER],
  attributes: [...SAMENESS, ...ORDER],
  group: ['eq', 'ne', 'in', 'out'],
};
/** How each operator is written in faults and documents. */
export const WRITTEN_AS: Readonly<Record<Operator, string>> = {
  ...{ eq: '==', ne: '!=', lt: '=lt=', le: '=le=', gt: '=gt=', ge: '=ge=', in: '=in=', out: '=out=', null: '=null=' },
};
const BOOLEANS = ['true', 'false'];

/** What can be asked of a field. */
export const operatorsOf = ({ kind, optional }: Field): readonly Operator[] =>
  ALLOWED[kind].filter((operator) => operator !== 'null' || optional === true);

/**
 * Reads a selection and holds it against a vocabulary. Durations count from `nowMs`.
 *
 * @throws Fault `selection_invalid` with the position of what is wrong, and with the names or values that there are
 */
export function parseSelection(text: string, vocabulary: Vocabulary, nowMs: number): Selection {
  return checked(parse(text), vocabulary, nowMs);
}

/**
 * Reads a selection that stands in this field of a request.
 *
 * @throws Fault `selection_invalid` as {@link parseSelection}, which names the field
 */
export function parseSelectionIn(field: string, text: string, vocabulary: Vocabulary, nowMs: number): Selection {
  try {
    return parseSelection(text, vocabulary, nowMs);
  } catch (error) {
    throw inField(field, error);
  }
}

/** The same error, but of this field if it is a refusal of a selection. */
export const inField = (field: string, error: unknown): unknown =>
  isFault(error, 'selection_invalid')
    ? faultOf('selection_invalid', error.detail.replace(/ of filter$/, ` of ${field}`), { ...error.facts, field })
    : error;

function checked(written: Written, vocabulary: Vocabulary, nowMs: number): Selection {
  if ('all' in written) return { all: written.all.map((one) => checked(one, vocabulary, nowMs)) };
  if ('any' in written) return { any: written.any.map((one) => checked(one, vocabulary, nowMs)) };
  return comparisonOf(written, vocabulary, nowMs);
}

function comparisonOf(written: WrittenComparison, vocabulary: Vocabulary, nowMs: number): Comparison {
  const { at, operator, operatorAt, values } = written;
  const named = namedField(vocabulary, written.field);
  if (named === undefined) throw invalidAt(at, `there is no field ${written.field}`, Object.keys(vocabulary));
  if (named.attribute !== undefined) return attributeComparison(written, { ...named, attribute: named.attribute });
  const { name, field } = named;
  const allowed = operatorsOf(field);
  if (!allowed.includes(operator)) throw wrongOperator(operatorAt, name, field, operator);
  const { kind } = field;
  if (operator === 'null') return { field: name, kind, operator, values: [booleanOf(values[0]!)] };
  if (kind === 'group')
    return { field: name, kind, operator, at, values: onceEach(values, (value) => plain(value, name)) };
  const [first] = values;
  if (first!.pieces.length > 1 && takesPattern(kind, operator))
    return { field: name, kind, operator, values: [], pattern: first!.pieces };
  return { field: name, kind, operator, values: onceEach(values, (value) => operandOf(value, name, field, nowMs)) };
}

/** An attribute has no type before it has a value: the value that it is compared with says what is asked for. */
function attributeComparison(
  { at, field: written, operator, operatorAt, values }: WrittenComparison,
  { name, attribute }: { readonly name: string; readonly attribute: string },
): Comparison {
  if (!isAttributeName(attribute)) throw invalidAt(at, `no attribute is called so: ${written}`);
  const asked = { field: name, kind: 'attributes', attribute, operator } as const;
  if (operator === 'null') return { ...asked, values: [booleanOf(values[0]!)] };
  const isText = isTextAttribute(attribute);
  if (isText && ORDER.includes(operator))
    throw invalidAt(
      operatorAt,
      `${written} is a text, which has no order: ${Object.keys(WELL_KNOWN_ATTRIBUTES).join(', ')} are texts`,
      SAMENESS.map((one) => WRITTEN_AS[one]),
    );
  const [first] = values;
  if (first!.pieces.length > 1 && (operator === 'eq' || operator === 'ne'))
    return { ...asked, values: [], pattern: first!.pieces };
  return { ...asked, values: onceEach(values, (value) => literalIn(value, { written, operator, isText })) };
}

/** The values of a comparison: whoever writes one twice asks for the same. */
const onceEach = (values: readonly WrittenValue[], read: (value: WrittenValue) => Operand): readonly Operand[] => [
  ...new Set(values.map(read)),
];

function literalIn(
  value: WrittenValue,
  { written, operator, isText }: { readonly written: string; readonly operator: Operator; readonly isText: boolean },
): Operand {
  const literal = literalOf(plain(value, written), value.isQuoted || isText);
  if (literal === undefined)
    throw invalidAt(value.at, `${written} is compared with numbers up to ±${Number.MAX_VALUE}`);
  if (ORDER.includes(operator) && typeof literal !== 'number')
    throw invalidAt(value.at, `${written} is put in order by numbers only`);
  return literal;
}

function wrongOperator(at: number, name: string, field: Field, operator: Operator): Fault {
  const known = operatorsOf(field).map((one) => WRITTEN_AS[one]);
  const detail = operator === 'null' ? 'is never missing' : `is compared by ${known.join(' ')} only`;
  return invalidAt(at, `${name} (${field.kind}) ${detail}`, known);
}

const takesPattern = (kind: FieldKind, operator: Operator): boolean =>
  (kind === 'text' || kind === 'texts' || kind === 'version') && (operator === 'eq' || operator === 'ne');

function operandOf(value: WrittenValue, name: string, field: Field, nowMs: number): Operand {
  const text = plain(value, name);
  switch (field.kind) {
    case 'one-of':
      if (!field.values!.includes(text))
        throw invalidAt(value.at, `${name} is never ${JSON.stringify(text)}`, field.values);
      return text;
    case 'boolean':
      return booleanOf(value);
    case 'number':
      if (!/^-?\d{1,16}$/.test(text) || !Number.isSafeInteger(Number(text)))
        throw invalidAt(value.at, `${name} is compared with whole numbers up to ±${Number.MAX_SAFE_INTEGER}`);
      return Number(text);
    case 'version':
      if (!isVersion(text)) throw invalidAt(value.at, `${name} is compared with versions such as 1.4.0 or 1.4.0-rc.1`);
      return text;
    case 'time':
      return timeOf(value, { name, text, nowMs });
    default:
      return text;
  }
}

function timeOf({ at }: WrittenValue, { name, text, nowMs }: { name: string; text: string; nowMs: number }): number {
  const atMs = timeValue(text, nowMs);
  if (atMs === undefined)
    throw invalidAt(
      at,
      `${name} is compared with times such as 2026-11-26 or 2026-11-26T12:00:00Z (a "+" is written %2B in an address), or with durations from now such as -P7D or -PT30M; years and months are of no fixed length`,
    );
  return atMs;
}

function booleanOf(value: WrittenValue): boolean {
  const text = value.pieces.join('*');
  if (!BOOLEANS.includes(text)) throw invalidAt(value.at, 'true or false was expected', BOOLEANS);
  return text === 'true';
}

function plain({ at, pieces }: WrittenValue, name: string): string {
  if (pieces.length > 1)
    throw invalidAt(
      at,
      `${name} takes no wildcard here: they are for texts and versions after == and !=; quote a "*" that is none`,
    );
  return pieces[0]!;
}
